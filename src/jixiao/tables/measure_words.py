"""A measure in words: what is added, counted or divided, of which register, under which conditions; with the labels of the tables.

sum(reception.batches where guest_level = 省部级)   “公务接待”的“接待批次”合计（来宾级别 = 省部级）
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jixiao.exact import plain
from jixiao.periods import PARTS
from jixiao.tables.cells import NO, YES
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measures import ENTERED, Aggregate, Cell, Condition, Days, Literal_, Measure, Term, Total
from jixiao.tables.schema import Field, Schema, TableSpec
from jixiao.wording import Text, joined, same


def measure_in_words(text: str, schema: Schema) -> Text:
    """What the text of a measure means; a text that is none is told as it stands."""
    if text.strip() == ENTERED:
        return Text("由责任科室填报", "entered by the office that is responsible")
    found = parse_measure(text, schema)
    return same(text) if isinstance(found, Fault) else words(found, schema)


def words(measure: Measure, schema: Schema) -> Text:
    """A measure in words."""
    over = _total(measure.over, schema)
    if measure.under is None:
        return over
    return Text("{over} ÷ {under}", "{over} ÷ {under}").fill(over=over, under=_total(measure.under, schema))


def _total(total: Total, schema: Schema) -> Text:
    parts = [_term(term, schema, is_first=not at) for at, term in enumerate(total.terms)]
    found = joined(parts, " ", " ")
    return Text("（{sum}）", "({sum})").fill(sum=found) if len(parts) > 1 else found


def _term(term: Term, schema: Schema, *, is_first: bool) -> Text:
    size = abs(term.factor)
    sign = "-" if term.factor < 0 else "" if is_first else "+"
    if term.aggregate is None:
        said = same(plain(size))
    else:
        said = _aggregate(term.aggregate, schema)
        if size != 1:
            said = Text("{factor} × {said}", "{factor} × {said}").fill(factor=plain(size), said=said)
    return Text("{sign} {said}", "{sign} {said}").fill(sign=sign, said=said) if sign else said


_FUNCTIONS = {
    "sum": Text("“{table}”的“{column}”合计{where}", "total of “{column}” in “{table}”{where}"),
    "count": Text("“{table}”的条数{where}", "number of rows in “{table}”{where}"),
    "distinct": Text("“{table}”中不同“{column}”的个数{where}", "number of different “{column}” in “{table}”{where}"),
    "latest": Text("“{table}”中最近一次的“{column}”{where}", "latest “{column}” in “{table}”{where}"),
}


def _aggregate(aggregate: Aggregate, schema: Schema) -> Text:
    spec = schema[aggregate.table]
    column = spec.fields.get(aggregate.column or "")
    where = [_condition(each, spec, schema) for each in aggregate.where]
    if aggregate.during:
        where.append(PARTS[aggregate.during])
    said = Text("（{where}）", " ({where})").fill(where=joined(where, "，", ", ")) if where else same("")
    return _FUNCTIONS[aggregate.function].fill(table=spec.label, column=column.label if column else "", where=said)


def _condition(condition: Condition, spec: TableSpec, schema: Schema) -> Text:
    left, field = _left(condition.left, spec, schema)
    values = [_value(each, field, spec) for each in condition.values]
    if condition.operator in _STATES:
        return _STATES[condition.operator].fill(left=left)
    if condition.operator == "in":
        return Text("{left}为{values}", "{left} is {values}").fill(left=left, values=joined(values, "、", " or "))
    sign = _SIGNS.get(condition.operator, condition.operator)
    return Text("{left} {sign} {value}", "{left} {sign} {value}").fill(left=left, sign=sign, value=values[0])


_STATES = {
    "given": Text("{left}已填", "{left} is filled in"),
    "missing": Text("{left}未填", "{left} is not filled in"),
}
_SIGNS = {"!=": "≠", "<=": "≤", ">=": "≥"}


def _left(left: str | Days, spec: TableSpec, schema: Schema) -> tuple[Text, Field | None]:
    """What is compared, and the column whose choices its values are."""
    if isinstance(left, Days):
        said = _WORKING if left.working else _DAYS
        return said.fill(first=spec.fields[left.first].label, second=spec.fields[left.second].label), None
    column, _, further = left.partition(".")
    field = spec.fields[column]
    if not further:
        return field.label, field
    other = schema[field.refers].fields[further] if field.refers else field
    return Text("{column}的{further}", "{further} of {column}").fill(column=field.label, further=other.label), other


_DAYS = Text("{first}到{second}的天数", "days from {first} to {second}")
_WORKING = Text("{first}到{second}的工作日", "working days from {first} to {second}")


def _value(value: Literal_ | Cell, field: Field | None, spec: TableSpec) -> Text:
    match value:
        case Cell():
            label = spec.fields[value.column].label
            return (
                label
                if value.factor == 1
                else Text("{factor} × {label}", "{factor} × {label}").fill(factor=plain(value.factor), label=label)
            )
        case bool():
            return YES if value else NO
        case Decimal():
            return same(plain(value))
        case date():
            return same(value.isoformat())
    return (field.choices or {}).get(value, same(value)) if field else same(value)
