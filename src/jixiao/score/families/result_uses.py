"""Amounts of the ledger of results (结果应用), in 万元, by the code of the use in lower case.

use.CODE.base · use.CODE.proposed · use.CODE.decided · use.CODE.outcome
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import decimal_ratio, plain
from jixiao.score.figure import WAN, Figure, Source
from jixiao.wording import Text

heads = ("use",)
KINDS = {
    "base": ("base_yuan", Text("结果应用的预算基数", "Base of the use of results")),
    "proposed": ("proposed_yuan", Text("结果应用的建议金额", "Amount proposed from results")),
    "decided": ("amount_yuan", Text("结果应用的决定金额", "Amount decided from results")),
    "outcome": ("outcome_yuan", Text("结果应用的落实金额", "Amount that came of results")),
}
_PLACES = 2


def find(source: Source, figure_id: str) -> Figure | None:
    """An amount of a use of results, if it stands there."""
    code, _, kind = figure_id.partition(".")[2].rpartition(".")
    column, label = KINDS.get(kind, ("", None))
    for row in source.dossier.table("result_use") if label else ():
        amount = row.quantity(column)
        if label is not None and amount is not None and row.text("use_code").lower() == code:
            over, under = amount.value.as_integer_ratio()
            return Figure(figure_id, label, plain(decimal_ratio(over, under * WAN, _PLACES), _PLACES), rows=(row,))
    return None


def ids(source: Source) -> Iterator[str]:
    """The amounts that stand there."""
    for row in source.dossier.table("result_use"):
        for kind, (column, _) in KINDS.items():
            if row.quantity(column) is not None:
                yield f"use.{row.text('use_code').lower()}.{kind}"
