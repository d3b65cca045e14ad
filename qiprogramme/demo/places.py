"""Where it happens: 33 providers, 51 wards of all service types in all seven regions, and their project teams."""

from dataclasses import dataclass
from datetime import date, timedelta

from qiprogramme.demo.rows import Calendar, Rows, chance, key
from wards.models import Phase, Programme, Provider, Site, Team, TeamStep, TeamWard, Ward

LONDON, SW, SE, MID, EAST, NW, NE = "Y56", "Y58", "Y59", "Y60", "Y61", "Y62", "Y63"

# Provider: name, region, independent?, and its wards: name, service type, site, phase (P pilot, W wider).
# Lancashire and South Cumbria, Midlands Partnership and Cygnet took part under their own names; every other
# provider is invented, and so is each code.
PROVIDERS: list[tuple[str, str, bool, list[tuple[str, str, str, str]]]] = [
    ("Lancashire and South Cumbria NHS Foundation Trust", NW, False, [
        ("Fellside", "secure", "Guild Lodge", "P"), ("Bowland", "adult_acute", "Lune House", "W")]),
    ("Midlands Partnership University NHS Foundation Trust", MID, False, [
        ("Brocton", "adult_acute", "Chase View", "P"), ("Milford", "older_adult", "Chase View", "W")]),
    ("Cygnet Health Care", SE, True, [
        ("Opal", "picu", "Downs Lodge", "P"), ("Juniper", "rehabilitation", "Downs Lodge", "W"),
        ("Meadowsweet", "lda", "Weald House", "W")]),
    ("Brackenfell Mental Health NHS Foundation Trust", NE, False, [
        ("Shelley", "secure", "Ravensgill Hospital", "W"), ("Keats", "secure", "Ravensgill Hospital", "W"),
        ("Byron", "adult_acute", "Ravensgill Hospital", "W"), ("Marlowe", "picu", "Skelder Unit", "P")]),
    ("Northmoor Partnership NHS Foundation Trust", NW, False, [
        ("Winsford", "secure_lda", "Delamere Park", "W"), ("Tarporley", "secure_lda", "Delamere Park", "W")]),
    ("Trentwater Healthcare NHS Trust", MID, False, [
        ("Cubley Court", "dementia", "Cubley Court", "W"), ("Doveridge", "older_adult", "Marchington House", "P")]),
    ("Aldermoor and Solway NHS Foundation Trust", SE, False, [
        ("The Orchard", "perinatal", "Applegarth Centre", "P"), ("Itchen", "adult_acute", "Applegarth Centre", "W")]),
    ("Thamesmere NHS Foundation Trust", LONDON, False, [
        ("Sycamore", "adult_acute", "Rotherfield Hospital", "P"), ("Hawthorn", "picu", "Rotherfield Hospital", "W"),
        ("Larch", "secure", "Canal Reach Unit", "W")]),
    ("Northbank London Mental Health NHS Trust", LONDON, False, [
        ("Coral", "adult_acute", "Finchmere Hospital", "W"), ("Amber", "children", "Finchmere Hospital", "W")]),
    ("Lea Valley Partnership NHS Foundation Trust", LONDON, False, [
        ("Turner", "adult_acute", "Marsh Lane Hospital", "P"), ("Constable", "older_adult", "Marsh Lane Hospital", "W")]),
    ("Southwark Gate Independent Hospitals", LONDON, True, [("Chaucer", "eating_disorder", "Bridge House", "W")]),
    ("Kingsmead Young People's Services", LONDON, True, [("Skylark", "children", "Kingsmead Lodge", "W")]),
    ("Severn and Mendip NHS Foundation Trust", SW, False, [
        ("Kestrel", "adult_acute", "Priddy Hospital", "W"), ("Merlin", "rehabilitation", "Priddy Hospital", "W")]),
    ("Tamar Coast Partnership NHS Trust", SW, False, [("Harbour", "adult_acute", "Lighthouse Hospital", "P")]),
    ("Moorland and Exe NHS Foundation Trust", SW, False, [("Dart", "dementia", "Haytor House", "W")]),
    ("Blackdown Hills Care", SW, True, [("Buttercup", "lda", "Hemyock Grange", "W")]),
    ("Purbeck Sound NHS Foundation Trust", SW, False, [("Swanage", "secure", "Chalk Down Unit", "W")]),
    ("South Weald Healthcare NHS Trust", SE, False, [("Beech", "adult_acute", "Ashurst Hospital", "W")]),
    ("Medway Reach NHS Foundation Trust", SE, False, [("Rochester", "older_adult", "Cooling Hospital", "P")]),
    ("Harrowgate Hill Hospitals", SE, True, [("Wren", "eating_disorder", "Harrow Hill House", "W")]),
    ("Chiltern Ridge NHS Foundation Trust", SE, False, [("Icknield", "children", "Ridgeway Centre", "W")]),
    ("Wrekin and Clun NHS Foundation Trust", MID, False, [("Stretton", "rehabilitation", "Longmynd Hospital", "W")]),
    ("Heart of Mercia NHS Foundation Trust", MID, False, [
        ("Elgar", "adult_acute", "Malvern Road Hospital", "P"), ("Priestley", "perinatal", "Malvern Road Hospital", "W")]),
    ("Soar Valley Partnership NHS Trust", MID, False, [("Charnwood", "lda", "Swithland Unit", "P")]),
    ("Rutland Gate Healthcare", MID, True, [("Foxglove", "secure", "Oakham Park", "W")]),
    ("Fenland and Wash NHS Foundation Trust", EAST, False, [
        ("Heron", "adult_acute", "Welney Hospital", "W"), ("Bittern", "older_adult", "Welney Hospital", "W")]),
    ("Stour and Orwell NHS Foundation Trust", EAST, False, [("Gainsborough", "picu", "Flatford Hospital", "P")]),
    ("Breckland Minds", EAST, True, [("Thetford", "rehabilitation", "Pine House", "W")]),
    ("Chelmer Partnership NHS Trust", EAST, False, [("Maldon", "adult_acute", "Blackwater Hospital", "W")]),
    ("Mersey Dales NHS Foundation Trust", NW, False, [
        ("Rivington", "adult_acute", "Anglezarke Hospital", "P"), ("Winter Hill", "dementia", "Anglezarke Hospital", "W")]),
    ("Irwell Bridge Healthcare", NW, True, [("Lowry", "eating_disorder", "Weir House", "W")]),
    ("Wear and Derwent NHS Foundation Trust", NE, False, [("Cheviot", "adult_acute", "Hamsterley Hospital", "P")]),
    ("Humberhead Healthcare NHS Trust", NE, False, [
        ("Thorne", "children", "Crowle Hospital", "W")]),
]  # fmt: skip

#: What became of the teams that are not active any more or for now; the others of the pilot have completed.
LEFT = {"Rochester": "The ward closed when its service moved into the community"}
MERGED = {"Gainsborough": "Merged with the neighbouring unit; its change ideas went with it"}
PAUSED = {"Bittern": "Paused while the ward is refurbished; coaching starts again when patients move back"}
WIDER_LEFT = {"Lowry": "The provider could not free staff for weekly coaching after a change of manager"}
WIDER_COMPLETED = {
    "Larch", "Constable", "Merlin", "Swanage", "Wren", "Stretton", "Priestley", "Thetford", "Winter Hill", "Tarporley",
}  # fmt: skip


@dataclass
class Places:
    programme: Programme
    pilot: Phase
    wider: Phase
    teams: dict[str, Team]
    wards: dict[str, Ward]
    #: ward's name → first and last day of its coaching (the last is today for teams still active)
    coached: dict[str, tuple[date, date]]

    def of_phase(self, phase: Phase) -> list[Team]:
        return [team for team in self.teams.values() if team.phase_id == phase.pk]

    @property
    def active(self) -> list[Team]:
        return [team for team in self.teams.values() if team.state == Team.State.ACTIVE]

    def of_provider(self, provider: Provider) -> list[Team]:
        return [team for team in self.teams.values() if team.provider_id == provider.pk]


def build(rows: Rows, calendar: Calendar) -> Places:
    programme = rows.add(
        Programme(
            id=key("programme"),
            name="National Mental Health Act QI Programme",
            slug="mental-health-act-qi",
            commissioner="NHS England",
            starts_on=calendar.first(1),
            ends_on=calendar.end(27),
            is_demo=True,
        )
    )
    pilot = rows.add(
        Phase(
            id=key("phase", 1),
            programme=programme,
            name="Pilot",
            position=1,
            starts_on=calendar.first(5),
            ends_on=calendar.end(13),
            usual_minutes=90,
        )
    )
    wider = rows.add(
        Phase(
            id=key("phase", 2),
            programme=programme,
            name="Wider implementation",
            position=2,
            starts_on=calendar.first(19),
            ends_on=calendar.end(27),
            usual_minutes=60,
        )
    )
    places = Places(programme, pilot, wider, {}, {}, {})
    for number, (name, region, independent, wards) in enumerate(PROVIDERS, 1):
        kind = Provider.Kind.INDEPENDENT if independent else Provider.Kind.TRUST
        code = f"ZQ{number:03}" if independent else f"Z{number:02}"
        provider = rows.add(
            Provider(id=key("provider", name), name=name, ods_code=code, kind=kind, region=region, kept_by=programme)
        )
        sites: dict[str, Site] = {}
        for ward_name, service, site_name, letter in wards:
            if site_name not in sites:
                sites[site_name] = rows.add(Site(id=key("site", name, site_name), provider=provider, name=site_name))
            ward = rows.add(
                Ward(id=key("ward", ward_name), provider=provider, site=sites[site_name], name=ward_name, service_type=service)
            )
            phase = pilot if letter == "P" else wider
            team = Team(id=key("team", ward_name), programme=programme, phase=phase, provider=provider, name=ward_name)
            places.teams[ward_name], places.wards[ward_name] = team, ward
    for name, team in places.teams.items():
        rows.add(team)
        _take_steps(rows, calendar, places, name, team)
        ward = places.wards[name]
        rows.add(TeamWard(id=key("covers", name), provider=team.provider, team=team, ward=ward))
        if name in LEFT:
            ward.closed_on, ward.ended_as, ward.why = places.coached[name][1], Ward.Ending.CLOSED, LEFT[name]
    return places


def _take_steps(rows: Rows, calendar: Calendar, places: Places, name: str, team: Team) -> None:
    luck = chance(f"steps of {name}")
    is_pilot = team.phase_id == places.pilot.pk
    start_month = 5 if is_pilot else 19
    starts = calendar.weekday(start_month, luck.randrange(1, 4), luck.randrange(1, 4))
    ends = calendar.today
    last: tuple[str, str] | None = None
    if is_pilot:
        ends, last = calendar.weekday(13, luck.randrange(1, 5), luck.randrange(2, 4)), (Team.State.COMPLETED, "")
    if name in WIDER_COMPLETED:
        ends, last = calendar.weekday(26, luck.randrange(1, 5), luck.randrange(3, 5)), (Team.State.COMPLETED, "")
    if name in LEFT:
        ends, last = calendar.day(11, 14), (Team.State.LEFT, LEFT[name])
    if name in MERGED:
        ends, last = calendar.day(12, 20), (Team.State.MERGED, MERGED[name])
    if name in WIDER_LEFT:
        ends, last = calendar.day(24, 9), (Team.State.LEFT, WIDER_LEFT[name])
    if name in PAUSED:
        ends, last = calendar.day(26, 17), (Team.State.PAUSED, PAUSED[name])
    places.coached[name] = (starts, ends)
    first = calendar.day(start_month - 4, luck.randrange(1, 20))
    gap = (starts - first).days
    steps: list[tuple[str, date, str]] = [
        (Team.State.INTERESTED, first, ""),
        (Team.State.SELECTED, first + timedelta(days=gap * 3 // 10), "Chosen with the region for its spread of services"),
        (
            Team.State.SIGNED,
            first + timedelta(days=gap * 5 // 10),
            "Agreement signed by the chief nurse, held by the national team",
        ),
        (Team.State.SPONSORED, first + timedelta(days=gap * 6 // 10), ""),
        (Team.State.BOOKED, first + timedelta(days=gap * 8 // 10), ""),
        (Team.State.ACTIVE, starts, ""),
    ]
    if last:
        steps.append((last[0], ends, last[1]))
    for state, on, reason in steps:
        rows.add(TeamStep(id=key("step", name, state), team=team, state=state, on=on, reason=reason))
    team.state = steps[-1][0]
