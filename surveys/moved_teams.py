"""What surveys do when a ward moves: links of rounds that are not closed go along, so that posters and codes stay good.

Answers that were given stay with the old team, which has no link any more; those to come are the new team's.
"""

from django.utils import timezone

from people.keys import unordered_key
from surveys.models import TeamWave
from wards.moves import TeamMove, carries


@carries
def carry_links(move: TeamMove) -> None:
    """The link of each round that still takes answers goes to the new team; the old one keeps a link that nobody has."""
    rows = TeamWave.objects.filter(team=move.old, wave__stopped_on=None, wave__closes_on__gte=timezone.localdate())
    for row in rows:
        token, row.token = row.token, unordered_key()
        row.save(update_fields=["token"])
        TeamWave.objects.create(team=move.new, wave_id=row.wave_id, token=token)
