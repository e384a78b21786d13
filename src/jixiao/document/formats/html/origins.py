"""数据来历: for every figure of a page its meaning, its arithmetic, the rows behind it, and the way back to where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from jixiao.document.derivations import Derivation, SourceRow, Trace
from jixiao.document.formats.html.marks import ORIGINS, element, text
from jixiao.tables.schema import fixed_tables

TITLE = "数据来历"
_MADE_OF = {
    "form": "表样",
    "unit_code": "单位代码",
    "project_code": "项目代码",
    "fiscal_year": "预算年度",
    "framework": "指标体系",
    "framework_edition": "指标体系版本",
    "until": "数据截至",
}
_SHOWN_KEYS = 6
_FOLDED = 3
_NUMBERED = re.compile(r"(?P<before>.*?)(?P<number>\d{1,18})", re.DOTALL)


def anchor(figure: str) -> str:
    """The id of a figure's entry."""
    return f"d-{figure}"


def origins(trace: Trace, places: Mapping[str, Sequence[str]]) -> str:
    """The section at the end of a page; ``places`` are the ids of where each figure stands."""
    known = {each.figure: each for each in reversed(trace.derivations)}
    told: dict[tuple[int, ...], str] = {}
    for each in trace.derivations:
        if each.rows not in told:
            told[each.rows] = "".join(_behind([trace.rows[at] for at in each.rows]))
    entries = [
        _entry(each, told[each.rows], places.get(each.figure, ())) for each in trace.derivations if known[each.figure] is each
    ]
    if not entries:
        return ""
    made = "；".join(f"{_MADE_OF.get(name, name)}：{value}" for name, value in trace.made_of if value)
    head = element("h2", TITLE) + (element("p", text(made), class_="made") if made else "")
    return element("section", head + "\n" + "\n".join(entries) + "\n", class_=ORIGINS, id=ORIGINS) + "\n"


def folded(keys: Iterable[str]) -> list[str]:
    """Keys in the order given, where three or more that count up by one are drawn together: ``PAY-001 至 PAY-136``."""
    counted: list[tuple[str, int, int, str]] = []
    for at, key in enumerate(keys):
        found = _NUMBERED.fullmatch(key)
        counted.append((found["before"], len(found["number"]), int(found["number"]) - at, key) if found else (key, 0, -at, key))
    parts: list[str] = []
    for _, group in groupby(counted, key=lambda each: each[:3]):
        found_keys = [each[3] for each in group]
        many = len(found_keys) >= _FOLDED
        parts += [f"{found_keys[0]} 至 {found_keys[-1]}"] if many else found_keys
    return parts


def _entry(derivation: Derivation, behind: str, places: Sequence[str]) -> str:
    value = f"<b>{text(derivation.text)}</b> {element('code', text(derivation.figure))}"
    parts = [element("h3", text(derivation.label.say("zh"))), element("p", value, class_="value")]
    if derivation.because:
        lines = "".join(element("li", text(line.say("zh"))) for line in derivation.because)
        parts.append(element("ul", lines, class_="because"))
    if derivation.rows:
        parts.append(element("p", f"依据的数据（{len(derivation.rows)} 行）："))
        parts.append(element("ul", behind, class_="behind"))
    if places:
        links = "、".join(element("a", f"第{at}处", href=f"#{place}") for at, place in enumerate(places, 1))
        parts.append(element("p", f"见正文：{links}", class_="back"))
    return element("article", "".join(parts), id=anchor(derivation.figure))


def _behind(rows: Iterable[SourceRow]) -> Iterable[str]:
    """The rows of each table by their keys; many of them wait behind a click."""
    by_table: dict[str, list[str]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row.key)
    for table, keys in by_table.items():
        spec = fixed_tables().get(table)
        name = f"{spec.label.say('zh')}（{table}）" if spec else table
        head, parts = text(f"{name} {len(keys)} 行"), folded(keys)
        listed = text("、".join(parts))
        is_long = len(parts) > _SHOWN_KEYS
        yield element("li", f"<details><summary>{head}</summary>{listed}</details>" if is_long else f"{head}：{listed}")
