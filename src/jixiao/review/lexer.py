"""The numbers of a text in one pass: amounts, shares, counts with their measure words, dates and periods, each with its precision.

A number leads every token. One cheap look finds where numbers begin; what follows each decides its kind. Chinese numerals count where
a measure word follows (两次, 二十期, 十余家), in 百分之九十 and in dates (二〇二三年六月).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import as_file, files
from typing import Literal, NamedTuple

from jixiao.exact import LONGEST_NUMBER, Precision
from jixiao.files.yamls import read_yaml

Kind = Literal["amount", "percent", "points", "score", "count", "date", "period", "ordinal", "number"]


def _measure_words() -> tuple[tuple[str, ...], dict[str, str]]:
    """The measure words, the longer ones first, and what may not follow the short ones."""
    with as_file(files("jixiao.review") / "measure_words.yaml") as path:
        data = read_yaml(path).data
    assert isinstance(data, dict)
    lines, not_before = data["words"], data["not_before"]
    assert isinstance(lines, list)
    assert isinstance(not_before, dict)
    words = {str(word) for line in lines if isinstance(line, list) for word in line}
    return tuple(sorted(words, key=lambda word: (-len(word), word))), {str(key): str(value) for key, value in not_before.items()}


MEASURE_WORDS, _NOT_BEFORE = _measure_words()
"""Measure words of counts (量词), the longer ones first."""

YUAN = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
"""What one unit of an amount is in yuan."""


def _by_first_sign() -> dict[str, tuple[tuple[str, Kind, str], ...]]:
    """What can stand behind a number, by its first sign: the word, its kind, and the signs that may not follow."""
    words: list[tuple[str, Kind, str]] = [(word, "count", _NOT_BEFORE.get(word, "")) for word in MEASURE_WORDS]
    words += [("%", "percent", ""), ("％", "percent", ""), ("百分点", "points", ""), ("个百分点", "points", "")]
    words += [("分", "score", "之钟别析组布配类工享开支管局公行期"), *((word, "amount", "万亿") for word in YUAN)]
    found: dict[str, list[tuple[str, Kind, str]]] = {}
    for each in sorted(words, key=lambda each: -len(each[0])):
        found.setdefault(each[0][0], []).append(each)
    return {sign: tuple(each) for sign, each in found.items()}


_BY_FIRST_SIGN = _by_first_sign()
_HAN = "一二两三四五六七八九十百千〇零"
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_FIRST_OF_UNITS = "".join(sorted({word[0] for word in MEASURE_WORDS}))
_START = re.compile(rf"[0-9{_HAN}](?:(?<=[0-9])|(?<=百)分之|[{_HAN}○余多几万亿点]*[{_FIRST_OF_UNITS}分元月])")
_PLAIN = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?")
_DATE = re.compile(
    r"(?P<y>[0-9]{4})(?:年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号]|(?P<mark>[-/.])(?P<m2>[0-9]{1,2})(?P=mark)(?P<d2>[0-9]{1,2})(?![0-9]))"
)
_TO = "(?:-|—|–|~|～|至|到)+"
_PERIOD = re.compile(
    rf"(?P<y>[0-9]{{4}})年(?:(?P<a>[0-9]{{1,2}})月?{_TO}(?P<b>[0-9]{{1,2}})月|(?P<one>[0-9]{{1,2}})月(?:份)?"
    r"|(?P<part>上半年|下半年|第?[一二三四1-4]季度|全年)|度)?"
    rf"|(?P<a2>[0-9]{{1,2}})月?{_TO}(?P<b2>[0-9]{{1,2}})月(?![0-9])|(?P<one2>[0-9]{{1,2}})月(?:(?P<d>[0-9]{{1,2}})[日号]|份)?"
)
_HAN_DATE = re.compile(
    r"(?P<y>[一二][〇○零一二三四五六七八九]{3})年(?:(?P<m>十?[一二三四五六七八九十])月(?:(?P<d>[一二三四五六七八九十]{1,3})日)?|度)?"
    r"|(?P<m2>十?[一二三四五六七八九十])月(?P<d2>[一二三四五六七八九十]{1,3})日"
)
_HAN_NUMBER = re.compile(rf"[{_HAN}]+(?:点[{_HAN}]+|万[{_HAN}]*)?")
_HAN_PERCENT = re.compile(
    rf"百分之(?P<value>[{_HAN}]+(?:点[{_HAN}]+)?|[0-9]+(?:\.[0-9]+)?)(?P<after>以上|左右|以内|以下|上下|多)?"
)
_BEFORE = re.compile(
    r"(?:(?P<less>不超过|不高于|最多|至多|未超过)|(?P<about>大约|约为|(?<![节签预制契公条特违合])约|将近|接近|(?<![附最临靠])近)"
    r"|(?P<more>(?<!不)超过|逾|至少|不少于|不低于|(?<!赶)超)"
    r"|(?P<range>(?<=[0-9%元人次批个])[-—–~～]{1,2}|(?<=[0-9%])[至到])|(?P<minus>(?<![0-9A-Za-z年月日期])[-−])|第)$"
)
_LAST_BEFORE = frozenset("约为近过逾少于低超高多-—–~～至到−第")
_SOME = frozenset("数几上成近")
_LOOK_BACK = 4
_TIME = frozenset("年月-—–~～至到/.")
_ONE = Decimal(1)
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(LONGEST_NUMBER))
_SCALES = {"千": Decimal(1000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_MORE = frozenset("余多几")
_AFTER = {
    "以上": Precision.MORE_THAN,
    "左右": Precision.ABOUT,
    "以内": Precision.ABOUT,
    "以下": Precision.ABOUT,
    "上下": Precision.ABOUT,
}
_FIRST_OF_AFTER = frozenset("以左上余多")


class Token(NamedTuple):
    """A number of a text. ``value`` is in yuan for amounts; ``places`` are the decimals written; ``step`` is one of its last digit.

    Dates and periods have no value but ``year``, ``month``, ``day`` and ``last_month``, each None where it does not stand there.
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: Decimal | None = None
    unit: str = ""
    places: int = 0
    step: Decimal = _ONE
    precision: Precision = Precision.EXACT
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_month: int | None = None


def tokens(text: str) -> Iterator[Token]:
    """Every number of a normal text, in order."""
    at = 0
    while found := _START.search(text, at):
        start = found.start()
        token = _digits(text, start) if text[start] in "0123456789" else _chinese(text, start)
        if token is None:
            at = found.end()
            continue
        at = max(token.end, start + 1)
        if token.value is not None or token.kind in {"date", "period"}:
            yield token


def _digits(text: str, start: int) -> Token | None:
    """The token that begins with a digit; one without a value where the digits are no number of anything."""
    plain = _PLAIN.match(text, start)
    assert plain is not None
    written, end = plain[0], plain.end()
    if text[end : end + 1] in _TIME or "." in written:
        if found := _DATE.match(text, start):
            return _date(found)
        if found := _PERIOD.match(text, start):
            return _period(found)
    is_name = start > 0 and text[start - 1].isascii() and text[start - 1].isalpha()
    if is_name or end - start > LONGEST_NUMBER:
        return Token("number", start, end, written)
    written = written.replace(",", "")
    return _number(text, (start, end), Decimal(written), len(written.partition(".")[2]))


def _date(found: re.Match[str]) -> Token:
    year, month, day = (int(found["y"]), int(found["m"] or found["m2"]), int(found["d"] or found["d2"]))
    return Token("date", found.start(), found.end(), found[0], year=year, month=month, day=day)


def _period(found: re.Match[str]) -> Token:
    first = found["a"] or found["one"] or found["a2"] or found["one2"]
    last, day = found["b"] or found["b2"], found["d"]
    return Token(
        "date" if day else "period",
        found.start(),
        found.end(),
        found[0],
        unit=found["part"] or "",
        year=int(found["y"]) if found["y"] else None,
        month=int(first) if first else None,
        day=int(day) if day else None,
        last_month=int(last) if last else None,
    )


def _chinese(text: str, start: int) -> Token | None:
    """The token that begins with a Chinese numeral; None where it counts nothing (一步, 二十大)."""
    if found := _HAN_PERCENT.match(text, start):
        return _han_percent(found)
    if found := _HAN_DATE.match(text, start):
        return _han_date(found)
    run = _HAN_NUMBER.match(text, start)
    if run is None or text[start - 1 : start] == "点" or (run[0] == "一" and text[start - 1 : start] != "第"):
        return None
    whole, _, rest = run[0].partition("点")
    value = han_value(whole)
    token = None if value is None else _number(text, (start, run.end()), _decimal(value, rest), len(rest))
    if token is None or token.kind == "number":
        return None
    if whole in _TENS and whole != "十" and text[run.end()] not in _MORE:
        return None
    return token._replace(precision=Precision.ABOUT) if whole in _TENS and text[start - 1 : start] in _SOME else token


def _decimal(whole: int, rest: str) -> Decimal:
    """A whole number with decimals in Chinese numerals."""
    return Decimal(f"{whole}.{''.join(str(_DIGITS.get(sign, 0)) for sign in rest)}") if rest else Decimal(whole)


def _han_percent(found: re.Match[str]) -> Token | None:
    whole, _, rest = found["value"].partition("点" if "点" in found["value"] else ".")
    if whole[0] in "0123456789":
        value: Decimal | None = Decimal(found["value"])
    else:
        number = han_value(whole)
        value = None if number is None else _decimal(number, rest)
    if value is None:
        return None
    precision = Precision.EXACT
    if found["after"]:
        precision = _AFTER.get(found["after"], Precision.MORE_THAN)
    return Token("percent", found.start(), found.end(), found[0], value, "%", len(rest), _STEPS[len(rest)], precision)


def _han_date(found: re.Match[str]) -> Token:
    year = int("".join(str(_DIGITS[sign]) for sign in found["y"])) if found["y"] else None
    month, day = (han_value(found[name] or found[f"{name}2"] or "") for name in ("m", "d"))
    return Token("date" if day else "period", found.start(), found.end(), found[0], year=year, month=month, day=day)


def han_value(written: str) -> int | None:
    """The whole number that Chinese numerals write; None for signs that make none (一一, 七八) and for a text without any."""
    over, _, under = written.rpartition("万")
    parts = [_below_ten_thousand(part) for part in (over, under) if part]
    if not parts or None in parts:
        return None
    known = [part for part in parts if part is not None]
    return known[-1] if not over else known[0] * 10_000 + (known[1] if under else 0)


def _below_ten_thousand(written: str) -> int | None:
    value, pending, last = 0, None, 10_000
    for sign in written:
        if sign in _TENS:
            step = _TENS[sign]
            if step >= last or pending == 0:
                return None
            value, pending, last = value + (1 if pending is None else pending) * step, None, step
        else:
            if pending:
                return None
            pending = _DIGITS[sign]
    return value + (pending or 0)


def _number(text: str, place: tuple[int, int], value: Decimal, places: int) -> Token:
    """A number with its unit, and how exactly it is said to be known."""
    start, end = place
    kind, unit, factor, end, precision = _behind(text, end)
    if text[start - 1 : start] in _LAST_BEFORE and (before := _BEFORE.search(text, max(0, start - _LOOK_BACK), start)):
        if before[0] == "第":
            return Token("ordinal", start - 1, end, text[start - 1 : end], value, unit)
        if before["about"] or before["less"] or before["range"]:
            precision = Precision.ABOUT
        elif before["minus"]:
            value = -value
        elif precision is Precision.EXACT:
            precision = Precision.MORE_THAN
        start = start if before["range"] else before.start()
    if factor is _ONE:
        return Token(kind, start, end, text[start:end], value, unit, places, _STEPS[places], precision)
    return Token(kind, start, end, text[start:end], value * factor, unit, places, factor * _STEPS[places], precision)


def _behind(text: str, at: int) -> tuple[Kind, str, Decimal, int, Precision]:
    """What stands behind a number: its kind, its unit, what the unit multiplies it by, where that ends, and how exact it is."""
    precision, end, scale = Precision.EXACT, at, ""
    sign = text[at : at + 1]
    if sign in _MORE:
        precision, at, end = Precision.MORE_THAN, at + 1, at + 1
        sign = text[at : at + 1]
    word = _word(text, at, sign)
    if word is None and sign in _SCALES:
        scale, at = sign, at + 1
        sign = text[at : at + 1]
        if sign in _MORE:
            precision, at = Precision.MORE_THAN, at + 1
            sign = text[at : at + 1]
        word = _word(text, at, sign)
    kind: Kind = "number"
    unit, factor = "", _SCALES[scale] if scale else _ONE
    if word is not None:
        unit, kind, _ = word
        end = at + len(unit)
        if kind == "amount":
            unit = scale + unit
            factor = YUAN.get(unit, _ONE) if unit != "元" else _ONE
    elif scale:
        end = at
    if text[end : end + 1] in _FIRST_OF_AFTER:
        precision, end = _after(text, end, precision, has_word=word is not None)
    return kind, unit, factor, end, precision


def _after(text: str, at: int, precision: Precision, *, has_word: bool) -> tuple[Precision, int]:
    """How exact a number is by the words behind its unit, and where they end."""
    after = text[at : at + 2]
    if after in _AFTER:
        return _AFTER[after], at + 2
    if has_word and after[:1] in _MORE:
        return Precision.MORE_THAN, at + 1
    return precision, at


def _word(text: str, at: int, sign: str) -> tuple[str, Kind, str] | None:
    """The longest word that can stand behind a number and begins here."""
    for word in _BY_FIRST_SIGN.get(sign, ()):
        if text.startswith(word[0], at):
            behind = at + len(word[0])
            if not word[2] or behind == len(text) or text[behind] not in word[2]:
                return word
    return None
