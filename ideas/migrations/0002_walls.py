from django.db import migrations

from people.audit import audited
from wards.walls import BELONGS, REACH, owned, wall

TEAM_TABLES = (
    "changeidea", "stagemove", "coproductionrating", "progressscore", "testingcycle", "measure", "measurepoint",
    "annotation", "rebase", "finding", "reach", "quote",
)  # fmt: skip
OF_IDEA = ("stagemove", "coproductionrating", "testingcycle", "measure", "finding", "reach")
OF_MEASURE = ("measurepoint", "annotation", "rebase")

SQL = [
    *(wall(f"ideas_{table}", f"team_id = {REACH}") for table in TEAM_TABLES),
    wall("ideas_reachstatement", f"team_id = {REACH} or provider_id = {REACH}"),
    wall("ideas_codedinterview", f"programme_id = {REACH}"),
    wall("ideas_libraryentry", f"programme_id = {BELONGS}"),
    *(owned(f"ideas_{table}", ("team_id", "idea_id"), "ideas_changeidea", ("team_id", "id")) for table in OF_IDEA),
    *(owned(f"ideas_{table}", ("team_id", "measure_id"), "ideas_measure", ("team_id", "id")) for table in OF_MEASURE),
    owned("ideas_reachstatement", ("provider_id", "team_id"), "wards_team", ("provider_id", "id")),
    *(audited(f"ideas_{table}") for table in (*TEAM_TABLES, "reachstatement", "codedinterview", "libraryentry")),
]


class Migration(migrations.Migration):
    dependencies = [("ideas", "0001_initial"), ("wards", "0002_walls")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
