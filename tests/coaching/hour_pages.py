"""The hours page and those that it leads to, as a reader finds them."""

import re
from html import unescape

from django.test import Client

HOURS = "/coaching/hours/"


def pages(browser: Client, address: str = HOURS) -> str:
    """All pages of hours one after the other: the overview and each breakdown that is too long for it."""
    first = unescape(browser.get(address).content.decode())
    closer = re.findall(r'href="(\?[^"]*by=\w+)"', first)
    return first + "".join(unescape(browser.get(f"{HOURS}{there}").content.decode()) for there in closer)


def numbers_of(browser: Client, address: str = HOURS) -> list[tuple[str, str]]:
    """(query of the list of sessions behind it, number) of every total that leads to its sessions."""
    return re.findall(r'href="/coaching/sessions/\?([^"]+)">\s*([\d,.]+)<', pages(browser, address))
