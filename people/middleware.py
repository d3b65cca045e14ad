import uuid
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from people.acting import acting_as
from people.models import Person


class ActingPerson:
    """Let everything in a request act as the signed-in person; `request.person` is that person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person_id = getattr(request.user, "person_id", None)
        request.person = SimpleLazyObject(lambda: person_of(request))  # type: ignore[attr-defined]
        with acting_as(person_id, request_id=str(uuid.uuid4())):
            return self.get_response(request)


def person_of(request: HttpRequest) -> Person | None:
    """The signed-in person, or None. Opens a transaction: error pages and lazily rendered ones have none,
    and outside one the database knows nobody."""
    person_id = getattr(request.user, "person_id", None)
    if not person_id:
        return None
    with transaction.atomic():
        return Person.objects.filter(pk=person_id).first()
