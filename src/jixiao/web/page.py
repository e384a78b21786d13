"""What a page is: where it stands, who may look at it, who may act on it, and the function that answers.

A page that names no permission cannot be: ``routing`` asks the policy before it calls the view, and the access test asks every page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from jixiao.web.dossiers.writing import Writer
from jixiao.web.history.chain import Act
from jixiao.web.models import Account, Dossier, Unit
from jixiao.web.people.policy import Person
from jixiao.wording import Language, Text

EVERYBODY = "everybody"
"""Open without signing in."""
SIGNED_IN = "signed_in"
"""For whoever has signed in, whatever their roles; the view shows each only their own."""


@dataclass
class Visit:
    """A request with what it is about: who asks, in which language, and the dossier or unit of the address."""

    request: HttpRequest
    person: Person
    language: Language
    unit: Unit | None = None
    dossier: Dossier | None = None

    @property
    def account(self) -> Account:
        """Who is signed in; only where the page asks for it."""
        assert self.person.account is not None
        return self.person.account

    @property
    def is_post(self) -> bool:
        """Whether something is to be done, not only looked at."""
        return self.request.method == "POST"

    @property
    def about(self) -> Dossier:
        """The dossier of the address; only on pages of a dossier."""
        assert self.dossier is not None
        return self.dossier

    @property
    def links(self) -> list[tuple[str, Text, bool]]:
        """The pages of the dossier that the reader may see: name, label, and whether this is it or below it."""
        here = self.request.path
        return [
            (
                each.name,
                each.label,
                here.startswith(self.address(each.name)) and (each.order > 0 or here == self.address(each.name)),
            )
            for each in _links
            if each.label and each.see and (each.see == SIGNED_IN or self.may(each.see))
        ]

    def may(self, permission: str) -> bool:
        """Whether this is permitted for what the page is about."""
        return self.person.may(permission, self.dossier or self.unit)

    def say(self, text: Text) -> str:
        """A text in the reader's language."""
        return text.say(self.language)

    def writer(self, reason: str = "") -> Writer:
        """Who writes, as the history will say."""
        return Writer(self.act(reason), self.account, self.person)

    def act(self, reason: str = "") -> Act:
        """What the history says of whoever asks."""
        account = self.person.account
        return Act(
            account.username if account else "",
            account.name if account else "",
            f"web {self.request.META.get('REMOTE_ADDR', '')}",
            str(getattr(self.request, "number", "")),
            reason,
        )

    def show(self, template: str, status: int = HTTPStatus.OK, **said: object) -> HttpResponse:
        """A page from a template; every template knows ``visit``."""
        return render(self.request, template, {"visit": self, "dossier": self.dossier, "unit": self.unit, **said}, status=status)

    def go(self, page: str, **parts: object) -> HttpResponse:
        """Send the browser on to a page; unit and year of the address go along."""
        return redirect(self.address(page, **parts))

    def address(self, page: str, **parts: object) -> str:
        """The address of a page; unit and year of this one go along."""
        return address(page, self.dossier, **parts)

    def tell(self, text: Text, *, is_bad: bool = False) -> None:
        """A line that stands at the top of the next page that is shown."""
        told = self.request.session.get("told", [])
        self.request.session["told"] = [*told, [text.say(self.language), is_bad]]


def address(name: str, dossier: Dossier | None = None, **parts: object) -> str:
    """The address of a page by its name."""
    if dossier is not None and name in _of_dossiers:
        parts = {"unit": dossier.unit.code, "year": dossier.fiscal_year, **parts}
    return reverse(name, kwargs=parts)


View = Callable[..., HttpResponseBase]


class Page(NamedTuple):
    """A page, or an action that a page offers.

    ``path`` begins with ``u/<unit>/<year>/`` for what is about a dossier, and with ``u/<unit>/`` for what is about a unit. ``see`` is the
    permission to GET it, ``do`` the one to POST to it; None where it has no such side. A page of a dossier that has a ``label`` stands among
    the links at its head.
    """

    name: str
    path: str
    view: View
    see: str | None
    do: str | None = None
    label: Text | None = None
    order: int = 0

    @property
    def of_dossier(self) -> bool:
        """Whether a dossier is named in its address."""
        return self.path.startswith("u/<str:unit>/<int:year>/")

    @property
    def of_unit(self) -> bool:
        """Whether a unit is named in its address, and no year."""
        return self.path.startswith("u/<str:unit>/") and not self.of_dossier


_of_dossiers: set[str] = set()
_links: list[Page] = []


def know(page: Page) -> None:
    """Remember which pages are about a dossier, and which stand at its head."""
    if page.of_dossier:
        _of_dossiers.add(page.name)
    if page.label:
        _links.append(page)
        _links.sort(key=lambda each: each.order)


OF_DOSSIER = "u/<str:unit>/<int:year>/"
