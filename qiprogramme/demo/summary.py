"""The first edition of the impact summary as a draft: what the programme learnt and what its figures cannot show."""

from impact.models import Citation, SummaryDraft
from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Rows, key
from qiprogramme.demo.words.ideas import NAMED
from qiprogramme.demo.words.summary import CITATIONS, LEARNING, LIMITS


def build(rows: Rows, places: Places) -> None:
    rows.add(
        SummaryDraft(
            id=key("summary", 1),
            programme=places.programme,
            title="Impact of the National Mental Health Act QI Programme",
            learning=LEARNING,
            limits=LIMITS,
            ideas=[key("library", idea.key) for idea in NAMED.values()],
        )
    )
    for i, (statement, source, year, address) in enumerate(CITATIONS, start=1):
        rows.add(
            Citation(
                id=key("citation", i),
                programme=places.programme,
                position=i,
                statement=statement,
                source=source,
                year=year,
                address=address,
            )
        )
