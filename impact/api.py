"""What the API says of published figures. Serializers only describe; nothing here writes."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from impact.claims import KEYS, SUPPRESSED, live
from people.requests import PersonRequest
from wards.access import programme_or_404

_WORD = {"type": "string", "enum": [SUPPRESSED]}
_NUMBER = {"type": "number"}
_PAIR = {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}


@extend_schema_field({"oneOf": [_NUMBER, _WORD], "nullable": True})
class NumberField(serializers.Field):
    """A number, the word “suppressed”, or null where there is none."""

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"oneOf": [_NUMBER, _PAIR, _WORD], "nullable": True, "description": "Of changes: [before, after]"})
class CountField(NumberField):
    """As NumberField, or [before, after]."""


class ClaimRow(serializers.Serializer[Any]):
    key = serializers.ChoiceField(choices=KEYS)
    value = NumberField(help_text="Live and unrounded: per cent, percentage points, hours, or a count")
    numerator = CountField(help_text="Of coaching_hours: minutes")
    denominator = CountField(help_text="Of coaching_hours: 60; null of a count")
    unit = serializers.CharField()
    low = NumberField(help_text="Lower end of the 95 % interval, in the unit; null where none is due")
    high = NumberField(help_text="Upper end of the 95 % interval, in the unit; null where none is due")
    as_of = serializers.DateTimeField()
    text = serializers.CharField(help_text="The sentence as published")


class ClaimList(APIView):
    """Every published figure as it stands now. Only for those who may open published figures."""

    @extend_schema(operation_id="claims", responses=ClaimRow(many=True))
    def get(self, request: Request) -> Response:
        programme = programme_or_404(cast(PersonRequest, request._request), to="see_claims")
        return Response([claim.as_row() for claim in live(programme)])
