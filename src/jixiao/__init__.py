"""jixiao (绩效): a government unit's whole year of performance budgeting, scored, written and checked.

    from jixiao import read_dossier, check, score_unit
    dossier = read_dossier(Path("beijing-office-2023"))
    print(score_unit(dossier).total)                       # 97.99

These names are the face; each is loaded when it is first used, so that the command line starts cold without the rooms behind them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao.exact import Missing, Quantity, half_up
    from jixiao.findings import Finding, Outcome
    from jixiao.framework.load import load as load_framework
    from jixiao.report.making import make
    from jixiao.review.checking import check
    from jixiao.score.explanation import explain
    from jixiao.score.unit_score import score_unit
    from jixiao.tables.dossier import Dossier
    from jixiao.tables.reading import read_dossier

__version__ = "0.1.0"

__all__ = [
    "Dossier",
    "Finding",
    "Missing",
    "Outcome",
    "Quantity",
    "check",
    "explain",
    "half_up",
    "load_framework",
    "make",
    "read_dossier",
    "score_unit",
]

_HOMES = {
    "Dossier": "tables.dossier:Dossier",
    "Finding": "findings:Finding",
    "Missing": "exact:Missing",
    "Outcome": "findings:Outcome",
    "Quantity": "exact:Quantity",
    "check": "review.checking:check",
    "explain": "score.explanation:explain",
    "half_up": "exact:half_up",
    "load_framework": "framework.load:load",
    "make": "report.making:make",
    "read_dossier": "tables.reading:read_dossier",
    "score_unit": "score.unit_score:score_unit",
}


def __getattr__(name: str) -> object:
    """A name of the face, from the room where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module 'jixiao' has no attribute {name!r}")
    room, _, inner = _HOMES[name].partition(":")
    return getattr(import_module(f"jixiao.{room}"), inner)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
