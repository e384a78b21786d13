"""What an action of the workflow is: one file of ``actions/``, named as it is spoken of.

An action's file has ``order`` (its place among the buttons), ``words`` (what it does), ``from_states``, ``to_state``, ``permission``, and
perhaps ``stages`` (all, unless told), ``reason`` (True if it has to be given), ``refuses(at)``, which says why it cannot be done just now,
``next_state(at)`` where the state that follows depends, and ``effect(at)``, which does what belongs to it, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from jixiao.kinds import load, names
from jixiao.tables.dossier import Dossier as Tables
from jixiao.web.described import Described
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Writer
from jixiao.web.models import Account, Dossier, Filing
from jixiao.web.people.policy import STAGES
from jixiao.web.workflow.states import STAGE_NAMES, STATES
from jixiao.wording import Text

FOLDER = "jixiao.web.workflow.actions"


@dataclass
class At:
    """Where an action is taken: the filing, the dossier, who acts, and the reason that was given."""

    filing: Filing
    dossier: Dossier
    writer: Writer
    reason: str

    @property
    def account(self) -> Account:
        """Who acts."""
        assert self.writer.account is not None
        return self.writer.account

    @property
    def tables(self) -> Tables:
        """The dossier's rows."""
        return assembled(self.dossier)

    @property
    def offices(self) -> frozenset[str]:
        """The offices that whoever acts speaks for; empty for those who speak for all."""
        person = self.writer.person
        return (person.offices(self.dossier) if person else None) or frozenset()


@dataclass(frozen=True)
class Action(Described):
    """An action as its file describes it."""

    @property
    def from_states(self) -> tuple[str, ...]:
        """The states in which it can be taken."""
        return cast("tuple[str, ...]", self.module.from_states)

    @property
    def to_state(self) -> str:
        """The state that follows."""
        return cast("str", self.module.to_state)

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that know it."""
        return cast("tuple[str, ...]", getattr(self.module, "stages", STAGES))

    @property
    def needs_reason(self) -> bool:
        """Whether a reason has to be given."""
        return bool(getattr(self.module, "reason", False))

    def next_state(self, at: At) -> str:
        """The state that follows here."""
        decide = cast("Callable[[At], str] | None", getattr(self.module, "next_state", None))
        return decide(at) if decide else self.to_state

    def refuses(self, at: At) -> Text | None:
        """Why it cannot be done just now, if so."""
        refuse = cast("Callable[[At], Text | None] | None", getattr(self.module, "refuses", None))
        return refuse(at) if refuse else None

    def effect(self, at: At) -> None:
        """What belongs to it."""
        do = cast("Callable[[At], None] | None", getattr(self.module, "effect", None))
        if do:
            do(at)


def actions() -> tuple[Action, ...]:
    """All actions, in the order of their buttons."""
    return tuple(sorted((Action(name, load(FOLDER, name)) for name in names(FOLDER)), key=lambda each: each.order))


def words() -> dict[str, Text]:
    """What the workflow's actions, states and stages are called, by the names that the history keeps."""
    return {each.name: each.words for each in actions()} | STATES | STAGE_NAMES


def action(name: str) -> Action:
    """The action of that name; an unknown one is ``Misuse``."""
    return Action(name, load(FOLDER, name))
