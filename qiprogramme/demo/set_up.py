"""How the wards were set up: agreements with their papers, a former name, a pause of a region that is over, a move."""

import hashlib
from datetime import timedelta

from people.acting import acting_as
from qiprogramme.demo.people import People
from qiprogramme.demo.places import NE, Places
from qiprogramme.demo.rows import Calendar, Rows, key
from wards import memberships, moves
from wards.models import Agreement, AgreementDocument, FormerName, Membership, Pause, Programme, Provider, Team, TeamStep, Ward

#: Wards whose paper has not come yet, and those that were called something else in the programme's first months.
WITHOUT_PAPER = {"Thorne", "Bittern", "Maldon"}
FORMER_NAMES = {"Byron": "Coleridge", "Heron": "Lapwing"}
#: The ward that went to another provider, with its ideas and its people, and where to.
MOVED, MOVED_TO, MOVED_BESIDE = "Skylark", "Chiltern Ridge NHS Foundation Trust", "Icknield"
MOVED_DAYS_AGO = 24
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


def move_a_ward(rows: Rows, calendar: Calendar) -> None:
    """One ward goes to another provider, by the verb that the national team uses; the sponsor of its sister ward takes it on."""
    programme = next(iter(rows.of(Programme)))
    by = next(row.person for row in rows.of(Membership) if row.role == "programme_team")
    ward = next(row for row in rows.of(Ward) if row.name == MOVED)
    to = next(row for row in rows.of(Provider) if row.name == MOVED_TO)
    sponsors = [row for row in rows.of(Membership) if row.role == "sponsor" and row.team and row.team.name == MOVED_BESIDE]
    on = calendar.today - timedelta(days=MOVED_DAYS_AGO)
    with acting_as(by):
        after = moves.move(
            by=by, ward=ward, to=to, on=on, why="The trust took over the provider's wards for young people", takes_values=True
        )
        team = Team.objects.get(covers__ward=after)
        memberships.give(by=by, person=sponsors[-1].person, role="sponsor", programme=programme, team=team, starts_on=on)
