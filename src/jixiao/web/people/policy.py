"""Who may do what: the one place that is asked, by pages, actions, exports and the API alike.

A permission needs a role (``permissions``) that holds for the unit and the year, and for writing also that the dossier is open: what was
checked, approved or handed in is locked until it comes back. A row of an office is for that office's people and for finance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from jixiao.web.models import Account, Dossier, Filing, Grant, Unit
from jixiao.web.people.permissions import OF_SITE, OF_UNITS, PERMISSIONS, WRITING
from jixiao.web.people.roles import ROLES

OPEN_STATES = frozenset({"draft", "returned"})
CONFIRMED = "office_confirmed"
HANDED_IN = frozenset({"submitted", "accepted", "returned", "published"})
GOALS, MID_YEAR, YEAR_END = "goals", "mid_year", "year_end"
STAGES = (GOALS, MID_YEAR, YEAR_END)


@dataclass(frozen=True)
class Held:
    """A grant as it was read: the role, the path of its unit (None: all units), its office and year."""

    role: str
    path: str | None
    office_code: str
    fiscal_year: int | None

    def holds(self, unit: Unit, fiscal_year: int | None) -> bool:
        """Whether it is for that unit and year."""
        if self.fiscal_year is not None and fiscal_year is not None and self.fiscal_year != fiscal_year:
            return False
        if ROLES[self.role].reach == "tree":
            return self.path is None or unit.path.startswith(self.path)
        return self.path == unit.path


@dataclass
class Person:
    """Somebody who asks: an account with its grants, and the scopes of the token that it came with (None: no token)."""

    account: Account | None
    scopes: frozenset[str] | None = None
    _states: dict[int, dict[str, str]] = field(default_factory=dict)

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """What was granted; nothing to nobody."""
        if self.account is None or not self.account.is_active:
            return ()
        grants = Grant.objects.filter(account=self.account).select_related("unit")
        return tuple(
            Held(each.role, each.unit.path if each.unit else None, each.office_code, each.fiscal_year)
            for each in grants
            if each.role in ROLES
        )

    @property
    def roles(self) -> frozenset[str]:
        """The roles that are held anywhere."""
        return frozenset(each.role for each in self.held)

    def for_unit(self, unit: Unit, fiscal_year: int | None = None) -> tuple[Held, ...]:
        """What is held for a unit and a year."""
        return tuple(each for each in self.held if ROLES[each.role].reach != "site" and each.holds(unit, fiscal_year))

    def states(self, dossier: Dossier) -> dict[str, str]:
        """The state of each of a dossier's filings, read once."""
        if dossier.pk not in self._states:
            self._states[dossier.pk] = dict(Filing.objects.filter(dossier=dossier).values_list("stage", "state"))
        return self._states[dossier.pk]

    def forget(self, dossier: Dossier) -> None:
        """The states have changed."""
        self._states.pop(dossier.pk, None)

    # ---- the questions

    def may(self, permission: str, about: Dossier | Unit | None = None) -> bool:
        """Whether this is permitted, for a dossier, a unit, or the site."""
        if self.scopes is not None and permission not in self.scopes:
            return False
        wanted = PERMISSIONS[permission]
        if permission in OF_SITE:
            return any(each.role in wanted for each in self.held)
        if isinstance(about, Dossier):
            return self._may_of_dossier(permission, about)
        if isinstance(about, Unit):
            return any(each.role in wanted for each in self.for_unit(about))
        return permission in OF_UNITS and any(each.role in wanted for each in self.held)

    def _may_of_dossier(self, permission: str, dossier: Dossier) -> bool:
        roles = {each.role for each in self.for_unit(dossier.unit, dossier.fiscal_year)} & set(PERMISSIONS[permission])
        if roles == {"reviewer"} and not self._was_handed_in(dossier):
            return False
        if permission in WRITING:
            return bool(self._open_to(permission, dossier, roles))
        return bool(roles)

    def _was_handed_in(self, dossier: Dossier) -> bool:
        """A bureau sees what was handed in, at any stage; not what is still being written."""
        return bool(HANDED_IN & set(self.states(dossier).values()))

    def _open_to(self, permission: str, dossier: Dossier, roles: Iterable[str]) -> set[str]:
        states = self.states(dossier)
        return {role for role in roles if is_open(permission, role, states)}

    def may_write(self, permission: str, dossier: Dossier, office_code: str) -> bool:
        """Whether rows of an office (empty: of none) may be written under a permission."""
        if not self.may(permission, dossier):
            return False
        held = [each for each in self.for_unit(dossier.unit, dossier.fiscal_year) if each.role in PERMISSIONS[permission]]
        allowed = self._open_to(permission, dossier, {each.role for each in held})
        return any(
            each.role in allowed
            and (ROLES[each.role].reach != "office" or not each.office_code or each.office_code == office_code)
            for each in held
        )

    def offices(self, dossier: Dossier) -> frozenset[str] | None:
        """The offices that somebody records for; None: any of them."""
        held = self.for_unit(dossier.unit, dossier.fiscal_year)
        if any(ROLES[each.role].reach != "office" or not each.office_code for each in held):
            return None
        return frozenset(each.office_code for each in held)


def is_open(permission: str, role: str, states: dict[str, str]) -> bool:
    """Whether a dossier whose filings are in these states is open to somebody's writing.

    Goals that were confirmed stand fast (they change by a recorded adjustment only); once the self-evaluation is confirmed by the offices,
    only finance writes; once it is checked, nobody does. What went wrong is mended, and its results applied, at any time.
    The bureau enters its scores while the self-evaluation lies with it.
    """
    if permission == "mend":
        return True
    if permission == "assess":
        return states.get(YEAR_END) == "submitted"
    if permission == "plan" and states.get(GOALS, "draft") not in OPEN_STATES:
        return False
    end = states.get(YEAR_END, "draft")
    return end in OPEN_STATES or (end == CONFIRMED and role == "finance")
