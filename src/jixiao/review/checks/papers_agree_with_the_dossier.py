"""What a paper says in words agrees with the dossier that it is held against.

## What it does

Takes every number of the running text whose clause names, and does nothing but name, a number that the dossier has: budgets, spending and
their rates, staff and offices, the score of the whole (of the middle of the year as well) and of items, targets and actuals of indicators
by their names, running costs, and the sums of ledgers by their names. It is compared with what follows from the dossier, as exactly as it
was written; 约, 余 and 以上 only set bounds. Where a clause says more than the name, nothing is compared. A paper about another year is not
compared at all.

## Why it matters

The dossier is what the papers are made of and what an inspection opens. A number that was typed anew, or never updated, is the fault that
is found first (N02), and the three public costs are compared with the accounts in every inspection (X10).

## Example

“年度支出预算2175.27万元”, where the budgets of the dossier come to 2157.27万元.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from jixiao.findings import Finding, Severity
from jixiao.review.check import Claims
from jixiao.review.held_against import ONE_OF_WAN, WAN, Held, Known, held, words
from jixiao.review.lexer import Token
from jixiao.review.paper import PAPER, Paper, Passage
from jixiao.review.stated import MID_YEAR, TOTAL, number
from jixiao.review.statements.scores import TOTAL as WHOLE
from jixiao.review.statements.scores import scores, stage_at
from jixiao.wording import Text, same

rules = ("N02", "X10")
needs = (PAPER,)

_CUT = re.compile(r"[，,；;。：（）()！!？?\n“”\"、]")
_COUNTED = {"amount": "yuan", "percent": "share", "count": "count", "number": "count", "score": "score"}
_LOOK_BACK = 60
_FIRST = re.compile(r"^(?:另|一是|二是|三是|四是|\d[.、]|[（(]?\d[）)])")
_PART = re.compile(r"其中[，：:]?$")
_OTHER_TIME = re.compile(r"上年|去年|同期|往年|下年|明年|近[三两3五5]年|十[三四]五|(?<!1)[1-9]月|1[01]月|季度|计划|拟|预计")
_OF_THE_MIDDLE = re.compile(r"上年|去年|同期|往年|[1-57-9]月31日|[1-5]月|[7-9]月|1[0-2]月")
_YEAR = re.compile(r"(20\d\d)年")
_NARROWER = re.compile(r"该项目|各项目|单个项目|本项目|专项|所属|下属|二级|每|平均|人均|分别")
_WRONG_UNITS = (Fraction(WAN), ONE_OF_WAN, Fraction(10), Fraction(1, 10))
_WHOLE = re.compile("部门|整体|总|收入")
_BARE = {"spending.projects": "budget.projects", "spending.basic": "budget.basic"}
"""What 项目支出 may mean as well, where a budget is told."""


class _Told(NamedTuple):
    """A number of the text, and the number of the dossier that it is said to be."""

    passage: Passage
    token: Token
    known: Known
    rule: str = "N02"
    others: tuple[Known, ...] = ()
    is_named: bool = True


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every number that is another in the dossier; None if the text has none that the dossier knows."""
    against = held(claims)
    if against is None or claims.paper is None:
        return None
    told = list(_told(claims.paper, against))
    return _findings(told) if told else None


def _findings(told: list[_Told]) -> Iterator[Finding]:
    seen: set[tuple[int, int]] = set()
    for each in told:
        key = (each.passage.number, each.token.start)
        if key not in seen and not _agrees(each):
            yield _finding(each)
        seen.add(key)


def _agrees(each: _Told) -> bool:
    token = each.token
    known = (each.known, *each.others)
    return token.value is None or any(one.agrees(Fraction(token.value), Fraction(token.step), token.precision) for one in known)


def _severity(each: _Told) -> Severity:
    """A number that is far off may be of something smaller; one that is a power of ten off has the wrong unit."""
    stated, known = Fraction(each.token.value or 0), each.known.value
    if each.is_named or not known or not stated:
        return "error"
    is_near = known <= 2 * stated <= 4 * known
    has_wrong_unit = any(each.known.agrees(stated * factor, Fraction(each.token.step) * factor) for factor in _WRONG_UNITS)
    return "error" if is_near or has_wrong_unit else "explain"


def _finding(each: _Told) -> Finding:
    passage, token, known = each.passage, each.token, each.known
    start = _clause_start(passage.text, token.start)
    shown = known.shown_in(token.unit)
    gap = known.gap(Fraction(token.value or 0), token.unit)
    because = Text(
        "文中为{stated}，卷宗中{label}为{shown}，相差{gap}",
        "The text says {stated}; {label} is {shown} in the dossier, {gap} apart",
    )
    return Finding(
        "papers-agree-with-the-dossier",
        passage.place_at(token.start),
        because.fill(stated=token.text, label=known.label, shown=shown, gap=gap),
        _severity(each),
        each.rule,
        passage.quote(start, token.end),
        same(token.text),
        expected=same(shown),
        advice=Text("按卷宗改正文字，或补正卷宗", "Correct the text by the dossier, or the dossier itself"),
    )


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(sign, 0, at) for sign in "。！？；\n") + 1


def _clause_start(text: str, at: int) -> int:
    cuts = [found.end() for found in _CUT.finditer(text, max(0, at - _LOOK_BACK), at)]
    return cuts[-1] if cuts else max(0, at - _LOOK_BACK)


def _told(paper: Paper, against: Held) -> Iterator[_Told]:
    """Every number whose clause names a number of the dossier."""
    yield from _scores(paper, against)
    named = _Names(against)
    for passage in paper.texts:
        if passage.kind == "heading" or not passage.tokens:
            continue
        for token in passage.tokens:
            kind = _COUNTED.get(token.kind)
            if kind is None or token.value is None:
                continue
            lead = _FIRST.sub("", passage.text[_clause_start(passage.text, token.start) : token.start].strip())
            found = named.of(lead, kind, passage, token)
            if found is not None:
                yield found
        yield from named.in_a_row(passage)


def _scores(paper: Paper, against: Held) -> Iterator[_Told]:
    """The score of the whole at the end and in the middle of the year, and those of items."""
    for score in scores(paper):
        known: Known | None
        if score.stage == "mid_year":
            known = _mid_year(against) if score.name == WHOLE else None
        elif score.name == WHOLE:
            known = against.total
        else:
            item = against.items.get(score.name)
            known = against.item(item) if item is not None else None
        if known is not None:
            yield _Told(score.passage, score.token, known)


def _mid_year(against: Held) -> Known | None:
    """The score that the unit stated in the middle of the year."""
    for row in against.dossier.table("stated_score"):
        is_total = row["item_code"] == TOTAL and row["stage"] == MID_YEAR and row["project_code"] is None
        if is_total and (value := number(row, "score")) is not None:
            return Known(Fraction(value), Text("年中监控得分", "the score of the middle of the year"), f"{value:f}")
    return None


class _Names:
    """The names that the dossier gives its numbers, as patterns of a whole clause."""

    def __init__(self, against: Held) -> None:
        self.against = against
        self.indicators = {row.text("name"): row for row in against.named_indicators.values()}
        self.words = words()
        self.named = self._pattern(self.indicators)
        self.costs = {cost.name: cost for cost in against.costs}
        self.cost = self._pattern(self.costs)

    def _pattern(self, names: object) -> re.Pattern[str] | None:
        listed = sorted((re.escape(str(name)) for name in names), key=len, reverse=True) if isinstance(names, dict) else []
        front, kinds = self.words.front, self.words.kinds
        if not listed:
            return None
        tail = f"(?:(?P<target>{kinds['target']})|(?P<budget>{kinds['cost_budget']})|(?P<spent>{kinds['cost_actual']})|{kinds['actual']})"
        return re.compile(f"{front}(?P<name>{'|'.join(listed)}){tail}(?P<link>{self.words.link})")

    def of(self, lead: str, kind: str, passage: Passage, token: Token) -> _Told | None:
        """What a number is said to be by the clause before it, or by the words behind it."""
        start = _clause_start(passage.text, token.start)
        before = passage.text[_sentence_start(passage.text, token.start) : start]
        whole = before + lead
        is_part = lead.startswith("其中") or _PART.search(before) is not None
        for name, pattern_of in self.words.figures.items():
            if _fits(name, kind) and pattern_of.fullmatch(lead.removeprefix("其中")):
                is_whole = not is_part or name.endswith((".projects", ".basic"))
                return (
                    self._figure(name, passage, token) if is_whole and self._is_of_the_unit(name, whole, passage, token) else None
                )
        if is_part or self._is_of_another_time(whole):
            return None
        for name, nouns in self.words.nouns.items():
            behind = passage.text[token.start + len(_digits(token)) : token.end + 6]
            is_bare = re.fullmatch(f"{self.words.front}(?:设有|设|下设|共设|共有|内设|有|共|安排|承担)*", lead) is not None
            if kind == "count" and is_bare and behind.startswith(nouns):
                known = self.against.figure(name)
                return None if known is None else _Told(passage, token, known)
        return self._of_indicator(lead, kind, passage, token) or self._of_cost(lead, kind, passage, token)

    def _figure(self, name: str, passage: Passage, token: Token) -> _Told | None:
        """A figure of the unit; a number that is some project's is that one's."""
        known = self.against.figure(name)
        if known is None:
            return None
        others = [self.against.figure(_BARE[name])] if name in _BARE else []
        lead = passage.text[_clause_start(passage.text, token.start) : token.start]
        if name.startswith(("budget", "spending")) and not _WHOLE.search(lead):
            others += [self.against.figure(name, code) for code in self.against.projects.values()]
        return _Told(passage, token, known, others=tuple(each for each in others if each), is_named=False)

    def _is_of_the_unit(self, name: str, before: str, passage: Passage, token: Token) -> bool:
        """Whether a number is the unit's and the year's: its sentence speaks of no project, of no other time."""
        is_middle = stage_at(passage, token.start) == MID_YEAR
        if is_middle != name.endswith("-h1") or _NARROWER.search(before):
            return False
        if is_middle:
            return _OF_THE_MIDDLE.search(before.replace("6月31日", "")) is None
        around = before + "".join(passage.section)
        return not self._is_of_another_time(before) and not any(project in around for project in self.against.projects)

    def _is_of_another_time(self, before: str) -> bool:
        years = {int(year) for year in _YEAR.findall(before)}
        return bool(years - {self.against.dossier.fiscal_year}) or _OTHER_TIME.search(before) is not None

    def _of_indicator(self, lead: str, kind: str, passage: Passage, token: Token) -> _Told | None:
        found = self.named.fullmatch(lead) if self.named else None
        if found is None or kind == "score" or stage_at(passage, token.start) == MID_YEAR:
            return None
        row = self.indicators[found["name"]]
        unit = row.text("measure_unit")
        if (kind == "share") != (unit in {"%", "％"}) or (
            kind == "count" and token.unit and unit and not _is_unit(token.unit, unit)
        ):
            return None
        if found["budget"] and not found["target"]:
            return None
        which = "target" if found["target"] else "actual"
        known = self.against.shown(f"indicator.{row.text('indicator_code').lower()}.{which}")
        return None if known is None or kind == "yuan" else _Told(passage, token, known)

    def _of_cost(self, lead: str, kind: str, passage: Passage, token: Token) -> _Told | None:
        found = self.cost.fullmatch(lead) if self.cost and kind == "yuan" else None
        if found is None or found["target"] or stage_at(passage, token.start) == MID_YEAR:
            return None
        cost = self.costs[found["name"]]
        known = cost.budget if found["budget"] else cost.actual
        return None if known is None else _Told(passage, token, known, "X10")

    def in_a_row(self, passage: Passage) -> Iterator[_Told]:
        """The sums of a ledger behind its name: 公务接待457批、2095人次."""
        starts = [token.start for token in passage.tokens]
        for name, columns in _by_ledger(self.against).items():
            at = passage.text.find(name)
            while at >= 0:
                start = _clause_start(passage.text, at)
                lead = _FIRST.sub("", passage.text[start:at])
                before = passage.text[_sentence_start(passage.text, at) : at]
                verbs = self.words.kinds["ledger_verbs"]
                is_whole = re.fullmatch(f"{self.words.front}{verbs}", lead) and not _PART.search(passage.text[:start])
                if is_whole and stage_at(passage, at) != MID_YEAR and not self._is_of_another_time(before):
                    yield from self._row(passage, at + len(name), starts, columns)
                at = passage.text.find(name, at + 1)

    def _row(self, passage: Passage, at: int, starts: list[int], columns: dict[str, Known]) -> Iterator[_Told]:
        link = re.compile(f"{self.words.kinds['ledger_verbs']}(?:{'|'.join(map(re.escape, columns))})?{self.words.link}")
        for token in passage.tokens[bisect_left(starts, at) :]:
            gap = passage.text[at : token.start].lstrip("、，")
            if token.kind != "count" or not link.fullmatch(gap):
                return
            known = next((known for label, known in columns.items() if _is_unit(token.unit, label)), None)
            if known is not None:
                yield _Told(passage, token, known)
            at = token.end


@lru_cache(maxsize=2)
def _by_ledger(against: Held) -> dict[str, dict[str, Known]]:
    found: dict[str, dict[str, Known]] = {}
    for name, label, known in against.totals:
        found.setdefault(name, {})[label] = known
    return found


def _fits(name: str, kind: str) -> bool:
    """Whether a number of that kind can be the figure."""
    if "rate" in name:
        return kind == "share"
    return kind == ("count" if name.startswith("unit.") else "yuan")


def _is_unit(unit: str, label: str) -> bool:
    """Whether a measure word is the one of a column or an indicator: 批 of 批次, 人次 of 人次."""
    return unit == label or (len(unit) == 1 and label == f"{unit}次" and unit != "人")


def _digits(token: Token) -> str:
    found = re.match(r"[\d,.]+|[一二三四五六七八九十百]+", token.text)
    return found[0] if found else token.text
