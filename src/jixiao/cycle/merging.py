"""The three-way merge of forms into a dossier, cell by cell: as the form was made, as it stands in the form, as the dossier stands today.

not changed in the form                      nothing
changed, and the dossier is as it was        the form's value is taken
changed, and the dossier changed to the same nothing
changed, and the dossier changed otherwise   a conflict, with all three
two forms changed it differently             a conflict between forms, which no preference settles
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from jixiao.cycle.entry_values import is_nothing, is_same, means, taken
from jixiao.cycle.filled_forms import Form, Source
from jixiao.cycle.rebinding import Lost, all_lost, in_lines, placed, rebound
from jixiao.document.formats.xlsx.entries import Filled
from jixiao.exact import Quantity
from jixiao.findings import Finding, Place
from jixiao.tables.cells import Misfit, Value, text_of_value, value_of
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.rows import Taken
from jixiao.tables.schema import Field, TableSpec
from jixiao.tables.secrecy import REFUSED, WITHOUT_SECRETS, is_marking, marking_in
from jixiao.wording import Text, same

Prefer = Literal["theirs", "ours"]
"""Which side wins where both changed a cell: the forms', or the dossier's."""

NEW = "+"
"""What the key of a row begins with that does not exist yet."""

STATE = "state"
"""The column that says why there is no number; it is emptied when one is reported."""

_NARRATIVES = frozenset({"text", "long_text"})
_TEXTS = _NARRATIVES | {"code"}
_SEVERAL = 2
_MARKING = 2
"""Signs of a marking (机密) that are repeated, without what follows."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell of the dossier that a form changes. ``row`` is the row's number in its file, None for a row that is new."""

    spec: TableSpec
    key: str
    column: Field
    old: str
    new: str
    source: Source
    value: Value
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one form says of a cell: as the form was made, and as it stands there now."""

    source: Source
    written: str
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that was changed on both sides, or by two forms differently. ``settled`` says which side was chosen, if one was."""

    spec: TableSpec
    key: str
    column: Field
    ours: str
    claims: tuple[Claim, ...]
    settled: Prefer | None = None


@dataclass(frozen=True, slots=True)
class Addition:
    """A row that a form adds: its values by column, and the cells of the form that they come from."""

    spec: TableSpec
    values: Mapping[str, Value]
    sources: Mapping[str, Source]


@dataclass(slots=True)
class Merged:
    """What came of a merge."""

    changes: list[Change] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    hints: list[Finding] = field(default_factory=list)


class _Answer(NamedTuple):
    """A cell of a form that was changed, read: what it says, and what that means."""

    form: Form
    cell: Filled
    column: Field
    value: Value
    lost: tuple[Lost, ...] = ()

    @property
    def source(self) -> Source:
        return self.form.source(self.cell)

    @property
    def claim(self) -> Claim:
        return Claim(self.source, self.cell.written, self.cell.text)


def merge(dossier: Dossier, forms: Iterable[Form], prefer: Prefer | None = None) -> Merged:
    """What the forms change in the dossier; nothing is written."""
    return _Merging(dossier, prefer).of(list(forms))


class _Merging:
    """One merge."""

    def __init__(self, dossier: Dossier, prefer: Prefer | None) -> None:
        self.dossier = dossier
        self.prefer: Prefer | None = prefer
        self.merged = Merged()
        self._rows: dict[str, dict[str, list[Row]]] = {}
        self._asked: set[tuple[str, int, str]] = set()

    def of(self, forms: Sequence[Form]) -> Merged:
        """Rows that stand there first, then new ones."""
        answers: dict[tuple[str, int, str], list[tuple[Row, _Answer]]] = {}
        new: dict[tuple[str, str, str], list[tuple[Form, Filled]]] = {}
        for form in forms:
            self.merged.hints.extend(_gone(form))
            for cell in form.cells:
                entry = cell.entry
                if not cell.sheet:
                    continue
                if entry.key.startswith(NEW) or self._is_to_come(entry.table, entry.key):
                    new.setdefault((form.file, entry.table, entry.key), []).append((form, cell))
                elif (found := self._changed(form, cell)) is not None:
                    answers.setdefault((entry.table, found[0].number, entry.column), []).append(found)
        self._asked = set(answers)
        for given in answers.values():
            self._settle(given[0][0], [answer for _, answer in given])
        self._add(new.values())
        return self.merged

    def _rows_of(self, table: str) -> dict[str, list[Row]]:
        """The rows of a table by their keys."""
        if table not in self._rows:
            self._rows[table] = {}
            for row in self.dossier.table(table):
                self._rows[table].setdefault(row.key, []).append(row)
        return self._rows[table]

    def _is_to_come(self, table: str, key: str) -> bool:
        """Whether a key of several columns names a row that is not there yet, such as an indicator's deviation on a day."""
        spec = self.dossier.schema.get(table)
        return spec is not None and key not in self._rows_of(table) and bool(_columns_of(spec, key))

    # ---- cells of rows that stand there

    def _changed(self, form: Form, cell: Filled) -> tuple[Row, _Answer] | None:
        """A cell that was changed, with its row; None, with a finding, if it cannot be taken."""
        table, column = cell.entry.table, self._column(form, cell)
        if column is None or (is_same(column, cell.entry.scale, cell.written, cell.text) and not cell.is_formula_error):
            return None
        found = self._rows_of(table).get(cell.entry.key, [])
        found = [row for row in found if row["unit_code"] == self._unit(form)] or found
        because = _refusal(found, column, cell.entry.key)
        if because is not None:
            self._fault(form, cell, column, because)
            return None
        answer = self._answer(form, cell, column, found[0])
        return None if answer is None else (found[0], answer)

    def _column(self, form: Form, cell: Filled) -> Field | None:
        """The column that a cell is filled in for; None, with a finding if the cell was changed, if there is none."""
        entry = cell.entry
        spec = self.dossier.schema.get(entry.table)
        column = spec.fields.get(entry.column) if spec else None
        if column is None and cell.written.split() != cell.text.split():
            self._fault(form, cell, entry.column, _NO_SUCH_CELL.fill(table=entry.table, column=entry.column))
        return column

    def _answer(self, form: Form, cell: Filled, column: Field, row: Row | None = None) -> _Answer | None:
        """A cell read; None, with a finding, if it cannot be."""
        if cell.is_formula_error:
            self._fault(form, cell, column, _NO_RESULT, _SAVE_ONCE)
            return None
        place = form.source(cell).place(cell.entry.table, column)
        if column.type in _TEXTS and (is_marking(cell.text) or marking_in(cell.text)):
            marking = marking_in(cell.text) or cell.text.strip()[:_MARKING]
            self.merged.findings.append(
                Finding("no-state-secrets", place, REFUSED, stated=same(marking), expected=WITHOUT_SECRETS, advice=_TAKE_OUT)
            )
            return None
        text, lost = cell.text, tuple[Lost, ...]()
        if row is not None and column.type in _NARRATIVES:
            shown = in_lines(cell.written)
            if bound := placed(row.text(column.name), shown, form.known):
                text, lost = rebound(shown, bound, in_lines(text))
        found = taken(column, cell.entry.scale, self._code_of(column, text, form))
        if isinstance(found, Misfit):
            self.merged.findings.append(_misfit(place, cell.text, found))
            return None
        if isinstance(found, Taken):
            self.merged.hints.append(Finding(found.check, place, found.because, found.severity, stated=same(cell.text.strip())))
            found = found.value
        return _Answer(form, cell, column, found, lost)

    def _code_of(self, column: Field, text: str, form: Form) -> str:
        """The code that a cell means: forms show some codes by the name of what they refer to."""
        table, word = column.refers or "", text.strip()
        if not word or table not in self.dossier.schema or "name" not in self.dossier.schema[table].fields:
            return text
        code = self.dossier.schema[table].key[-1]
        rows = [row for row in self.dossier.table(table) if word in (row.text(code), row.text("name"))]
        rows = [row for row in rows if row["unit_code"] == self._unit(form)] or rows
        codes = {row.text(code) for row in rows}
        return codes.pop() if len(codes) == 1 else text

    def _settle(self, row: Row, given: Sequence[_Answer]) -> None:
        """What becomes of a cell for which forms give values."""
        answer = given[0]
        conflict = Conflict(row.spec, row.key, answer.column, _ours(row, answer.column), tuple(each.claim for each in given))
        if any(each.value != answer.value for each in given) and not all(_is_held(row, each) for each in given):
            self.merged.conflicts.append(replace(conflict, settled="ours" if self.prefer == "ours" else None))
        elif _is_held(row, answer):
            return
        elif _is_as_shown(row, answer, self._code_of(answer.column, answer.cell.written, answer.form)):
            self._take(row, answer)
        else:
            self._dispute(conflict, row, answer)

    def _dispute(self, conflict: Conflict, row: Row, answer: _Answer) -> None:
        """Note a conflict between a form and the dossier, and settle it if one side is preferred."""
        self.merged.conflicts.append(replace(conflict, settled=self.prefer))
        if self.prefer == "theirs":
            self._take(row, answer._replace(lost=answer.lost or all_lost(row.text(answer.column.name))))

    def _take(self, row: Row, answer: _Answer) -> None:
        column, source = answer.column, answer.source
        new = text_of_value(column, answer.value)
        self.merged.changes.append(Change(row.spec, row.key, column, _ours(row, column), new, source, answer.value, row.number))
        state = row.spec.fields.get(STATE)
        is_reported = isinstance(answer.value, Quantity) and isinstance(row.given.get(STATE), str)
        if state and is_reported and (row.spec.name, row.number, STATE) not in self._asked:
            self._asked.add((row.spec.name, row.number, STATE))
            self.merged.changes.append(Change(row.spec, row.key, state, _ours(row, state), "", source, None, row.number))
        place = source.place(row.spec.name, column)
        for each in answer.lost if column.type in _NARRATIVES else ():
            because = _UNBOUND.fill(n=each.number, figure=each.id)
            self.merged.hints.append(Finding("bindings-are-kept", place, because, "hint", stated=same(each.text)))

    # ---- rows that are new

    def _add(self, groups: Iterable[Sequence[tuple[Form, Filled]]]) -> None:
        made: dict[tuple[Value, ...], _New] = {}
        for cells in groups:
            texts = [(cell.written.split(), cell.text.split()) for _, cell in cells if not cell.is_formula_error]
            if len(texts) == len(cells) and all(not text or text == written for written, text in texts):
                continue
            new = self._new_row(cells)
            if new is None:
                continue
            spec, key = new.spec, tuple(new.values.get(column) for column in new.spec.key)
            row = next((row for row in self.dossier.table(spec.name) if tuple(row[name] for name in spec.key) == key), None)
            if row is not None:
                self._compare(row, new)
            elif (spec.name, *key) in made:
                self._join(made[spec.name, *key], new)
            else:
                made[spec.name, *key] = new
        for new in made.values():
            sources = {name: answer.source for name, answer in new.answers.items()}
            self.merged.additions.append(Addition(new.spec, new.values, sources))
            self.merged.changes.extend(
                Change(
                    new.spec, new.key, answer.column, "", text_of_value(answer.column, answer.value), answer.source, answer.value
                )
                for answer in new.answers.values()
            )

    def _new_row(self, cells: Sequence[tuple[Form, Filled]]) -> _New | None:
        """What a new row says; None, with findings, if something cannot be read or is lacking."""
        faults, answers = len(self.merged.findings), list[_Answer]()
        for form, cell in cells:
            column = self._column(form, cell)
            is_left = cell.text.split() == cell.written.split() and is_nothing(cell.text)
            answer = self._answer(form, cell, column) if column and not is_left else None
            if answer is not None and answer.value is not None:
                answers.append(answer)
        form, first = cells[0]
        spec = self.dossier.schema.get(first.entry.table)
        if spec is None or len(self.merged.findings) > faults:
            return None
        values = _columns_of(spec, first.entry.key) | {answer.column.name: answer.value for answer in answers}
        values["unit_code"] = self._unit_of(spec, values, form)
        asked = {cell.entry.column: cell for _, cell in cells}
        for column in spec.fields.values():
            if column.required and values.get(column.name) is None:
                cell, advice = asked.get(column.name, first), _FILL_IN if column.name in asked else _NOT_ASKED
                self._fault(form, cell, column, _LACKS.fill(column=column.label, table=spec.label), advice)
        named = {answer.column.name: answer for answer in answers}
        return _New(spec, values, named) if len(self.merged.findings) == faults else None

    def _compare(self, row: Row, new: _New) -> None:
        """A new row whose key is there already: what it says otherwise is a conflict."""
        for answer in new.answers.values():
            if not _is_held(row, answer):
                conflict = Conflict(row.spec, row.key, answer.column, _ours(row, answer.column), (answer.claim,))
                self._dispute(conflict, row, answer)

    def _join(self, known: _New, new: _New) -> None:
        """A second new row of the same key: what it says beside the first is added, what it says otherwise is a conflict."""
        for name, answer in new.answers.items():
            if known.values.setdefault(name, answer.value) == answer.value:
                known.answers.setdefault(name, answer)
            else:
                claims = (known.answers[name].claim, answer.claim)
                self.merged.conflicts.append(Conflict(known.spec, known.key, answer.column, "", claims))

    def _unit_of(self, spec: TableSpec, values: Mapping[str, Value], form: Form) -> str:
        """The unit of a new row: that of the row which its key refers to, else the form's."""
        for column in (spec.fields[name] for name in spec.key if name != "unit_code"):
            row = self.dossier.referred(column.refers, values.get(column.name), self._unit(form)) if column.refers else None
            if row is not None:
                return row.text_id("unit_code") or self._unit(form)
        return self._unit(form)

    def _unit(self, form: Form) -> str:
        return form.unit_code or self.dossier.unit_code

    def _fault(self, form: Form, cell: Filled, column: Field | str, because: Text, advice: Text | None = None) -> None:
        place = form.source(cell).place(cell.entry.table, column)
        stated = same(cell.text.strip()) if cell.text.strip() else None
        self.merged.findings.append(Finding("cells-can-be-taken", place, because, stated=stated, advice=advice))


class _New(NamedTuple):
    """A row that is new: its values by column, and the answers behind them."""

    spec: TableSpec
    values: dict[str, Value]
    answers: dict[str, _Answer]

    @property
    def key(self) -> str:
        """What names the row within its table, as ``Row.key`` says it."""
        return Row(self.spec, 0, self.values).key


def _columns_of(spec: TableSpec, key: str) -> dict[str, Value]:
    """The values of the key's columns that a row's name says; none where it names a row that must be there, or no row at all."""
    columns, parts = spec.key[1:], key.split("/")
    if key.startswith(NEW) or len(columns) < _SEVERAL or len(columns) != len(parts):
        return {}
    values = {name: value_of(spec.fields[name], part) for name, part in zip(columns, parts, strict=True)}
    read: dict[str, Value] = {
        name: value for name, value in values.items() if value is not None and not isinstance(value, Misfit)
    }
    return read if len(read) == sum(map(bool, parts)) else {}


def _is_held(row: Row, answer: _Answer) -> bool:
    """Whether the dossier already says what the form says; a bound number may be shown as it was when the form was made."""
    ours, theirs, column = row.given.get(answer.column.name), answer.value, answer.column
    if column.name in row.misread:
        return False
    if ours == theirs or column.type not in _NARRATIVES or not isinstance(ours, str) or not isinstance(theirs, str):
        return ours == theirs
    if in_lines(ours) == in_lines(theirs):
        return True
    text, written = in_lines(answer.cell.text), in_lines(answer.cell.written)
    found = placed(ours, text, answer.form.known)
    return found is not None and all(text[each.start : each.end] in written for each in found)


def _is_as_shown(row: Row, answer: _Answer, shown: str) -> bool:
    """Whether the dossier still says what the form showed when it was made."""
    ours, cell = row.given.get(answer.column.name), answer.cell
    if answer.column.name in row.misread:
        return False
    if means(answer.column, cell.entry.scale, ours, shown):
        return True
    is_narrative = answer.column.type in _NARRATIVES and isinstance(ours, str)
    return is_narrative and placed(str(ours), in_lines(cell.written), answer.form.known) is not None


def _refusal(found: Sequence[Row], column: Field, key: str) -> Text | None:
    """Why a cell cannot be taken for the rows that have its key; None if it can."""
    if not found:
        return _NO_ROW.fill(key=key)
    if len(found) > 1:
        return _MANY_ROWS.fill(key=key, n=len(found))
    if column.name in found[0].spec.key:
        return _IS_KEY.fill(column=column.label)
    return _IS_DERIVED.fill(column=column.label) if column.name in found[0].derived else None


def _ours(row: Row, column: Field) -> str:
    if column.name in row.misread:
        return _MISREAD
    return "" if column.name in row.derived else row.text(column.name)


def _gone(form: Form) -> Iterator[Finding]:
    """What is to be said of cells that somebody deleted with their row or sheet."""
    n = sum(not cell.sheet and bool(cell.written.strip()) for cell in form.cells)
    if n:
        yield Finding("cells-are-there", Place(form.file), _GONE.fill(n=n), "explain")


def _misfit(place: Place, text: str, misfit: Misfit) -> Finding:
    rule = "N01" if misfit.check == "dates-exist" else None
    return Finding(
        misfit.check, place, misfit.because, rule=rule, quote=text, stated=same(text.strip()), expected=misfit.expected
    )


_MISREAD = "？"
_NO_SUCH_CELL = Text("卷宗没有 {table} 表的 {column} 这一列", "The dossier has no column {column} of a table {table}")
_NO_ROW = Text(
    "卷宗中没有“{key}”这一行，可能已删除或改了编号", "The dossier has no row “{key}”; it may have been deleted or renamed"
)
_MANY_ROWS = Text(
    "卷宗中有{n}行都是“{key}”，不知道改哪一行", "{n} rows of the dossier are “{key}”; which one is meant cannot be told"
)
_IS_KEY = Text("“{column}”是这一行的编号，不能在表中改", "“{column}” names the row; it is not changed in a form")
_IS_DERIVED = Text("“{column}”由其他行算出，不能在表中改", "“{column}” follows from other rows; it is not changed in a form")
_NO_RESULT = Text(
    "单元格是公式，结果是错误值或尚未计算", "The cell is a formula whose result is an error or was not worked out yet"
)
_TAKE_OUT = Text(
    "立即从表中删去并报告保密工作负责人，不要转发这份表",
    "Take it out of the form, tell the person in charge of secrecy, and pass this form on to nobody",
)
_SAVE_ONCE = Text("填入数值，或用 Excel、WPS 打开并保存一次", "Enter the value, or open and save the file once in Excel or WPS")
_LACKS = Text("新的一行缺少“{column}”，不能加入“{table}”", "The new row lacks its “{column}” and cannot join “{table}”")
_FILL_IN = Text("在这一格填写", "Fill in this cell")
_NOT_ASKED = Text("这份表没有这一列，请直接在卷宗中添加这一行", "The form has no such column; add the row in the dossier itself")
_GONE = Text(
    "表中有{n}个填报格已被删除，卷宗中的相应内容不改动",
    "{n} cells of the form were deleted; what the dossier has for them is left alone",
)
_UNBOUND = Text(
    "第{n}处绑定的数字（{figure}）前后文已改，成为手工填写的数字，不再随数据变化",
    "The words around bound number {n} ({figure}) were changed; it is typed digits now and no longer follows the data",
)
