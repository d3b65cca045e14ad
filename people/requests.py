"""The request of somebody who is signed in."""

from django.http import HttpRequest

from people.models import Person


class PersonRequest(HttpRequest):
    """What every view gets but those marked `login_not_required`: `people.middleware.ActingPerson` says who asks."""

    person: Person
