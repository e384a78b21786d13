"""Forms drawn in any of the ways in which people draw them, the same for the same seed, from the facts of a case.

A ``Style`` says how the facts stand. Not every case can be drawn in every style: see ``styles.fitting``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from tests.cases.building import Case
from tests.review.published import SPENDING, UNFILLED, Box, Rows, said
from tests.review.styles import Style, drawn, fitting


class Drawn(NamedTuple):
    """A form: its title, the texts before and after its tables, and these."""

    title: str
    before: list[str]
    tables: list[Rows]
    after: list[str]


_FULL = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
_WORDED = {"≥": ("不低于{}", "{}以上", "大于等于{}"), "≤": ("不超过{}", "{}以内", "小于等于{}"), "=": ("{}", "等于{}")}


class _Drawing:
    """Draws one case in one style."""

    def __init__(self, case: Case, style: Style, seed: int) -> None:
        self.case, self.style = case, fitting(style, case)
        self.chance = random.Random(f"drawing {seed} {case['id']}")
        own = case["amounts"]
        self.unit = own.get("unit", "万元")
        self.factor = Decimal(1)
        if self.style.yuan not in {"as published", self.unit}:
            self.factor = Decimal(10_000) if self.style.yuan == "元" else Decimal("0.0001")
            self.unit = self.style.yuan
        self.spending = next((item for item in case["items"] if item["l3"] == SPENDING), None)
        row = own.get("total_row", {})
        self.total = own.get("total_row") or own
        self.points, self.score = (
            (row.get("weight"), row.get("score")) if self.spending is None else (self.spending["weight"], self.spending["score"])
        )
        self.rate = next((self.total[name] for name in ("rate", "rate_published") if self.total.get(name) is not None), None)
        named = {"initial": self.total.get("initial"), "adjusted": self.total.get("adjusted", self.total.get("budget"))}
        self.amounts = {**named, "executed": self.total.get("executed")}
        self.has_money = any(value is not None for value in self.amounts.values())
        is_apart = self.style.scored == "line" or self.style.money == "across"
        self.is_line = self.spending is not None and (is_apart or not self.has_money)
        self.roles = [*self._roles()]
        self.width = len(self.roles)

    # ---- values

    def number(self, value: object) -> str:
        text = said(value)
        return text.translate(_FULL) if self.style.digits == "full" else text

    def share(self, value: object) -> str:
        if not isinstance(value, Decimal):
            return said(value)
        if self.style.percent == "sign":
            return self.number(value) + ("％" if self.style.digits == "full" else "%")
        return self.number((value / 100).normalize() if self.style.percent == "part" else value)

    def money(self, value: object) -> str:
        if not isinstance(value, Decimal):
            return said(value)
        text = self.number((value * self.factor).normalize() if self.factor != 1 else value)
        return text + self.unit if self.style.money_unit == "cells" else text

    def measured(self, value: object, unit: str | None) -> str:
        if not isinstance(value, Decimal):
            return said(value)
        if unit == "%":
            return self.share(value)
        return self.number(value) + ("" if self.style.target == "split" else unit or "")

    def target(self, item: Case) -> dict[str, str]:
        operator, unit, value = item["op"] or "", item["unit"], item["target"]
        text = self.measured(value, unit)
        if self.style.target == "split":
            return {
                "operator": operator,
                "target": text,
                "unit": (unit or "") if isinstance(value, Decimal) or value is None else "",
            }
        if self.style.target == "words" and operator and isinstance(value, Decimal):
            return {"target": self.chance.choice(_WORDED[operator]).format(text)}
        return {"target": operator + text if value is not None else ""}

    # ---- columns

    def _roles(self) -> Iterator[str]:
        items = self.case["items"]
        if self.style.side:
            yield "side"
        if self.style.has_numbers:
            yield "number"
        yield from ("first", "second", "third")
        for role in self.style.order:
            if role == "target" and any(item["target"] is not None for item in items):
                yield from ("operator", "target", "unit") if self.style.target == "split" else ("target",)
            elif (role == "actual" and (any(item["actual"] is not None for item in items) or self.case["id"] in UNFILLED)) or (
                role == "points" and self.style.weights != "names"
            ):
                yield role
            elif role == "score":
                yield from ("coefficient", "score") if self.case["province"] == "重庆" else ("score",)
            elif (role == "standard" and any("规则" in item.get("note", "") for item in items)) or role == "reason":
                yield role

    def named(self, role: str) -> str:
        return {"side": self.style.side, "coefficient": "得分系数（%）"}.get(role) or self.style.column(role)

    # ---- rows

    def line(self, *texts: str) -> list[Box | None]:
        """A row of plain cells; the last one reaches to the end."""
        row: list[Box | None] = [Box(text) for text in texts[:-1]]
        rest = max(1, self.width - len(row))
        return [*row, Box(texts[-1], across=rest), *[None] * (rest - 1)]

    def head(self) -> Rows:
        case, style = self.case, self.style
        is_project = case["kind"] == "project"
        named = [("项目名称", case["project"])] if is_project and case["project"] else []
        named.append(("实施单位" if is_project else "单位名称", case["unit"]))
        if style.total == "key" and case["total"]["published"] is not None:
            named.append(("自评得分", self.number(case["total"]["published"])))
        if style.total in {"key", "note"} and case["total"].get("grade"):
            named.append(("自评等次", case["total"]["grade"]))
        if style.head == "rows" or (style.head == "lines" and not is_project):
            return [self.line(*each) for each in named]
        if style.head == "lines":
            return [self.line(*named[0]), *(self.line(*each) for each in named[1:])]
        if style.head == "block":
            named[1:1] = [("主管部门及代码", "县财政局[105]"), ("联系电话", "12345678")]
        rows: Rows = []
        for at in range(0, len(named), 2):
            rows.append(self.line(*(text for each in named[at : at + 2] for text in each)))
        return rows

    def goals(self) -> Rows:
        if not self.style.goals:
            return []
        texts = ("完成全年各项任务，使受益群众满意。", "已完成全年各项任务，群众满意。")
        head = [Box("年度总体目标", down=2), Box("预期目标", across=3), None, None]
        rest = self.width - len(head)
        return [
            [*head, Box("实际完成情况", across=rest), *[None] * (rest - 1)],
            [None, Box(texts[0], across=3), None, None, Box(texts[1], across=rest), *[None] * (rest - 1)],
        ]

    def funds(self) -> Rows:
        """The rows of money."""
        if not self.has_money:
            return []
        if self.style.money == "beside":
            return self._beside()
        if self.style.money == "across":
            return self._across()
        style = self.style
        in_header = f"（{self.unit}）" if style.money_unit == "columns" else ""
        columns = [style.column(role) + in_header for role in ("initial", "adjusted", "executed")]
        has_score = bool(self.case["items"]) and not self.is_line
        more = (
            ["分值", style.column("rate"), style.column("score")]
            if has_score
            else ([style.column("rate")] if self.case["items"] else [])
        )
        label = f"项目资金（{self.unit}）" if style.money_unit == "header" else "项目资金"
        lines = [[style.column("all"), *(self.money(value) for value in self.amounts.values())]]
        ends = (
            [self.number(self.points), self.share(self.rate), self.number(self.score)] if has_score else [self.share(self.rate)]
        )
        lines[0] += ends[: len(more)]
        for name in ("fiscal", "carried_over", "other", "superior", "local"):
            part = self.case["amounts"].get(name)
            if isinstance(part, Decimal):
                lines.append([style.column(name), "", self.money(part), "", *["—"] * len(more)])
            elif part is not None:
                lines.append(
                    [
                        style.column(name),
                        *(self.money(part[each]) for each in ("initial", "adjusted", "executed")),
                        *["—"] * len(more),
                    ]
                )
        if style.money == "total last" and style.column("all") != "合计":
            lines = [*lines[1:], lines[0]]
        head = ["资金来源", *columns, *more]
        rows: Rows = [[Box(label, down=len(lines) + 1 + (style.money == "two headers")), *self.line(*head)[: self.width - 1]]]
        rows[0] = self._fitted([rows[0][0], *(Box(text) for text in head)])
        if style.money == "two headers":
            upper = [
                rows[0][0],
                Box(head[0], down=2),
                Box("预算执行情况", across=3),
                None,
                None,
                *(Box(text, down=2) for text in more),
            ]
            lower: list[Box | None] = [None, None, *(Box(text) for text in columns), *[None] * len(more)]
            rows = [self._fitted(upper), self._fitted(lower, pad=False)]
        return [*rows, *(self._fitted([None, *map(Box, each)]) for each in lines)]

    def _fitted(self, row: list[Box | None], *, pad: bool = True) -> list[Box | None]:
        """A row as wide as the form: its last cell goes on to the end."""
        rest = self.width - len(row)
        last = row[-1]
        if rest > 0 and last is not None and pad:
            return [*row[:-1], last._replace(across=rest + 1), *[None] * rest]
        return [*row, *[None] * max(0, rest)]

    def _beside(self) -> Rows:
        style = self.style
        in_header = f"（{self.unit}）" if style.money_unit in {"columns", "header"} else ""
        pairs = [(style.column(role) + in_header, self.money(value)) for role, value in self.amounts.items() if value is not None]
        rows: Rows = []
        rate = [(style.column("rate"), self.share(self.rate))] if self.case["items"] else []
        scored = (
            [("分值", self.number(self.points)), ("得分", self.number(self.score))]
            if self.case["items"] and not self.is_line
            else []
        )
        pairs = [*pairs, *rate, *scored]
        for at in range(0, len(pairs), 3):
            rows.append(self.line(*(text for each in pairs[at : at + 3] for text in each)))
        return rows

    def _across(self) -> Rows:
        """The sources as columns, with the spending rate below; its points and its score stand with the indicators then."""
        own = self.case["amounts"]
        names = [name for name in ("fiscal", "carried_over", "other") if isinstance(own.get(name), Mapping)]
        head = ["项目资金", self.style.column("all"), *(self.style.column(name) for name in names)]
        rows: Rows = [self._fitted([Box(text) for text in head])]
        in_header = f"（{self.unit}）" if self.style.money_unit in {"columns", "header"} else ""
        for role, total in self.amounts.items():
            values = [total, *(own[name][role] for name in names)]
            rows.append(self._fitted([Box(self.style.column(role) + in_header), *(Box(self.money(value)) for value in values)]))
        rows.append(self._fitted([Box(self.style.column("rate")), Box(self.share(self.rate)), *(Box("—") for _ in names)]))
        return rows

    def indicators(self) -> Rows:
        """The header and the lines of indicators, with the total where the style has it."""
        items = [item for item in self.case["items"] if self.is_line or item["l3"] != SPENDING or not self.has_money]
        lines: Rows = []
        for first, members in groupby(items, key=lambda item: item["l1"]):
            listed = list(members)
            for at, item in enumerate(listed):
                lines.append(self._indicator(item, listed, is_first=at == 0, nth=len(lines) + 1))
            if self.style.has_subtotals and first is not None and len(listed) > 1:
                sums = {role: self._sum(listed, name) for role, name in (("points", "weight"), ("score", "score"))}
                lines.append([Box({"first": "小计", **sums}.get(role, "") if role != "side" else "") for role in self.roles])
        if self.style.groups == "merged":
            self._merge(lines)
        if self.style.has_blanks and self.style.groups == "every" and not self.style.side:
            lines.insert(self.chance.randrange(1, len(lines) + 1), [Box("") for _ in self.roles])
        lines = self._totalled(lines)
        if self.style.side:
            for at, row in enumerate(lines):
                row[0] = Box(self.style.side, down=len(lines)) if at == 0 else None
        return [*self._header(), *lines]

    def _totalled(self, lines: Rows) -> Rows:
        published = self.case["total"]
        if self.style.total in {"key", "note"}:
            return lines
        is_whole = str(self.case["visible"]).startswith("full")
        grade = published.get("grade")
        rest = {"score": self.number(published["published"]), "reason": f"等次：{grade}" if grade else ""}
        rest["points"] = self.number(Decimal(100)) if is_whole else ""
        start = self.roles.index("number" if self.style.has_numbers else "first")
        at = min(self.roles.index(role) for role in ("points", "score", "coefficient", "standard") if role in self.roles)
        row: list[Box | None] = [Box("") for _ in self.roles[:start]]
        row += [Box(self.style.column("total"), across=at - start), *[None] * (at - start - 1)]
        row += [Box(rest.get(role, "")) for role in self.roles[at:]]
        return [row, *lines] if self.style.total == "first" else [*lines, row]

    def _header(self) -> Rows:
        upper: list[Box | None] = [Box(self.named(role)) for role in self.roles]
        if self.style.header == 1:
            return [upper]
        if self.style.target == "split" and "operator" in self.roles:
            at, name = self.roles.index("operator"), "年度指标值"
        else:
            at, name = self.roles.index("first"), "绩效指标"
        lower: list[Box | None] = [None] * len(self.roles)
        lower[at : at + 3] = upper[at : at + 3]
        upper = [each._replace(down=2) if each else None for each in upper]
        upper[at : at + 3] = [Box(name, across=3), None, None]
        return [upper, lower]

    def _indicator(self, item: Case, listed: list[Case], *, is_first: bool, nth: int) -> list[Box | None]:
        style, note = self.style, item.get("note", "")
        names = {
            "first": f"{item['l1']}指标" if item["l1"] else "",
            "second": f"{item['l2']}指标" if item["l2"] else "",
            "third": item["l3"] or "",
        }
        weights = [each["weight"] for each in listed]
        if style.weights == "groups too" and names["first"] and None not in weights:
            names["first"] += f"（{said(sum(weights, Decimal(0)))}分）"
        if style.weights == "names":
            names["third"] += f"（{said(item['weight'])}分）"
        if style.names != "plain" and style.weights != "names":
            names["third"] = (f"{nth}." if style.names == "numbered" else f"指标{nth}：") + names["third"]
        if style.groups == "once" and not is_first:
            names["first"] = ""
        cells = (
            names
            | self.target(item)
            | {
                "number": str(nth),
                "actual": self.measured(item["actual"], item["unit"]),
                "points": self.number(item["weight"]),
                "score": self.number(item["score"]),
                "coefficient": "100%" if "得分系数填100%" in note else "",
                "standard": note.removeprefix("规则:"),
                "reason": item.get("deviation_reason") or "",
            }
        )
        return [Box(cells.get(role, "")) for role in self.roles]

    def _sum(self, items: list[Case], column: str) -> str:
        values = [item[column] for item in items]
        return "" if None in values else self.number(sum(values, Decimal(0)))

    def _merge(self, lines: Rows) -> None:
        """Join equal cells that stand one above the other in the columns of the outer headings."""
        for role in ("first", "second"):
            column, start = self.roles.index(role), 0
            for at in range(1, len(lines) + 1):
                cell, first = (lines[at][column] if at < len(lines) else None), lines[start][column]
                is_inside = role == "first" or (at < len(lines) and lines[at][self.roles.index("first")] is None)
                if cell is not None and first is not None and cell.text == first.text != "" and is_inside:
                    continue
                if at - start > 1 and first is not None:
                    lines[start][column] = first._replace(down=at - start)
                    for below in range(start + 1, at):
                        lines[below][column] = None
                start = at

    def form(self) -> Drawn:
        case, style = self.case, self.style
        head, money = [*self.head(), *self.goals()], self.funds()
        lines = self.indicators() if case["items"] else []
        if style.money == "aside" and money and lines:
            tables = [[*head, *_side_by_side(lines, money)]]
        elif style.is_parted and money and lines:
            tables = [[*head, *money], lines] if style.money != "after" else [[*head, *lines], money]
        elif style.money == "after" and money and lines:
            tables = [[*head, *lines, *money]]
        else:
            tables = [[*head, *money, *lines]]
        title = f"{said(case['year'])}年度{'项目' if case['kind'] == 'project' else '部门整体'}支出绩效自评表"
        before = [f"金额单位：{self.unit}"] if style.money_unit in {"note", "columns"} else []
        after = []
        if style.total == "note" and case["total"]["published"] is not None:
            after.append(f"注：本表自评总分为{said(case['total']['published'])}分。")
        if style.has_notes:
            after.append("填表说明：得分一档最高不能超过该指标分值上限。")
            after.append("填表人：张某　　联系电话：0100-1234567　　填报日期：2024年3月15日")
        return Drawn(title, before, tables, after)


def _side_by_side(left: Rows, right: Rows) -> Rows:
    """Two tables next to each other, with an empty column between them."""
    rows: Rows = []
    for at in range(max(len(left), len(right))):
        one = left[at] if at < len(left) else [Box("") for _ in left[0]]
        other = right[at] if at < len(right) else [Box("") for _ in right[0]]
        rows.append([*one, Box(""), *other])
    return rows


def form(case: Case, seed: int) -> Drawn:
    """A case in the style of that number."""
    return _Drawing(case, drawn(seed), seed).form()
