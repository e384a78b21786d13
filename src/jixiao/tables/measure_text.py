"""Reading the text form of the measure language against a schema. A fault is a value that says where and what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import NamedTuple, TypeVar, cast

from jixiao.exact import decimal_of, half_width, scaled
from jixiao.periods import NoSuchDay, date_of, part_named
from jixiao.tables.cells import Misfit, value_of
from jixiao.tables.measures import (
    COMPARISONS,
    FUNCTIONS,
    Aggregate,
    Cell,
    Condition,
    Days,
    Function,
    Literal_,
    Measure,
    Term,
    Test,
    Total,
)
from jixiao.tables.schema import NUMERIC, Field, Schema, TableSpec
from jixiao.wording import Text, same

LONGEST_MEASURE = 2_000

_Whole = TypeVar("_Whole")


class Fault(NamedTuple):
    """Why a text is no measure: the sign at which it breaks off (the first is 1), the reason, and what would fit there."""

    position: int
    because: Text
    expected: Text | None = None


class _Token(NamedTuple):
    kind: str
    text: str
    position: int


class _Broken(Exception):
    def __init__(self, token: _Token, because: Text, expected: Text | None = None) -> None:
        self.fault = Fault(token.position, because, expected)


_TOKEN = re.compile(
    r"\s*(?:(?P<date>\d{4}-\d{2}-\d{2})|(?P<number>\d+(?:\.\d+)?[%％]?)|\"(?P<quoted>(?:[^\"]|\"\")*)\"|“(?P<named>[^”]*)”"
    r"|(?P<word>[^\W\d]\w*)|(?P<sign><=|>=|!=|[=<>().,/+*-]|[（），≤≥≠×÷＝＜＞＋－]))"
)
_SIGNS = dict(zip("（），≤≥≠×÷＝＜＞＋－", ("(", ")", ",", "<=", ">=", "!=", "*", "/", "=", "<", ">", "+", "-"), strict=True))
_WORDS = {
    **{label.zh: name for name, label in FUNCTIONS.items()},
    "其中": "where",
    "且": "and",
    "为": "is",
    "已填": "given",
    "未填": "missing",
    "属于": "in",
    "期间": "during",
    "天数": "days",
    "工作日": "workdays",
    "是": "yes",
    "否": "no",
}
_END = Text("到此为止", "the end")


def parse_measure(text: str, schema: Schema) -> Measure | Fault:
    """The measure that a text means."""
    return _parsed(text, schema, _Reader.measure)


def parse_test(text: str, schema: Schema) -> Test | Fault:
    """The test that a text means."""
    return _parsed(text, schema, _Reader.test)


def parse_conditions(text: str, spec: TableSpec, schema: Schema) -> tuple[Condition, ...] | Fault:
    """Conditions on one row, joined by ``and``."""
    return _parsed(text, schema, lambda reader: reader.joined(spec))


def _parsed(text: str, schema: Schema, whole: Callable[[_Reader], _Whole]) -> _Whole | Fault:
    try:
        reader = _Reader(_tokens(text), schema)
        found = whole(reader)
        if reader.token.kind != "end":
            raise reader.unexpected(_END)
    except _Broken as broken:
        return broken.fault
    return found


def _tokens(text: str) -> list[_Token]:
    text = text.rstrip()
    if len(text) > LONGEST_MEASURE:
        raise _Broken(_Token("end", "", LONGEST_MEASURE), Text("公式过长", "The measure is too long"))
    tokens, position = [], 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if not found or found.lastgroup is None:
            rest = text[position:].lstrip()
            token = _Token("sign", rest[:1], len(text) - len(rest) + 1)
            raise _Broken(token, Text("不认识的符号“{sign}”", "The sign “{sign}” is not known").fill(sign=rest[:1]))
        tokens.append(_token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup) + 1))
        position = found.end()
    return [*tokens, _Token("end", "", len(text) + 1)]


def _token(kind: str, text: str, position: int) -> _Token:
    """One token in its plain form: ASCII signs, and quoted words without their quotation marks."""
    if kind == "quoted":
        return _Token("quoted", text.replace('""', '"'), position - 1)
    if kind == "named":
        return _Token("quoted", text, position - 1)
    return _Token(kind, _SIGNS.get(text, text) if kind == "sign" else text, position)


class _Reader:
    """Recursive descent, one token ahead; depth is bounded because nothing nests."""

    def __init__(self, tokens: list[_Token], schema: Schema) -> None:
        self.tokens = tokens
        self.schema = schema
        self.next = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def take(self) -> _Token:
        token = self.token
        self.next = min(self.next + 1, len(self.tokens) - 1)
        return token

    def unexpected(self, expected: Text) -> _Broken:
        if self.token.kind == "end":
            return _Broken(self.token, Text("公式没有写完", "The measure breaks off"), expected)
        return _Broken(
            self.token, Text("“{what}”不应出现在这里", "“{what}” does not belong here").fill(what=self.token.text), expected
        )

    def keyword(self) -> str | None:
        """The keyword that stands next, in its English form."""
        return _WORDS.get(self.token.text, self.token.text) if self.token.kind == "word" else None

    def sign(self, sign: str) -> None:
        if self.token.kind != "sign" or self.token.text != sign:
            raise self.unexpected(same(sign))
        self.take()

    def has_sign(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.text in signs

    # ---- the whole

    def measure(self) -> Measure:
        over = self.total()
        if not self.has_sign("/"):
            return Measure(over)
        self.take()
        return Measure(over, self.total())

    def test(self) -> Test:
        left = self.total()
        if not self.has_sign(*COMPARISONS):
            raise self.unexpected(same(" ".join(COMPARISONS)))
        operator = self.take().text
        return Test(left, operator, self.total())

    def total(self) -> Total:
        """``( total )`` around a whole side, or terms with signs between them."""
        if self.has_sign("("):
            self.take()
            total = self.total_inside()
            self.sign(")")
            return total
        return self.total_inside()

    def total_inside(self) -> Total:
        sign = Decimal(-1) if self.has_sign("-") and self.take() else Decimal(1)
        terms = [self.term(sign)]
        while self.has_sign("+", "-"):
            terms.append(self.term(Decimal(-1) if self.take().text == "-" else Decimal(1)))
        return Total(tuple(terms))

    def term(self, sign: Decimal) -> Term:
        if self.token.kind != "number":
            return Term(sign, self.aggregate())
        factor = sign * self.number()
        if not self.has_sign("*"):
            return Term(factor)
        self.take()
        return Term(factor, self.aggregate())

    def number(self) -> Decimal:
        token = self.take()
        text = half_width(token.text)
        number = decimal_of(text.removesuffix("%"))
        if number is not None and text.endswith("%"):
            number /= 100
        if number is None or scaled(number) is None:
            raise _Broken(token, Text("数字过长或小数超过四位", "The number is too long or has more than four decimals"))
        return number

    def signed_number(self) -> Decimal:
        sign = -1 if self.has_sign("-") and self.take() else 1
        if self.token.kind != "number":
            raise self.unexpected(Text("数字", "a number"))
        return sign * self.number()

    # ---- one aggregate

    def aggregate(self) -> Aggregate:
        function = self.keyword()
        if function not in FUNCTIONS:
            raise self.unexpected(same(" ".join(FUNCTIONS)))
        start = self.take()
        self.sign("(")
        spec = self.table()
        column = self.column(spec, function, start) if self.has_sign(".") else None
        if (column is None) != (function == "count"):
            because = (
                Text("计数（count）数的是行，不带列名", "count counts rows and takes no column")
                if column
                else Text(
                    "{function} 需要列名：{function}({table}.列名)", "{function} needs a column: {function}({table}.column)"
                )
            )
            raise _Broken(start, because.fill(function=function, table=spec.name))
        where = self.conditions(spec)
        during = self.window(spec) if self.keyword() == "during" else None
        self.sign(")")
        return Aggregate(cast("Function", function), spec.name, column, where, during)

    def table(self) -> TableSpec:
        token = self.take()
        spec = self.schema.named(token.text) if token.kind in {"word", "quoted"} else None
        if spec is None:
            known = [*self.schema, *(spec.label.zh for spec in self.schema.values())]
            raise _Broken(
                token, Text("没有表“{name}”", "There is no table “{name}”").fill(name=token.text), _nearest(token.text, known)
            )
        return spec

    def field(self, spec: TableSpec) -> Field:
        token = self.take()
        field = spec.field_named(token.text) if token.kind in {"word", "quoted"} else None
        if field is None:
            known = [*spec.fields, *(field.label.zh for field in spec.fields.values())]
            because = Text("表“{table}”没有列“{name}”", "The table “{table}” has no column “{name}”")
            raise _Broken(token, because.fill(table=spec.label, name=token.text), _nearest(token.text, known))
        return field

    def column(self, spec: TableSpec, function: str, start: _Token) -> str:
        self.take()
        field = self.field(spec)
        if function in {"sum", "latest"} and field.type not in NUMERIC:
            because = Text("“{name}”不是数字列，不能{function}", "“{name}” holds no numbers: {function} cannot be made")
            raise _Broken(start, because.fill(name=field.label, function=FUNCTIONS[function]))
        if function == "latest" and spec.date is None:
            raise _Broken(
                start, Text("表“{t}”没有日期列，无从取最新", "“{t}” has no date, so nothing is latest").fill(t=spec.label)
            )
        return field.name

    def window(self, spec: TableSpec) -> str:
        self.take()
        token = self.take()
        name = token.text + (self.take().text if token.kind == "number" and self.token.kind == "word" else "")  # 3月
        part = part_named(name)
        if part is None:
            raise _Broken(token, Text("不认识的期间", "The period is not known"), same("year H1 H2 Q1–Q4 M01–M12 上半年 3月"))
        if spec.date is None:
            raise _Broken(token, Text("表“{t}”没有日期列", "“{t}” has no date column").fill(t=spec.label))
        return part

    # ---- conditions

    def conditions(self, spec: TableSpec) -> tuple[Condition, ...]:
        if self.keyword() != "where":
            return ()
        self.take()
        return self.joined(spec)

    def joined(self, spec: TableSpec) -> tuple[Condition, ...]:
        found = [self.condition(spec)]
        while self.keyword() == "and":
            self.take()
            found.append(self.condition(spec))
        return tuple(found)

    def condition(self, spec: TableSpec) -> Condition:
        if self.keyword() in {"days", "workdays"} and self.tokens[self.next + 1].text == "(":
            days = self.days(spec)
            return Condition(days, self.comparison(), (self.signed_number(),))
        path, field = self.path(spec)
        if self.keyword() == "is":
            self.take()
            word = self.keyword()
            if word not in {"given", "missing"}:
                raise self.unexpected(same("given / missing"))
            self.take()
            return Condition(path, word)
        if self.keyword() == "in":
            self.take()
            return Condition(path, "in", self.listed(field))
        start = self.token
        operator = self.comparison()
        if operator not in {"=", "!="} and field.type not in NUMERIC | {"date"}:
            raise _Broken(start, Text("“{n}”只能用 = 或 != 比较", "“{n}” can only be compared by = or !=").fill(n=field.label))
        return Condition(path, operator, (self.cell(spec, field) or self.value(field),))

    def cell(self, spec: TableSpec, field: Field) -> Cell | None:
        """Another column of the row, perhaps times a number, where a column of numbers or dates is compared with one."""
        factor, start = Decimal(1), self.next
        if field.type in NUMERIC and self.token.kind == "number" and self.tokens[self.next + 1].text == "*":
            factor = self.number()
            self.take()
        other = spec.field_named(self.token.text) if self.token.kind == "word" else None
        fits = other is not None and (other.type == field.type or {other.type, field.type} <= NUMERIC)
        if other is None or not fits or field.type not in NUMERIC | {"date"}:
            self.next = start
            return None
        self.take()
        return Cell(other.name, factor)

    def path(self, spec: TableSpec) -> tuple[str, Field]:
        """A column of the table, or of the row that a column of it refers to."""
        start = self.token
        field = self.field(spec)
        if not self.has_sign("."):
            return field.name, field
        if field.refers is None or field.refers not in self.schema:
            raise _Broken(start, Text("“{name}”不指向别的表", "“{name}” refers to no other table").fill(name=field.label))
        self.take()
        further = self.field(self.schema[field.refers])
        return f"{field.name}.{further.name}", further

    def days(self, spec: TableSpec) -> Days:
        working = self.keyword() == "workdays"
        self.take()
        self.sign("(")
        first = self.date_column(spec)
        self.sign(",")
        second = self.date_column(spec)
        self.sign(")")
        return Days(first, second, working)

    def date_column(self, spec: TableSpec) -> str:
        start = self.token
        field = self.field(spec)
        if field.type != "date":
            raise _Broken(start, Text("“{name}”不是日期列", "“{name}” is no date").fill(name=field.label))
        return field.name

    def comparison(self) -> str:
        if not self.has_sign(*COMPARISONS):
            raise self.unexpected(same(" ".join(COMPARISONS)))
        return self.take().text

    def listed(self, field: Field) -> tuple[Literal_, ...]:
        self.sign("(")
        values = [self.value(field)]
        while self.has_sign(","):
            self.take()
            values.append(self.value(field))
        self.sign(")")
        return tuple(values)

    def value(self, field: Field) -> Literal_:
        if field.type in NUMERIC:
            return self.signed_number()
        if self.token.kind not in {"word", "quoted", "number", "date"}:
            raise self.unexpected(Text("一个值", "a value"))
        token = self.take()
        if field.type == "date":
            day = date_of(token.text)
            if day is None or isinstance(day, NoSuchDay):
                raise _Broken(token, Text("这不是日期", "This is no date"), same("2023-06-30"))
            return day
        value = value_of(field, token.text)
        if isinstance(value, Misfit):
            raise _Broken(token, value.because, value.expected)
        return value if isinstance(value, str | bool | date) else token.text


def _nearest(word: str, known: list[str]) -> Text | None:
    near = get_close_matches(word, known, 1)
    return Text("是不是“{near}”？", "perhaps “{near}”").fill(near=near[0]) if near else None
