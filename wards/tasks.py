from celery import shared_task

from people import sign_ins
from people.acting import acting_as
from wards import retention
from wards.access import every_programme, system_person


@shared_task
def let_go() -> dict[str, int]:
    """Each programme's old mails, invitations, calls and details go. Returns kind → how many rows, of all programmes."""
    gone: dict[str, int] = {}
    for programme in every_programme():
        system = system_person(programme)
        with acting_as(system):
            for kind, rows in retention.let_go(programme, by=system).gone.items():
                gone[kind] = gone.get(kind, 0) + rows
            gone["sign-ins"] = gone.get("sign-ins", 0) + sign_ins.forget_old(by=system)
    return gone
