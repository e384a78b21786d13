"""An address for every page of the site, for tests that ask all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jixiao.web.models import Dossier
from jixiao.web.page import Page, address
from jixiao.web.routing import pages

PARTS: dict[str, object] = {
    "unit": "440100-ZJB",
    "year": 2023,
    "table": "reception",
    "number": 2,
    "stage": "year_end",
    "framework": "guangdong-unit-2022",
}
"""What stands in an address for each of its parts; what is not named here is a word or a number that leads nowhere."""


@cache
def every_page() -> tuple[Page, ...]:
    return tuple(pages())


def where(page: Page, dossier: Dossier) -> str:
    parts: dict[str, object] = {}
    for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", page.path):
        parts[name] = PARTS.get(name, 2 if kind == "int" else "nothing")
    return address(page.name, dossier, **parts)


def sides(page: Page) -> Iterator[tuple[str, str]]:
    """The methods that a page answers, and the permission that each needs."""
    if page.see:
        yield "get", page.see
    if page.do:
        yield "post", page.do
