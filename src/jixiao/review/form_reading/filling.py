"""The tables of a dossier filled with what stands in forms: every cell with its place, nothing that does not stand there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from jixiao.exact import Quantity, missing_of
from jixiao.findings import Place
from jixiao.framework.model import Framework, Item
from jixiao.review.form_reading.cells import Number, alike, is_blank, is_part_of_one, measured, number, operator_of, share
from jixiao.review.form_reading.forms import REVIEWED, Form, Said
from jixiao.review.form_reading.money import Money
from jixiao.review.form_reading.own_framework import Node, lines_by_code
from jixiao.review.form_reading.tree import Entry
from jixiao.review.form_reading.words import words
from jixiao.review.paper import Passage
from jixiao.review.stated import MID_YEAR, TOTAL
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row

Cells = Mapping[str, tuple[Value, Passage | None]]
_YUAN = {"initial": "initial_yuan", "adjusted": "adjusted_yuan", "executed": "executed_yuan"}
_DECEMBER = 12


class Scope(NamedTuple):
    """Whom a form is about: the unit's code, and the project's if it is about one."""

    unit_code: str
    project_code: str | None


class Filling:
    """Fills the tables of one form."""

    def __init__(self, dossier: Dossier, form: Form, scope: Scope) -> None:
        self.dossier = dossier
        self.form = form
        self.scope = scope

    def project(self) -> None:
        """The project that the form is about."""
        keys = self.form.keys
        cells: dict[str, tuple[Value, Passage | None]] = {"kind": ("project", None)}
        for column, key in (
            *(("name", "project"), ("competent_department", "competent"), ("implementing_unit", "implementing")),
            *(("year_goal", "plan"), ("goal_achieved", "done")),
        ):
            if key in keys:
                cells[column] = keys[key]
        first = self.form.grid.rows[0][0]
        cells.setdefault("name", (self.form.grid.name, first))
        self.add("project", {"project_code": (self.scope.project_code, None), **cells}, first)

    def money(self, line: Money, project_code: str | None) -> None:
        """One line of money."""
        assert self.form.unit is not None
        label = next(iter(line.cells.values()))
        remark = self.form.keys.get("remark")
        said = line.cells.get("reason")
        cells: dict[str, tuple[Value, Passage | None]] = {
            "stage": (self.form.stage, None),
            "project_code": (project_code, None),
            "line": (line.line or TOTAL, label),
        }
        for name, column in _YUAN.items():
            if name in line.yuan:
                value = line.yuan[name]
                cells[column] = (None if value is None else Quantity(value), line.cells[name])
        if line.has_rate:
            cells["rate"] = (None if line.rate is None else Quantity(line.rate), line.cells["rate"])
            cells["rate_text"] = (line.cells["rate"].text.strip() or None, line.cells["rate"])
        if said is not None and not words().says_nothing(said.text):
            cells["reason"] = (said.text.strip(), said)
        elif remark is not None and not words().says_nothing(remark.text):
            cells["reason"] = remark
        row = self.add("stated_amount", cells, label)
        row.misread = {_YUAN.get(name, name) for name in line.misread}
        row.steps = dict.fromkeys(_YUAN.values(), self.form.unit.step)

    def lines(self, tree: list[Node], framework: Framework, items: Mapping[str, Item]) -> None:
        """The indicators, what was reached, and the scores."""
        form = self.form
        nodes = lines_by_code(tree)
        for code, node in nodes.items():
            if node.entry is not None and node.entry.kind == "leaf" and code not in items and not node.is_spending:
                self._indicator(code, node.entry)
        if not form.is_scored and form.money_line(TOTAL) is None:
            return
        stages = [("score", form.stage), *((("reviewed_score", REVIEWED),) if self._has("reviewed_score") else ())]
        for role, stage in stages if form.is_scored or any(node.is_spending for node in tree) else ():
            for code, node in nodes.items():
                self._scored(framework, stage, role, items[code].code if code in items else code, node)
            if form.total is not None:
                self._total(framework, stage, role, form.total)
            elif role == "score" and "score" in form.keys:
                self._told(framework, stage, form.keys["score"])

    def _has(self, role: str) -> bool:
        return any(entry.region.has(role) for entry in self.form.entries)

    def _scored(self, framework: Framework, stage: str, role: str, code: str, node: Node) -> None:
        entry, cells = node.entry, self._first(framework, stage, code)
        if entry is None:
            money = self.form.money_line(TOTAL)
            if node.is_spending and money is not None:
                self._spent(cells, money)
            return
        self._numbered(cells, entry, "points", "points")
        if entry.own_points is not None and entry.number("points") is None:
            cells["points"] = (Quantity(entry.own_points), entry.label)
        self._numbered(cells, entry, role, "score")
        if node.is_spending:
            text = entry.text("actual")
            value = share(text) if not is_blank(text) else None
            cells["actual"] = (None if value is None else Quantity(value), entry.cells.get("actual"))
        if "reason" in entry.cells:
            cells["reason"] = (entry.reason() or None, entry.cells["reason"])
            if entry.reason() and "扣分" in entry.region.heads[entry.region.columns["reason"][0]]:
                cells["deducted"] = (entry.reason(), entry.cells["reason"])
        if not is_blank(entry.text("standard")):
            cells["standard"] = (entry.text("standard"), entry.cells["standard"])
        coefficient = share(entry.text("coefficient"))
        if coefficient is not None:
            cells["coefficient"] = (Quantity(coefficient), entry.cells["coefficient"])
        if len(cells) == len(self._first(framework, stage, code)):
            return
        row = self.add("stated_score", cells, entry.label)
        row.misread = {column for column in ("points", "score") if cells.get(column, (0,))[0] is None and entry.text(column)}

    def _spent(self, cells: dict[str, tuple[Value, Passage | None]], money: Money) -> None:
        """The points and the score that stand beside the money."""
        for column in ("points", "score"):
            cell = money.cells.get(column)
            value = _number(cell)
            if cell is not None and value is not None:
                cells[column] = (value, cell)
        if money.has_rate and money.rate is not None:
            cells["actual"] = (Quantity(money.rate), money.cells["rate"])
        if {"points", "score"} & cells.keys():
            self.add("stated_score", cells, next(iter(money.cells.values())))

    def _total(self, framework: Framework, stage: str, role: str, entry: Entry) -> None:
        cells = self._first(framework, stage, TOTAL)
        self._numbered(cells, entry, "points", "points")
        self._numbered(cells, entry, role, "score")
        said = self.form.keys.get("score")
        if cells.get("score", (None,))[0] is None and said is not None and role == "score":
            told = number(said.text)
            cells["score"] = (None if told is None else Quantity(told), said.passage)
        self._graded(cells)
        self.add("stated_score", cells, entry.label)

    def _told(self, framework: Framework, stage: str, said: Said) -> None:
        """A total that stands outside the lines of indicators."""
        value = number(said.text)
        if value is not None:
            cells = self._first(framework, stage, TOTAL)
            cells["score"] = (Quantity(value), said.passage)
            self._graded(cells)
            self.add("stated_score", cells, said.passage)

    def _graded(self, cells: dict[str, tuple[Value, Passage | None]]) -> None:
        grade = self.form.keys.get("grade")
        if grade is not None and grade.text in _GRADES:
            cells["grade"] = (_GRADES[grade.text], grade.passage)

    def _first(self, framework: Framework, stage: str, code: str) -> dict[str, tuple[Value, Passage | None]]:
        return {
            "framework": (framework.id, None),
            "stage": (stage, None),
            "item_code": (code, None),
            "project_code": (self.scope.project_code, None),
            "version": (Quantity(Decimal(self.form.number)), None),
        }

    def _numbered(self, cells: dict[str, tuple[Value, Passage | None]], entry: Entry, role: str, column: str) -> None:
        cell = entry.cells.get(role)
        if cell is not None:
            cells[column] = (_number(cell), cell)

    def _indicator(self, code: str, entry: Entry) -> None:
        form, region = self.form, entry.region
        first, second = (entry.path[0], entry.path[1] if len(entry.path) > len(("class", "name")) else "")
        held = words().class_of(first, second) if len(entry.path) > 1 else None
        if not any(region.has(role) for role in ("target", "actual", "target_changed", "operator")):
            return
        cells: dict[str, tuple[Value, Passage | None]] = {
            "indicator_code": (code, None),
            "level": ("project" if form.is_project else "unit", None),
            "class": (held, entry.label),
            "name": (entry.name, entry.label),
        }
        if self.scope.project_code is not None:
            cells["owner_code"] = (self.scope.project_code, None)
        if second:
            cells["subclass"] = (second, entry.line[region.levels[1]] if len(region.levels) > 1 else None)
        target = self._goal(entry, cells)
        actual = measured(entry.text("actual"), str(cells["measure_unit"][0] or "") if target is not None else None)
        goal, reached = alike(target, actual, str(cells.get("measure_unit", ("",))[0] or ""))
        if goal is not None and cells["operator"][0] != "judged":
            cells["target"] = (goal, cells["target"][1])
        for column in ("basis", "evidence_kind", "last_year_actual"):
            self._more(cells, entry, column)
        if not form.is_scored:
            self._numbered(cells, entry, "points", "weight")
        self.add("indicator", cells, entry.label)
        self._actual(code, entry, actual, reached)

    def _goal(self, entry: Entry, cells: dict[str, tuple[Value, Passage | None]]) -> Number | None:
        """The target with its sign and unit, whether they stand in one cell or in three."""
        role = "target_changed" if not is_blank(entry.text("target_changed")) else "target"
        cell, text = entry.cells.get(role), entry.text(role)
        sign = operator_of(entry.text("operator"))
        unit_cell = entry.cells.get("unit")
        unit = entry.text("unit") if not is_blank(entry.text("unit")) else ""
        found = measured(text, unit or None)
        cells["operator"] = (sign, entry.cells.get("operator"))
        cells["target"] = (None, cell)
        if found is not None and sign != "judged":
            cells["operator"] = (sign if sign not in {None, "between"} else found.operator, entry.cells.get("operator") or cell)
            cells["target_high"] = (found.high, cell)
            unit, unit_cell = (found.unit or unit), (cell if found.unit else unit_cell)
        elif not is_blank(text):
            cells["operator"] = ("judged", entry.cells.get("operator") or cell)
            cells["target_text"] = (text, cell)
        reached = measured(entry.text("actual"), None if found is None else unit)
        unit = unit or (reached.unit if reached is not None and found is not None else "")
        unit = unit or ("%" if found is not None and is_part_of_one(entry.name, found) else "")
        cells["measure_unit"] = (unit or None, unit_cell or cell)
        return None if found is None or sign == "judged" else found

    def _more(self, cells: dict[str, tuple[Value, Passage | None]], entry: Entry, column: str) -> None:
        """A column that not every form has; where a form has it, an empty cell is empty."""
        role = {"evidence_kind": "evidence", "last_year_actual": "last_year"}.get(column, column)
        if role not in entry.cells:
            return
        text = entry.text(role)
        if column == "last_year_actual":
            found = measured(text)
            cells[column] = (found.quantity if found else None, entry.cells[role])
        else:
            cells[column] = (None if is_blank(text) else text, entry.cells[role])

    def _actual(self, code: str, entry: Entry, found: Number | None, reached: Quantity | None) -> None:
        cell, text = entry.cells.get("actual"), entry.text("actual")
        if cell is None or (self.form.stage == MID_YEAR and is_blank(text)):
            return
        state = missing_of(text) or missing_of("不适用" if text and is_blank(text) else "")
        is_copied = found is not None and found.operator is not None and text[:1] in "≥≤=＝>＞<＜"
        cells: dict[str, tuple[Value, Passage | None]] = {
            "indicator_code": (code, None),
            "period_end": (date(self.dossier.fiscal_year or 1, _DECEMBER, 31), None),
            "value": (None if is_copied else reached, cell),
            "text": (text or None if is_copied or found is None else None, cell),
            "state": (state.value if state is not None else None, cell),
        }
        row = self.add("actual", cells, cell)
        is_written = found is None and any(sign.isdigit() for sign in text)
        if (found is not None and not is_copied and reached is None) or is_written or words().says_nothing(text) > is_blank(text):
            row.misread = {"value"}

    def add(self, table: str, cells: Cells, label: Passage) -> Row:
        """A row of a table, with the places of its cells."""
        home = self.dossier.table(table)
        home.present = True
        values: dict[str, Value] = {"unit_code": self.scope.unit_code}
        values |= {column: value for column, (value, _) in cells.items()}
        places: dict[str, Place] = {"": label.place}
        places |= {column: passage.place for column, (_, passage) in cells.items() if passage is not None}
        row = Row(home.spec, len(home.rows) + 1, values, places=places)
        home.rows.append(row)
        return row


_GRADES = {"优": "优", "优秀": "优", "良": "良", "良好": "良", "中": "中", "差": "差"}


def _number(cell: Passage | None) -> Quantity | None:
    value = number(cell.text) if cell is not None else None
    return None if value is None else Quantity(value)
