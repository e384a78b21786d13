"""Percentages and multiples that can be worked out again from numbers of the same sentence.

“预算2157.27万元，支出2154.34万元，完成预算的99.86%”; “比上年增加20万元，增长3.2%”; “X万元，占总支出Y万元的15.8%”; “是上年的1.5倍”.
Where it is not clear which numbers are meant, there is no ratio.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from jixiao.exact import Precision
from jixiao.review.lexer import Token
from jixiao.review.paper import Paper
from jixiao.review.precision import Range, can_be_rounding_of, range_of
from jixiao.review.stated import inverse
from jixiao.review.statements.division import class_of, value_of
from jixiao.review.statements.spans import Span, is_whole, spans
from jixiao.review.statements.sums import divisions
from jixiao.review.statements.vocabulary import any_of, pattern, vocabulary

Kind = Literal["share", "growth", "fall", "times"]

_LINK = r"(?:了|为|达到|达|约|是|仅|：|:|率|幅度|的?比例|的?比重|近)*"
_OF = re.compile(r"(?:元|批|人次|人|个|项)?的(?:比例|比重|份额)?(?:为|是|达|约)?")
_SHARE_OF = re.compile(r"占(?:到|了|用)?(?P<noun>[^，,；;：:%\d]{2,12}?)的(?:比例|比重|份额)?(?:为|是|达|约)?$")
_BARE_SHARE = re.compile(r"[，,、（(]?(?:占比|占|比重|占总数的?|占比例)(?:为|是|达|约)?")
_SHARE = re.compile(r"(?:占(?:到|了|用)?|(?:^|[，,；;：:、])(?:约?[是为占]|达到?|相当于|仅?完成了?))[^，,；;：:%\d]{0,12}$")
_COMPARED = re.compile(
    r"(?:比|较|同比)(?:上年|去年|上一年|上年同期|去年同期)的?(?P<noun>[^，,；;：:\d]{0,10}?)(?:数|额)?(?:为|的|是)?$"
)
_COMPARES = re.compile(r"的?(?:相比|相较|对比|比较)")
_BASE = re.compile(r"(?:较|比|与|同)[^，,；;]{0,16}$")
_DONE_RATE = re.compile(rf"(?P<deed>[一-鿿]{{2}})率{_LINK}$")
_DUE = re.compile(r"(?:20\d\d年度?|全年|年内|本年度?)?(?:[^，]{0,6}?)(?:应|需|须)(?![急用求对届变付])")
_EARLIER = re.compile(r"上年|去年|上一年|同期|上期|由$|从$|由[^，]{0,6}的$|从[^，]{0,6}的$")
_YEAR = re.compile(r"(\d{4})年(?:度)?[^，,；;]{0,16}$")
_LONGEST_LEAD, _HUNDRED, _SLIP, _TWO, _FAR = 28, 100, 10_000, 2, 12
_PLAUSIBLE = 100_000  # yuan: less is seldom written in 元 where a share is told
_WHOSE = re.compile(r"部门|整体|单位|总|全")
_SCOPES = ("项目", "基本", "三公", "接待", "采购", "政府", "专项", "人员", "公用")


class Ratio(NamedTuple):
    """A stated ratio and the numbers that it divides.

    For growth and fall ``over`` is the change and ``under`` what it began with; where that is not told, ``under`` is None and ``now``
    what it came to. Where the change is not told, ``over`` is ``now``.
    """

    span: Span
    stated: Token
    kind: Kind
    over: Token
    under: Token | None
    now: Token | None = None

    @property
    def quote(self) -> str:
        """The sentence from the first of the numbers to the ratio, as it stands in the file."""
        first = min(token.start for token in (self.over, self.under, self.now) if token is not None)
        return self.span.passage.quote(min(first, self.stated.start), max(self.stated.end, self.over.end))

    @property
    def exact(self) -> Range | None:
        """All that the ratio can be, in percent, or times; None where its numbers leave it open."""
        return _exact(self.kind, self.over, self.under, self.now)

    @property
    def holds(self) -> bool | None:
        """Whether the stated ratio is what the numbers come to; None where they leave it open."""
        exact = self.exact
        return None if exact is None else can_be_rounding_of(value_of(self.stated), exact)

    @property
    def slip(self) -> Token | None:
        """The amount that is wrong by 10,000, if the ratio holds without that."""
        return _slip(self)


@lru_cache(maxsize=8)
def ratios(paper: Paper) -> tuple[Ratio, ...]:
    """Every ratio of the running text whose numbers are clear."""
    wholes = {
        (each.passage.number, part.start): each.whole
        for each in divisions(paper)
        for part in each.parts
        if each.verdict is not None
    }
    return tuple(ratio for span in spans(paper) for ratio in _in(span, wholes) if _can_be_read(paper, ratio) or ratio.holds)


def _can_be_read(paper: Paper, each: Ratio) -> bool:
    """Whether none of the numbers of a ratio stands where a line broke its paragraph."""
    numbers = [token for token in (each.stated, each.over, each.under, each.now) if token is not None]
    start, end = min(token.start for token in numbers), max(token.end for token in numbers)
    return is_whole(paper, each.span.passage, start, end)


def _in(span: Span, wholes: Mapping[tuple[int, int], Token]) -> Iterator[Ratio]:
    for number, token in enumerate(span.tokens):
        is_multiple = token.kind == "count" and token.unit == "倍"
        if (token.kind == "percent" or is_multiple) and token.precision is Precision.EXACT and number:
            ratio = _times(span, number) if is_multiple else _of_whole(span, number, wholes) or _percent(span, number)
            if ratio is not None and ratio.exact is not None:
                yield ratio


def _of_whole(span: Span, number: int, wholes: Mapping[tuple[int, int], Token]) -> Ratio | None:
    """The share of a part right behind it, where a sentence divides a whole: 其中基本支出60万元，占60%."""
    part = span.tokens[number - 1]
    whole = wholes.get((span.passage.number, part.start))
    if whole is None or _BARE_SHARE.fullmatch(lead_of(span, number)) is None:
        return None
    return Ratio(span, span.tokens[number], "share", part, whole)


def lead_of(span: Span, number: int) -> str:
    """The words before a number, back to the number before it."""
    token = span.tokens[number]
    begin = span.tokens[number - 1].end if number else span.start
    return span.text(max(begin, token.start - _LONGEST_LEAD), token.start)


def _percent(span: Span, number: int) -> Ratio | None:
    lead = lead_of(span, number)
    clause = re.split(r"[，,；;：:]", lead)[-1]
    kinds: tuple[Kind, Kind] = ("growth", "fall")
    for kind in kinds:
        if re.search(any_of(vocabulary("numbers")["grows" if kind == "growth" else "falls"]) + _LINK + "$", clause):
            return _change(span, number, kind)
    if (found := _share(span, number, lead)) is not None:
        return found
    for each in _rates():
        if each.name.search(clause):
            return _rate(span, number, each, clause)
    return _of_due(span, number, clause)


# ---- rates


class Rate(NamedTuple):
    """What a rate is called, and the words before the numbers under and over its line."""

    name: re.Pattern[str]
    under: re.Pattern[str]
    over: re.Pattern[str]


@cache
def _rates() -> tuple[Rate, ...]:
    found = []
    for line in vocabulary("numbers")["rates"]:
        name, _, rest = line.partition("=")
        under, _, over = rest.partition("/")
        found.append(Rate(re.compile(f"(?:{name}){_LINK}$"), re.compile(under), re.compile(over)))
    return tuple(found)


def _rate(span: Span, number: int, rate: Rate, clause: str) -> Ratio | None:
    scope = [word for word in _SCOPES if word in clause]
    made = _pairs(span, number, rate, scope)
    if not made and not scope and not _WHOSE.search(clause):
        made = _pairs(span, number, rate, None)
    holding = next((each for each in made if each.holds), None)
    if holding is None and len(made) > 1:
        if len({each.over for each in made}) == 1 and made[0].over.kind == "count":
            return made[0]
        made = [each for each in made if each.under is not None and _is_adjusted(span, each.under)]
    return holding or (made[0] if len(made) == 1 else None)


def _of_due(span: Span, number: int, clause: str) -> Ratio | None:
    """A rate that is called by what was done, of the cases in which it was due: 应建档820户，已建档812户，建档率99.0%."""
    found = _DONE_RATE.search(clause)
    if found is None or number < _TWO:
        return None
    over, under = span.tokens[number - 1], span.tokens[number - 2]
    done, due = (re.split(r"[，,；;：:]", lead_of(span, number - at))[-1] for at in (1, 2))
    is_done = found["deed"] in done or re.match(r"[已实]", done.strip("，, "))
    if not is_done or not _DUE.match(due) or class_of(over) != class_of(under) or over.kind not in {"amount", "count"}:
        return None
    return None if _is_upside_down(over, under, span.tokens[number]) else Ratio(span, span.tokens[number], "share", over, under)


def _pairs(span: Span, number: int, rate: Rate, scope: list[str] | None) -> list[Ratio]:
    """The ratios that the numbers before a rate can make: those of its scope; without one, those right before it."""
    sides: dict[str, list[Token]] = {"under": [], "over": []}
    far = _FAR if scope is not None else _TWO
    for at in range(number - 1, max(-1, number - far - 1), -1):
        token = span.tokens[at]
        if token.kind == "percent":
            break
        lead = re.split(r"[，,；;：:]", lead_of(span, at))[-1]
        is_other = scope is not None and token.kind == "amount" and [word for word in _SCOPES if word in lead] != scope
        if is_other or pattern("numbers", "changed").search(lead):
            continue
        side = _side(lead, rate)
        if side is not None and token.kind in {"amount", "count"}:
            sides[side].append(token)
    stated = span.tokens[number]
    return [
        Ratio(span, stated, "share", over, under)
        for over in sides["over"]
        for under in sides["under"]
        if class_of(over) == class_of(under) and not _is_upside_down(over, under, stated)
    ]


def _is_upside_down(over: Token, under: Token, stated: Token) -> bool:
    """Whether a count of cases is more than all cases, and its share less than all: then the words were not understood."""
    return over.kind == "count" and value_of(over) > value_of(under) and value_of(stated) <= _HUNDRED


def _is_adjusted(span: Span, token: Token) -> bool:
    """Whether a budget is the one after all changes, which spending is divided by."""
    return re.search(r"调整后?|追加后|全年", lead_of(span, span.tokens.index(token))) is not None


def _side(lead: str, rate: Rate) -> str | None:
    """On which side of a rate's line a number belongs: by the last telling word before it."""
    places = {
        side: max((found.end() for found in words.finditer(lead)), default=0)
        for side, words in (("under", rate.under), ("over", rate.over))
    }
    if not any(places.values()):
        return None
    return max(places, key=lambda side: places[side])


# ---- shares and multiples


def _share(span: Span, number: int, lead: str) -> Ratio | None:
    stated, under = span.tokens[number], span.tokens[number - 1]
    if number > 1 and _OF.fullmatch(lead) and _SHARE.search(lead_of(span, number - 1)):
        over = _before(span, number - 1, under)
        return None if over is None else Ratio(span, stated, "share", over, under)
    found = _SHARE_OF.search(lead)
    if found is None or number < 1:
        return None
    over = span.tokens[number - 1]
    named = [
        token
        for at, token in enumerate(span.tokens[: number - 1][-_FAR:], max(0, number - 1 - _FAR))
        if class_of(token) == class_of(over)
        and re.split(r"[，,；;：:\d]", lead_of(span, at))[-1].rstrip("为是共达约").endswith(found["noun"])
    ]
    return Ratio(span, stated, "share", over, named[0]) if len(named) == 1 and over.kind in {"amount", "count"} else None


def _before(span: Span, number: int, like: Token) -> Token | None:
    """The number right before another, if it counts the same."""
    token = span.tokens[number - 1] if number else None
    return token if token is not None and class_of(token) == class_of(like) and token.kind in {"amount", "count"} else None


def _times(span: Span, number: int) -> Ratio | None:
    stated = span.tokens[number]
    lead = lead_of(span, number)
    if number > 1 and lead == "的" and re.search(r"(?:是|为|达到|相当于)[^，,；;]*$", lead_of(span, number - 1)):
        over = _before(span, number - 1, span.tokens[number - 1])
        return None if over is None else Ratio(span, stated, "times", over, span.tokens[number - 1])
    if re.search(r"(?:是|为|达到|达)(?:上年|去年|上一年|上年同期|去年同期)的$", lead):
        older, newer = _older_and_newer(span, number)
        return Ratio(span, stated, "times", newer, older) if older is not None and newer is not None else None
    return None


# ---- changes


def _change(span: Span, number: int, kind: Kind) -> Ratio | None:
    stated, previous = span.tokens[number], span.tokens[number - 1]
    lead = re.split(r"[，,；;：:]", lead_of(span, number - 1))[-1]
    if re.search(r"[；;]|占|其中", span.text(previous.end, stated.start)) or previous.kind in {"percent", "points"}:
        return None
    if _changes((kind,)).search(lead) and previous.kind in {"amount", "count"}:
        return _by_change(span, number, kind)
    older, newer = _older_and_newer(span, number)
    if older is None:
        older, newer = previous, _compared(span, number)
    if _changes(("growth", "fall")).search(lead) or older is None or newer is None or previous not in {older, newer}:
        return None
    return Ratio(span, stated, kind, newer, older, newer)


def _by_change(span: Span, number: int, kind: Kind) -> Ratio | None:
    """A ratio whose change in numbers stands right before it."""
    stated, previous = span.tokens[number], span.tokens[number - 1]
    now = _before(span, number - 1, previous)
    lead = "" if now is None else lead_of(span, number - 2)
    if now is not None and (
        _EARLIER.search(clause := re.split(r"[，,；;：:]", lead)[-1])
        or _BASE.search(clause)
        or _COMPARES.match(span.text(now.end, previous.start))
    ):
        return Ratio(span, stated, kind, previous, now)
    if now is None or re.search(r"[；;]", span.text(now.end, previous.start)):
        return None
    return Ratio(span, stated, kind, previous, None, now)


@cache
def _changes(kinds: tuple[Kind, ...]) -> re.Pattern[str]:
    """The words right before a change in numbers."""
    words = [word for kind in kinds for word in vocabulary("numbers")["grows" if kind == "growth" else "falls"]]
    return re.compile(any_of(words) + "(?:了|额|额为|约)?$")


def _older_and_newer(span: Span, number: int, like: Token | None = None) -> tuple[Token | None, Token | None]:
    """The two numbers before a change, of which one is said to be the earlier; None and None where that is not clear."""
    kind = class_of(like or span.tokens[number - 1])
    alike = [at for at in range(max(0, number - _FAR), number) if class_of(span.tokens[at]) == kind]
    earlier = [at for at in alike if _is_earlier(span, at, alike)]
    if len(alike) != _TWO or len(earlier) != 1:
        return None, None
    return span.tokens[earlier[0]], next(span.tokens[at] for at in alike if at != earlier[0])


def _compared(span: Span, number: int) -> Token | None:
    """The number that is compared with the one before a change: 支出220万元，较上年支出200万元增长10%; the one with the same words."""
    found = _COMPARED.search(lead_of(span, number - 1))
    if found is None or not found["noun"]:
        return None
    kind = class_of(span.tokens[number - 1])
    named = [
        span.tokens[at]
        for at in range(max(0, number - 1 - _FAR), number - 1)
        if class_of(span.tokens[at]) == kind
        and re.split(r"[，,；;：:\d]", lead_of(span, at))[-1].rstrip("为是共达约").endswith(found["noun"])
    ]
    return named[0] if len(named) == 1 else None


def _is_earlier(span: Span, at: int, alike: list[int]) -> bool:
    """Whether a number is said to be the one of the earlier time."""
    lead = re.split(r"[，,；;：:]", lead_of(span, at))[-1]
    if _EARLIER.search(lead):
        return True
    years = [int(found[1]) if (found := _YEAR.search(lead_of(span, each))) else None for each in alike]
    known = [year for year in years if year is not None]
    return len(known) == len(alike) and len(set(known)) == len(known) and years[alike.index(at)] == min(known)


# ---- what the numbers say


@lru_cache(maxsize=1024)
def _exact(kind: Kind, over_token: Token, under_token: Token | None, now_token: Token | None) -> Range | None:
    numbers = [token for token in (over_token, under_token, now_token) if token is not None]
    if any(token.precision is not Precision.EXACT for token in numbers):
        return None
    over = _range(over_token)
    if kind in {"share", "times"}:
        assert under_token is not None
        return _quotient(over, _range(under_token), 1 if kind == "times" else _HUNDRED)
    if under_token is None:
        assert now_token is not None
        now = _range(now_token)
        sign = -1 if kind == "growth" else 1
        return _quotient(over, Range(now.low + sign * over.high, now.high + sign * over.low) if sign < 0 else _plus(now, over))
    under = _range(under_token)
    if now_token is None:
        return _quotient(over, under)
    grown = Range(over.low - under.high, over.high - under.low)
    if kind == "fall":
        grown = Range(-grown.high, -grown.low)
    return _quotient(grown, under)


def _plus(one: Range, other: Range) -> Range:
    return Range(one.low + other.low, one.high + other.high)


def _range(token: Token) -> Range:
    """What a number can be: amounts and large round counts are written rounded, counts are exact."""
    is_rounded = token.kind == "amount" or token.step > 1
    return range_of(value_of(token), token.step if is_rounded else None)


def _quotient(over: Range, under: Range, factor: int = _HUNDRED) -> Range | None:
    if under.low <= 0:
        return None
    low, high = over.low * inverse(under.high if over.low >= 0 else under.low), over.high * inverse(under.low)
    return Range(low * factor, high * factor)


def _slip(each: Ratio) -> Token | None:
    if each.holds is not False or each.kind != "share" or each.over.kind != "amount" or each.under is None:
        return None
    more, less = (value_of(each.over) * scale for scale in (Decimal(_SLIP), Decimal(1).scaleb(-4)))
    if each._replace(over=each.over._replace(value=more)).holds:
        return each.over if each.over.unit == "元" else each.under
    if each._replace(over=each.over._replace(value=less)).holds:
        return each.over if each.under.unit == "元" and value_of(each.under) >= _PLAUSIBLE else each.under
    return None


def midpoint(found: Range) -> Fraction:
    """The middle of a range, to show."""
    return Fraction(found.low + found.high) * Fraction(1, 2)
