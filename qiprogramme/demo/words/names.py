"""Invented names, of the many kinds that are at home in England. Nobody is meant by any of them."""

import random

# (weight, first names, surnames)
_GROUPS: list[tuple[int, str, str]] = [
    (46,
     "Alison Beth Callum Carol Chloe Craig Daisy Darren Donna Eleanor Ewan Fiona Gareth Gemma Glenn Hannah Heather Holly Ian "
     "Imogen Jack Janet Joanne Karen Keith Kirsty Laura Leanne Lesley Lorna Lucy Maggie Martin Megan Neil Nicola Owen Paula "
     "Philippa Rachel Rhys Rosie Ruth Sally Sean Shaun Sheila Sian Stuart Tessa Tracey Wendy Yvonne",
     "Ackerley Allsopp Ashdown Askew Barraclough Birtwistle Blenkin Bracegirdle Brackley Broadbent Capstick Catterall Clegg "
     "Crabtree Culshaw Dewhurst Dunkerley Eastwood Entwistle Fairclough Fothergill Garside Goodacre Greenhalgh Hadfield "
     "Halliwell Hargreave Haythornthwaite Hebden Hindle Horrocks Illingworth Kershaw Kettlewell Lathom Lightbown Lumley "
     "Makin Micklethwaite Nuttall Ogden Openshaw Pickersgill Pomfret Quarmby Ramsbottom Rigby Sagar Satterthwaite "
     "Scarisbrick Shuttleworth Stansfield Sutcliffe Thistlewood Tordoff Unsworth Wadsworth Whitworth Winstanley Yardley"),
    (15,
     "Aisha Amina Asif Bilal Faisal Farah Hafsa Hamza Humaira Imran Iqra Junaid Khadija Maryam Mariam Nadia Naila Nasreen "
     "Omar Rukhsana Saima Samina Shabana Sumaira Tahir Tariq Usman Yasmin Zainab Zubair",
     "Abbasi Afzal Anwar Arshad Aslam Aziz Baig Chaudhry Dar Ghani Gulzar Habib Ikram Javed Karim Latif Mahmood Mughal "
     "Naseer Parvez Qureshi Rafiq Rauf Saeed Shafiq Siddique Tufail Yaqub Zaman"),
    (11,
     "Amrit Anjali Deepa Gurpreet Harjit Hetal Jaspreet Kavita Kiran Lakshmi Manjit Meera Mukesh Neha Nisha Parminder Pooja "
     "Priti Rajesh Ravi Reena Rohan Sandeep Sanjay Simran Sonal Sunita Vikram",
     "Acharya Bains Bhatt Chauhan Desai Dhaliwal Gill Grewal Iyer Joshi Kulkarni Mistry Nair Pandya Parmar Rathod Sahota "
     "Sandhu Sehmi Shah Solanki Thakrar Trivedi Varma Virdee"),
    (14,
     "Abena Ade Adwoa Amara Ama Ayodele Chidi Chinwe Efua Ekow Emeka Esi Femi Folake Grace Ifeoma Kofi Kwabena Kwame Ngozi "
     "Obinna Olu Patience Precious Rudo Sade Tendai Thandiwe Tinashe Tunde Yaw",
     "Abiodun Acheampong Adebayo Adjei Afolabi Agyeman Akande Amponsah Asante Balogun Banda Bello Boateng Chikwanha Danso "
     "Eze Fashola Gyasi Igwe Kamara Mensah Moyo Nkrumah Ofori Ogunleye Okafor Osei Owusu Sesay Sibanda"),
    (7,
     "Alvin Beverley Claudette Delroy Denise Desmond Errol Hyacinth Jermaine Joy Kemar Leroy Marcia Marlon Maxine Merlene "
     "Natalie Orville Pauline Rohan Sandra Shanice Sonia Trevor Verona Winston Yvette",
     "Bailey Blackwood Brathwaite Cumberbatch Dacosta Edmondson Francis Gayle Golding Grant Henriques Honeyghan Lindo "
     "McKenzie Morant Nembhard Palmer Peart Rowe Senior Simmonds Thompson Wedderburn Whyte"),
    (7,
     "Agnieszka Anna Andrei Beata Bogdan Dorota Elena Ewa Ioana Jadwiga Karolina Katarzyna Krzysztof Magda Marek Mihai Monika "
     "Oksana Pawel Radu Simona Tomasz Violeta",
     "Adamczyk Balan Borkowska Chmiel Dobre Gorski Ionescu Jasinski Kaminska Kowalczyk Lis Marinescu Mazur Nowicka Olaru "
     "Pawlak Petrenko Sobczak Stanciu Szulc Wrona Zielinska"),
    (5,
     "Bernadette Caoimhe Ciaran Declan Dympna Eoin Fergal Grainne Maeve Niamh Oonagh Padraig Roisin Siobhan",
     "Brannigan Cassidy Donnellan Fahy Geraghty Hanrahan Kilbride Lafferty McAleer McGlinchey Mulvaney Rafferty Tierney"),
    (5,
     "Ana Joao Joanna Leticia Linh Mai Mei Ming Minh Analyn Rosalie Jocelyn Maricel Wai Xin Yuki Hiba Layla Karwan Shirin",
     "Baptista Carvalho Castillo Cheung Dela Fajardo Haddad Hassanpour Lam Leung Manalo Marques Nguyen Ocampo Pereira Pham "
     "Rostami Santos Siu Tavares Tran Wong Yip"),
    (2,
     "Cooper Delilah Kizzy Mireli Reuben Tawny",
     "Buckland Herrin Lovell Penfold Scamp Loveridge"),
]  # fmt: skip


def names(luck: random.Random, how_many: int) -> list[str]:
    """Different names, at random."""
    groups = [(first.split(), last.split()) for _, first, last in _GROUPS]
    weights = [weight for weight, _, _ in _GROUPS]
    found: dict[str, None] = {}
    while len(found) < how_many:
        first, last = luck.choices(groups, weights)[0]
        # Some families are of more than one origin, as in England.
        if luck.random() < 0.08:
            last = luck.choices(groups, weights)[0][1]
        found[f"{luck.choice(first)} {luck.choice(last)}"] = None
    return list(found)
