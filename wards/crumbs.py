"""The way up the house from a page about a ward team."""

from django.urls import reverse

from wards.models import Team


def team_crumbs(team: Team, *below: tuple[str, str]) -> list[dict[str, str]]:
    """All ward teams, the team, and each place below it (text, address), for the breadcrumbs of a page below that."""
    places = [("Ward teams", reverse("ward_list")), (team.name, reverse("ward", args=[team.pk])), *below]
    return [{"text": text, "href": href} for text, href in places]
