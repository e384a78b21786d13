"""What goes its way step by step: a filing of a stage, or a request to change a target; how each is called, and whom it awaits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jixiao.web.models import Dossier, Filing, TargetRequest
from jixiao.web.workflow.states import AWAITED, REQUEST_AWAITED, REQUEST_STATES, STAGE_NAMES, STATES
from jixiao.wording import Text

Matter = Filing | TargetRequest
FILING, REQUEST = "filing", "target_request"


class Way(NamedTuple):
    """The way that matters of a kind take: their states, and the roles whose move it is in each."""

    kind: str
    states: Mapping[str, Text]
    awaited: Mapping[str, tuple[str, ...]]


WAYS = {FILING: Way(FILING, STATES, AWAITED), REQUEST: Way(REQUEST, REQUEST_STATES, REQUEST_AWAITED)}


def way_of(matter: Matter) -> Way:
    """The way that a matter takes."""
    return WAYS[FILING if isinstance(matter, Filing) else REQUEST]


def name_of(matter: Matter) -> Text:
    """What people call it."""
    if isinstance(matter, Filing):
        return STAGE_NAMES[matter.stage]
    return _REQUEST.fill(n=matter.number, code=matter.indicator_code)


def key_of(matter: Matter) -> tuple[str, str]:
    """What names it in the history: its key, and what it is about."""
    return (matter.stage, "") if isinstance(matter, Filing) else (str(matter.number), matter.indicator_code)


def address_of(matter: Matter, dossier: Dossier) -> str:
    """Where it stands."""
    if isinstance(matter, Filing):
        return filings_address(dossier)
    return f"/u/{dossier.unit.code}/{dossier.fiscal_year}/goals/requests/no-{matter.number}/"


def filings_address(dossier: Dossier) -> str:
    """Where the filings of a dossier stand."""
    return f"/u/{dossier.unit.code}/{dossier.fiscal_year}/filing/"


_REQUEST = Text("指标 {code} 的调整申请（第{n}号）", "Request no. {n} to change the target of {code}")
