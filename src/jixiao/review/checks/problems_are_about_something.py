"""Problems are about something that exists.

## What it does

Looks up what a problem is about: an item of the dossier's frameworks, an indicator, a check (its name or the id of its review rule),
or a problem that an audit found.

## Why it matters

The report sets problems beside the points that were lost, and rectification beside problems. A problem about nothing stands alone.

## Example

来源 评分指标, 来源代码 `asset-allocaton`: no framework of the dossier has this item.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.known import is_check
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules = ("X15",)
needs = ("problem",)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every code that names nothing of its kind."""
    indicators: set[object] = set(claims.rows_by("indicator", "indicator_code"))
    audited: set[object] = set(claims.rows_by("audit_problem", "problem_code"))
    for row in claims.dossier.table("problem"):
        if row["about_kind"] not in _KINDS or row["about_code"] is None:
            continue  # warnings of the monitor and remarks of the bureau stand in no table
        if not _exists(claims, row, indicators, audited):
            yield Finding(
                "problems-are-about-something",
                claims.place(row, "about_code"),
                Text("没有代码为“{code}”的{kind}", "There is no {kind} “{code}”").fill(
                    code=row.text("about_code"), kind=_KINDS[row.text_id("about_kind")]
                ),
                rule="X15",
                stated=same(row.text("about_code")),
                expected=_EXPECTED[row.text_id("about_kind")],
                advice=Text("改正来源代码，或改正来源", "Correct the code, or what the problem is about"),
            )


_KINDS = {
    "item": Text("评分指标", "item"),
    "indicator": Text("绩效指标", "indicator"),
    "check": Text("检查", "check"),
    "audit": Text("审计问题", "problem found by an audit"),
}
_EXPECTED = {
    "item": Text("卷宗所用指标体系中的指标代码", "the code of an item of the dossier's frameworks"),
    "indicator": Text("绩效指标表中的代码", "a code of the table of indicators"),
    "check": Text("检查的名称或审核规则编号", "the name of a check, or the id of a review rule"),
    "audit": Text("审计问题表中的编号", "a code of the table of audit problems"),
}


def _exists(claims: Claims, row: Row, indicators: set[object], audited: set[object]) -> bool:
    if row["same_as"] is not None and row["about_kind"] != "check":
        return True  # it was brought over: what it is about may stand in an earlier year's dossier alone
    code = row.text("about_code")
    if row["about_kind"] == "item":
        frameworks = claims.frameworks.values()
        return not frameworks or any(framework.item(code) is not None for framework in frameworks)
    if row["about_kind"] == "indicator":
        return code in indicators
    return is_check(claims, code) if row["about_kind"] == "check" else code in audited
