"""The figures that narratives can bind."""

from __future__ import annotations

from inspect import getdoc

from docs.page import code, codes, table

from jixiao import kinds
from jixiao.cycle.demo import EXAMPLE
from jixiao.document.model import is_figure_id
from jixiao.score.families.shipped import definitions
from jixiao.score.figure import FOLDER
from jixiao.score.trace import Figures
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier


def pages(dossier: Dossier) -> dict[str, list[str]]:
    """The one page."""
    return {"figures.md": _page(dossier)}


def _page(dossier: Dossier) -> list[str]:
    """The ids that narratives can bind."""
    figures = Figures(dossier, score_unit(dossier))
    found = [figure for figure_id in figures.ids() if (figure := figures.find(figure_id))]
    worded = ("why.", "standard.")
    return [
        "# Figures",
        "A figure is a number of a paper that knows where it came from. A narrative binds one by its id in braces: `{score.total}`. An id has at",
        "most 40 of `a-z`, `0-9`, dot and hyphen. `jixiao explain DOSSIER` lists those of a dossier, `jixiao explain DOSSIER ID` tells one.",
        "",
        *table(["ids", "what they state"], (_family(name) for name in kinds.names(FOLDER))),
        "## Figures of every dossier",
        "",
        *table(
            ["id", "中文", "English", "measure", "shown as"],
            ([code(name), each.label.zh, each.label.en, code(each.measure), each.scale] for name, each in definitions().items()),
        ),
        "`wan` is ten thousand yuan (万元) with two decimals, `percent` a percentage with two decimals.",
        "",
        "## All figures of the example",
        "",
        f"`{EXAMPLE}`; the worded ones ({codes(each + '…' for each in worded)}) are left out.",
        "",
        *table(
            ["id", "text", "中文", "English"],
            (
                [
                    code(each.id) + ("" if is_figure_id(each.id) else " (too long to be bound)"),
                    each.text,
                    each.label.say("zh"),
                    each.label.say("en"),
                ]
                for each in found
                if not each.id.startswith(worded)
            ),
        ),
    ]


def _family(name: str) -> list[str]:
    """The paths of a family of figures, and what its manual says of them."""
    first, _, paths = (getdoc(kinds.load(FOLDER, name)) or "").partition("\n\n")
    return [codes(paths.replace("\n", " ").split(" · ")), first.replace("\n", " ")]
