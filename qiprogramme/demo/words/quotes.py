"""Invented words of invented people, with the consent that a real quote would need."""

from dataclasses import dataclass

EVERYWHERE, REPORT, INSIDE = ("inside", "report", "public"), ("inside", "report"), ("inside",)


@dataclass(frozen=True)
class QuoteText:
    """month: when consent was given; lasts: for how many months more; channels: what it was given for."""

    ward: str
    words: str
    attribution: str
    channels: tuple[str, ...]
    month: int
    lasts: int = 24
    withdrawn: bool = False


QUOTES = [
    QuoteText("Shelley", "I read my plan to my mum on the phone. That was the first time I understood it myself.", "A patient", EVERYWHERE, 25),
    QuoteText("Shelley", "We used to write plans for the file. Now we write them for the person, and that has changed how we talk.", "An occupational therapist", EVERYWHERE, 26),
    QuoteText("Winsford", "They read my page first. Then they asked me. Then they waited.", "A patient", EVERYWHERE, 26),
    QuoteText("Winsford", "It is shorter now, and I know more when I go home.", "A consultant psychiatrist", REPORT, 26),
    QuoteText("Cubley Court", "My husband pointed at the photo of the garden and said: that is mine. He had not said that for weeks.", "A family member", EVERYWHERE, 26),
    QuoteText("Opal", "Nobody had ever asked what helps me when it gets loud.", "A patient", EVERYWHERE, 14),
    QuoteText("Doveridge", "I have washed people for eighteen years. This was the first time that somebody asked me to teach it.", "A healthcare assistant", EVERYWHERE, 13),
    QuoteText("The Orchard", "I cooked what my grandmother would have cooked. It was the first night that I slept.", "A mother on the unit", EVERYWHERE, 15),
    QuoteText("Brocton", "I came to tell my story once. I stayed because they changed something and told me what.", "A lived experience practitioner", EVERYWHERE, 20),
    QuoteText("Cheviot", "I was the only Black person in the room for years. Now there are three of us and I can just do my job.", "A staff member", REPORT, 22),
    QuoteText("Kestrel", "I thought that it was about forms. It is about who gets listened to.", "A ward manager", EVERYWHERE, 26),
    QuoteText("Harbour", "The chart made me stop arguing. It had not worked and we could see it.", "A deputy ward manager", EVERYWHERE, 14),
    QuoteText("Bowland", "As a sponsor I learnt to ask what stands in the way, and then to move it.", "An executive sponsor", REPORT, 26),
    QuoteText("Heron", "The interpreter stayed ten minutes longer and I asked what I had wanted to ask since March.", "A patient", INSIDE, 24),
    QuoteText("Turner", "It felt good to be paid on time. It says that they mean it.", "A lived experience practitioner", EVERYWHERE, 9, 12),
    QuoteText("Sycamore", "I said yes to this then. I should not like to be quoted any more.", "A patient", EVERYWHERE, 12, 24, True),
    QuoteText("Coral", "Some weeks we had no time and it showed. I would say that too.", "A staff nurse", REPORT, 26),
]  # fmt: skip
