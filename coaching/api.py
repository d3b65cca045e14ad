"""What the API says of coaching sessions: each of the three hour measures under its own name, in whole minutes.

Notes are not in it: they are for those who open the session. Nothing here writes.
"""

from typing import Any, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coaching.forms.filters import SessionFilter
from coaching.models import Session
from coaching.session_rows import SessionRow, gather
from people.requests import PersonRequest


class WardShare(serializers.Serializer[Any]):
    ward_team = serializers.UUIDField()
    name = serializers.CharField(help_text="As the ward was called on that day")
    each_wards_share_minutes = serializers.IntegerField(
        allow_null=True, help_text="The session's minutes split over its ward teams; the shares sum to the session's minutes"
    )


class SessionItem(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    date = serializers.DateField()
    start = serializers.TimeField(allow_null=True)
    kind = serializers.ChoiceField(choices=Session.Kind.choices)
    status = serializers.ChoiceField(choices=Session.Status.choices)
    reason = serializers.CharField(help_text="Why it was cancelled or missed", allow_blank=True)
    mode = serializers.ChoiceField(choices=Session.Mode.choices)
    planned_or_held_minutes = serializers.IntegerField()
    time_delivered_minutes = serializers.IntegerField(allow_null=True, help_text="Each session once; null where not delivered")
    coaches_time_minutes = serializers.IntegerField(allow_null=True, help_text="Minutes × coaches; null where not delivered")
    ward_shares = WardShare(many=True, help_text="Of the ward teams that the reader may see")
    number_of_wards = serializers.IntegerField(help_text="All of them, 0 in executive coaching")
    coaches = serializers.ListField(child=serializers.CharField(), help_text="Those whom the reader may know")
    number_of_coaches = serializers.IntegerField()
    people_who_came = serializers.IntegerField(allow_null=True, help_text="With a record here; null where not delivered")
    others_who_came = serializers.IntegerField(allow_null=True, help_text="Without one; null where not delivered")


class SessionPage(serializers.Serializer[Any]):
    """A hundred at a time."""

    count = serializers.IntegerField(help_text="Of all pages")
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = SessionItem(many=True)


class SessionPages(PageNumberPagination):
    page_size = 100


class SessionList(APIView):
    """The sessions that the reader may see, the latest first. Narrowed by what the page's filters are called."""

    @extend_schema(
        operation_id="sessions",
        parameters=[
            OpenApiParameter(name, str)
            for name in ("ward", "coach", "kind", "status", "month", "phase", "provider", "programme")
        ]
        + [OpenApiParameter("page", int)],
        responses=SessionPage,
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        person = cast(PersonRequest, request._request).person
        narrowing = SessionFilter(person, request.query_params)
        if not narrowing.is_valid():
            raise ValidationError({name: [str(error) for error in errors] for name, errors in narrowing.errors.items()})
        rows = narrowing.narrow(Session.visible.to(person).order_by("-held_on", "-starts_at", "-id"))
        pages = SessionPages()
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response([_item(row) for row in gather(page, person)])


def _item(row: SessionRow) -> dict[str, Any]:
    session, delivered = row.session, row.session.status == Session.Status.DELIVERED
    shares = [
        {"ward_team": team.pk, "name": name, "each_wards_share_minutes": minutes if delivered else None}
        for name, (team, minutes) in zip(row.names, row.shares, strict=True)
    ]
    return {
        "id": session.pk,
        "date": session.held_on,
        "start": session.starts_at,
        "kind": session.kind,
        "status": session.status,
        "reason": session.reason,
        "mode": session.mode,
        "planned_or_held_minutes": session.minutes,
        "time_delivered_minutes": session.minutes if delivered else None,
        "coaches_time_minutes": row.coach_minutes if delivered else None,
        "ward_shares": shares,
        "number_of_wards": row.teams,
        "coaches": row.coach_names,
        "number_of_coaches": row.coaches,
        "people_who_came": row.came if delivered else None,
        "others_who_came": row.others if delivered else None,
    }
