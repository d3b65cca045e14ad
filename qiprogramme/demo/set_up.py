"""How the wards were set up: agreements with their papers, a former name, a pause of a region that is over."""

import hashlib
from datetime import timedelta

from qiprogramme.demo.people import People
from qiprogramme.demo.places import NE, Places
from qiprogramme.demo.rows import Calendar, Rows, key
from wards.models import Agreement, AgreementDocument, FormerName, Pause, Team, TeamStep

#: Wards whose paper has not come yet, and those that were called something else in the programme's first months.
WITHOUT_PAPER = {"Thorne", "Bittern", "Maldon"}
FORMER_NAMES = {"Byron": "Coleridge", "Heron": "Lapwing"}
#: An empty page, as the smallest file that opens.
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def build(rows: Rows, calendar: Calendar, places: Places, people: People) -> None:
    signed = {step.team_id: step.on for step in rows.of(TeamStep) if step.state == Team.State.SIGNED}
    for ward, team in places.teams.items():
        on = signed[team.pk]
        # The agreements of the pilot and of two wards end soon after the programme's last month.
        months = 30 if team.phase_id == places.wider.pk else 24
        agreement = rows.add(
            Agreement(
                id=key("agreement", ward), team=team, provider=team.provider, signed_by="Chief nurse", signed_on=on,
                expires_on=calendar.today + timedelta(days=40) if ward == "Kestrel" else on + timedelta(days=30 * months),
            )
        )  # fmt: skip
        if ward not in WITHOUT_PAPER:
            rows.add(
                AgreementDocument(
                    id=key("agreement's document", ward), agreement=agreement, provider=team.provider,
                    name=f"Agreement {ward}.pdf", kind="application/pdf", size=len(PAPER),
                    digest=hashlib.sha256(PAPER).hexdigest(), content=PAPER, added_by=people.programme_team[1],
                )
            )  # fmt: skip
        if ward in FORMER_NAMES:
            for thing, place in (("ward", places.wards[ward]), ("team", team)):
                name = FormerName(id=key("former name", thing, ward), name=FORMER_NAMES[ward], until=calendar.end(20))
                setattr(name, thing, place)
                rows.add(name)
    rows.add(
        Pause(
            id=key("pause", NE), programme=places.programme, region=NE,
            starts_on=calendar.day(10, 4), ends_on=calendar.day(10, 17),
            reason="Industrial action in the region", begun_by=people.programme_team[1],
        )
    )  # fmt: skip
