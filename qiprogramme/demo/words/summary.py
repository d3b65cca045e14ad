"""What the programme learnt, what its figures cannot show, and the citations that give its context."""

LEARNING = (
    "Small tests with the people concerned change more than forms from above. What patients and lived experience colleagues wrote was used; what "
    "staff wrote for them was filed. Teams with an executive sponsor who answered within two weeks moved their ideas faster. Ideas that hung on one "
    "person ended with that person. Weekly coaching was hardest to keep where staffing was thinnest, and those are the wards that need it most."
)
LIMITS = (
    "These are early results without a comparison group: other things changed on the wards at the same time. The survey answers come from about a third "
    "of the wards, and those who answered may differ from those who did not. Before and after are different people in part. Local counts are "
    "small and were made by the teams themselves. Nothing here shows an effect on the use of detention."
)


CITATIONS = (
    (
        "The Independent Review found that the Mental Health Act is used unequally, and that people often have too little say in their care",
        "Modernising the Mental Health Act: final report of the Independent Review", 2018, "",
    ),
    (
        "The Government set out to reform the Act around choice and autonomy, least restriction, therapeutic benefit, and people as individuals",
        "White Paper, Reforming the Mental Health Act", 2021, "",
    ),
    (
        "Black people were more than four times as likely as white people to be detained under the Mental Health Act",
        "NHS Digital, Mental Health Act Statistics, Annual Figures", 2022, "",
    ),
    (
        "90% of autistic people in mental health hospitals were detained under the Act",
        "NHS Digital, Learning Disability Services Statistics, Assuring Transformation", 2022, "",
    ),
)  # fmt: skip
