from typing import Any

from django import template
from django.utils.safestring import SafeString

from ui.charts import svg

register = template.Library()


@register.simple_tag
def chart(drawing: Any) -> SafeString:
    """The SVG of a drawing from `ui.charts`."""
    return svg(drawing)
