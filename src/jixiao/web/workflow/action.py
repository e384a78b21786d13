"""What an action of the workflow is: one file of ``actions/``, named as it is spoken of.

An action's file has ``order`` (its place among the buttons), ``words`` (what it does), ``from_states``, ``to_state``, ``permission`` (one,
or one for each state from which it is taken), and perhaps ``matter`` (a filing, unless told), ``stages`` of a filing (all, unless told),
``reason`` (True if it has to be given), ``refuses(at)``, which says why it cannot be done just now, ``next_state(at)`` where the state that
follows depends, and ``effect(at)``, which does what belongs to it, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from jixiao.kinds import load, names
from jixiao.tables.dossier import Dossier as Tables
from jixiao.web.described import Described
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Writer
from jixiao.web.models import Account, Dossier, Filing, TargetRequest
from jixiao.web.people.policy import STAGES
from jixiao.web.workflow.matters import FILING, Matter, way_of
from jixiao.web.workflow.states import REQUEST_STATES, STAGE_NAMES, STATES
from jixiao.wording import Text

FOLDER = "jixiao.web.workflow.actions"


@dataclass
class At:
    """Where an action is taken: the matter that it moves, the dossier, who acts, and the reason that was given."""

    matter: Matter
    dossier: Dossier
    writer: Writer
    reason: str

    @property
    def filing(self) -> Filing:
        """The filing; only of actions on filings."""
        assert isinstance(self.matter, Filing)
        return self.matter

    @property
    def request(self) -> TargetRequest:
        """The request to change a target; only of actions on requests."""
        assert isinstance(self.matter, TargetRequest)
        return self.matter

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
    def matter(self) -> str:
        """What it moves: filings, or requests to change a target."""
        return cast("str", getattr(self.module, "matter", FILING))

    def needs(self, state: str) -> str:
        """The permission that taking it from a state needs."""
        said = cast("str | Mapping[str, str]", self.module.permission)
        return said if isinstance(said, str) else said.get(state, next(iter(said.values())))

    def fits(self, matter: Matter) -> bool:
        """Whether it can be taken from where a matter stands."""
        is_of_stage = not isinstance(matter, Filing) or matter.stage in self.stages
        return self.matter == way_of(matter).kind and is_of_stage and matter.state in self.from_states

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


def actions(matter: str = FILING) -> tuple[Action, ...]:
    """All actions on filings, or on other matters, in the order of their buttons."""
    return tuple(each for each in _every() if each.matter == matter)


def _every() -> tuple[Action, ...]:
    return tuple(sorted((Action(name, load(FOLDER, name)) for name in names(FOLDER)), key=lambda each: each.order))


ASK = "ask_change"
"""How a request to change a target begins; it is no action, because there is nothing yet that it could move."""
PROVE = "prove_change"
"""More evidence for it; it moves nothing."""


def words() -> dict[str, Text]:
    """What the workflow's actions, states and stages are called, by the names that the history keeps."""
    asking = {
        ASK: Text("申请调整指标值", "ask for a change of a target"),
        PROVE: Text("补交调整依据", "hand in what it rests on"),
    }
    return {each.name: each.words for each in _every()} | asking | REQUEST_STATES | STATES | STAGE_NAMES


def action(name: str) -> Action:
    """The action of that name; an unknown one is ``Misuse``."""
    return Action(name, load(FOLDER, name))
