"""Drawings of charts: coordinates worked out here, one SVG template a kind, no style attributes.

A drawing has `template`, `title` and `finding` (its description); the same SVG goes to page and PDF.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def svg(drawing: Any) -> SafeString:
    """The SVG text of a drawing."""
    return SafeString(render_to_string(drawing.template, {"chart": drawing}).strip())
