"""What every page shows of its reader: navigation, name, demo banner."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, Any]:
    return {
        "programme_name": settings.PROGRAMME_NAME,
        "show_nhs_logo": settings.SHOW_NHS_LOGO,
        "demo": settings.DEMO,
        "person": getattr(request, "person", None),
        "navigation": [],
        "footer_links": [],
    }
