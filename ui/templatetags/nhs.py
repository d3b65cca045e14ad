"""`{% nhs "button" text="Save" %}`: any NHS component; `a__b=…` nests a parameter."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token, token_kwargs
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from ui.nhs import component

register = template.Library()


def nested(params: dict[str, Any]) -> dict[str, Any]:
    """{"a__b": 1} as {"a": {"b": 1}}; `data_x` inside attributes stays as it is."""
    result: dict[str, Any] = {}
    for key, value in params.items():
        place = result
        *path, last = key.split("__")
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value
    return result


@lru_cache(maxsize=512, typed=True)
def _of_plain_values(name: str, /, **params: Any) -> SafeString:
    """The same words give the same HTML; `typed` keeps what is safe and what is to be escaped apart."""
    return component(name, nested(params))


@register.simple_tag
def nhs(name: str, /, **params: Any) -> SafeString:
    is_plain = all(isinstance(value, (str, bool, int)) for value in params.values())
    return _of_plain_values(name, **params) if is_plain else component(name, nested(params))


class BlockNode(Node):
    def __init__(self, name: str, params: dict[str, Any], content: NodeList) -> None:
        self.name, self.params, self.content = name, params, content

    def render(self, context: template.Context) -> SafeString:
        params = {key: value.resolve(context) for key, value in self.params.items()}
        return component(self.name, {**nested(params), "html": mark_safe(self.content.render(context))})  # noqa: S308


@register.tag
def nhsblock(parser: Parser, token: Token) -> BlockNode:
    """`{% nhsblock details summaryText="More" %}…{% endnhsblock %}`: a component around written HTML."""
    _, name, *rest = token.split_contents()
    params = token_kwargs(rest, parser)
    content = parser.parse(("endnhsblock",))
    parser.delete_first_token()
    return BlockNode(name, params, content)


@register.simple_tag
def data_table(table: Any, caption: str = "", hide_caption: bool = False) -> SafeString:
    """A `ui.tables.Table` as NHS table, stacked on small screens."""
    return component("table", table.params(caption, hide_caption))


@register.inclusion_tag("ui/figure_card.html")
def figure_card(
    label: str, value: Any, unit: str = "", base: str = "", note: str = "", href: str = "", link: str = "What this is made of"
) -> dict[str, Any]:
    """One figure with its base; no base, no card."""
    if not base:
        raise ValueError(f"The figure “{label}” has no base")
    return {"label": label, "value": value, "unit": unit, "base": base, "note": note, "href": href, "link": link}


@register.inclusion_tag("ui/section_head.html")
def section_head(heading: str, right: str = "", href: str = "", link: str = "", key: str = "") -> dict[str, str]:
    return {"heading": heading, "right": right, "href": href, "link": link, "key": key}


_STEPS = {"proposed": 1, "testing": 2, "adapted": 3, "adopted": 4, "routine": 5, "abandoned": 0}
_COLOURS = {
    "proposed": "grey", "testing": "blue", "adapted": "aqua-green", "adopted": "aqua-green", "routine": "green",
    "abandoned": "white",
}  # fmt: skip


@register.inclusion_tag("ui/stage_tag.html")
def stage_tag(stage: str, words: str) -> dict[str, Any]:
    """The NHS tag with the word, and five steps filled; abandoned: all empty."""
    done = _STEPS[stage]
    return {"words": words, "colour": _COLOURS[stage], "steps": [i < done for i in range(5)], "done": done}


@register.inclusion_tag("ui/suppressed.html")
def suppressed(reason: str, more: str = "") -> dict[str, str]:
    return {"reason": reason, "more": more}


@register.simple_tag
def nhs_field(bound: Any) -> SafeString:
    from ui.forms import render_field

    return render_field(bound)


@register.simple_tag
def error_summary(form: Any) -> SafeString | str:
    """The summary of a form's errors with links to the fields, or nothing."""
    if not form or not form.errors:
        return ""
    from ui.forms import Form

    items = Form.error_items.fget(form)  # type: ignore[attr-defined]
    return component("error-summary", {"titleText": "There is a problem", "errorList": items})


#: Where the form that signs out stands in a header, which is drawn once for all requests of a person.
_LEAVE = mark_safe("<!-- sign out -->")


@register.simple_tag(takes_context=True)
def nhs_header(context: Any) -> SafeString:
    """The NHS header with the programme's name, one's own navigation and the way out."""
    from django.middleware.csrf import get_token
    from django.utils.html import format_html

    person = context.get("person")
    drawn = _header(
        context.get("programme_name"),
        bool(context.get("show_nhs_logo")),
        tuple(tuple(item.items()) for item in context.get("navigation") or ()),
        person.name if person else None,
        context.get("request") is not None and bool(context.get("offer_sign_in")),
    )
    if not person:
        return drawn
    leave = format_html(
        '<form action="/account/logout/" method="post" class="nhsuk-header__account-form">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="nhsuk-header__account-button">Sign out</button></form>',
        get_token(context["request"]),
    )
    return mark_safe(drawn.replace(_LEAVE, leave))  # noqa: S308 (both are escaped)


@lru_cache(maxsize=256)
def _header(
    programme: str, shows_logo: bool, navigation: tuple[tuple[tuple[str, Any], ...], ...], name: str | None, offers_sign_in: bool
) -> SafeString:
    params: dict[str, Any] = {
        "service": {"text": programme, "href": "/"},
        "logo": {"ariaLabel": f"{programme} homepage"},
    }
    if not shows_logo:
        params["classes"] = "qi-header--plain"
    if navigation:
        params["navigation"] = {"items": [dict(item) for item in navigation]}
    if name is not None:
        params["account"] = {"items": [{"text": name, "icon": True, "href": "/account/"}, {"html": _LEAVE}]}
    elif offers_sign_in:
        params["account"] = {"items": [{"text": "Sign in", "href": "/account/login/"}]}
    return component("header", params)


@register.simple_tag
@lru_cache(maxsize=8)
def nhs_footer(links: tuple[tuple[str, str], ...], copyright: str) -> SafeString:
    """The NHS footer with links, each as (text, address), and whose the pages are."""
    items = [{"text": text, "href": address} for text, address in links]
    return component("footer", {"meta": {"items": items}, "copyright": {"text": copyright}})


@register.simple_tag
@lru_cache(maxsize=1)
def unsent() -> SafeString:
    """What a browser shows of forms that are not sent yet: the same on every page."""
    return mark_safe(render_to_string("ui/unsent.html"))  # noqa: S308 (a template's)
