"""What a component has drawn once is not drawn again, and safe words never stand in for unsafe ones."""

import re
from types import SimpleNamespace

import pytest
from django.middleware.csrf import _does_token_match
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import mark_safe


@pytest.mark.parametrize("safe_first", [True, False])
def test_words_alike_that_are_safe_and_unsafe_stay_apart(safe_first: bool) -> None:
    template = Template('{% nhs "inset-text" html=words text=words %}{% nhs "tag" text=words %}')
    words = f"<b>{safe_first}</b>"
    values = [mark_safe(words), words] if safe_first else [words, mark_safe(words)]  # noqa: S308
    for value in (*values, *values):
        drawn = template.render(Context({"words": value}))
        tag = drawn[drawn.index("nhsuk-tag") :]
        assert (words in tag) == (value is not words)


def test_true_and_one_stay_apart() -> None:
    template = Template('{% nhs "tag" text="x" attributes__data_x=value %}')
    assert 'data_x="1"' in template.render(Context({"value": 1}))
    assert 'data_x="1"' not in template.render(Context({"value": True}))


def test_a_header_that_is_drawn_once_has_the_token_of_each_request() -> None:
    template = Template("{% nhs_header %}")
    person = SimpleNamespace(name="Ida <!-- sign out --> & Co")
    drawn = []
    for _ in range(2):
        request = RequestFactory().get("/")
        drawn.append(template.render(Context({"request": request, "person": person, "programme_name": "QI"})))
        assert _does_token_match(
            re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', drawn[-1])[0], request.META["CSRF_COOKIE"]
        )
        assert drawn[-1].count("Sign out") == 1
        assert "Ida &lt;!-- sign out --&gt; &amp; Co" in drawn[-1]
    assert drawn[0] != drawn[1]
