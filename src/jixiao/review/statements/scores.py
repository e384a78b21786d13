"""Scores in words: totals and parts with their stage and full marks, points lost, grades, and how far the budget was spent.

“履职效能（满分50分）得49.99分”, “自评得分97.99分，等级为优”, “截至6月30日支出进度为60%，监控得分97.99分”.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from jixiao.exact import Precision
from jixiao.findings import Place
from jixiao.review.lexer import Token
from jixiao.review.paper import Paper, Passage
from jixiao.review.statements.vocabulary import any_of, pattern, vocabulary

Stage = Literal["mid_year", "year"]
Role = Literal["total", "part", "full", "lost", "other"]

TOTAL = ""
"""The name of a total."""

_CUT = re.compile(r"[，,；;。：:（）()、！!？?\n“”\"]")
_LINK = r"(?:为|是|达到|达|仅|共|均|了|：|:|得|计|合计)*"
_FULL = re.compile(rf"(?:满分|分值|标准分|总分值|权重|应得)(?:分)?{_LINK}$")
_LOST = re.compile(rf"(?:扣|失|丢)(?:除|减|掉|去|分)?{_LINK}$")
_GOT = re.compile(rf"(?:得分?|评分|自评分?|总分){_LINK}$")
_GRADE = re.compile(
    r"(?:等级|等次|档次|评级|级别|评价结果|自评结果|评价结论|自评结论|评定|绩效)(?:评定|评价|确定)?(?:结果)?(?:为|是|：|:|属于|属)+[“\"「‘]?(?P<grade>优秀|优|良好|良|中等|中|较差|差)"
    r"(?=[”\"」’，,。；;、）)级等]|$)"
)
_PROGRESS = re.compile(
    rf"(?P<who>[^，,；;。：:（）()、]{{0,16}})(?:支出进度|执行进度|预算执行率|执行率|支出率|预算完成率|完成率|完成预算|(?:为|占|完成)(?:了)?(?:全年|年度|全部)(?:支出)?预算的){_LINK}$"
)
_OTHER_SCORE = re.compile(r"\d分")
_BRACKET = re.compile(r"[（(][^（()）]*[）)]")
_LOOK_BACK, _NEAR, _FAR = 30, 16, 400
_STOPS = "。！？\n"


class Score(NamedTuple):
    """A score.

    ``name`` is the part that it is of, empty for the total; ``full`` are the full marks beside it, ``lost`` the points that the same
    sentence says were lost, ``grade`` the grade in words.
    """

    passage: Passage
    token: Token
    name: str
    stage: Stage
    full: Token | None = None
    lost: Token | None = None
    grade: tuple[int, int, str] | None = None

    @property
    def value(self) -> Decimal:
        """The points."""
        assert self.token.value is not None
        return self.token.value

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.passage.place_at(self.token.start)

    @property
    def quote(self) -> str:
        """The clause up to the score as it stands in the file."""
        return self.passage.quote(_clause_start(self.passage.text, self.token.start), self.token.end)


class Progress(NamedTuple):
    """How much of the unit's budget is said to be spent, in percent."""

    passage: Passage
    token: Token
    stage: Stage


def _clause_start(text: str, at: int) -> int:
    cuts = [found.end() for found in _CUT.finditer(text, max(0, at - _LOOK_BACK), at)]
    return cuts[-1] if cuts else max(0, at - _LOOK_BACK)


def _sentence(text: str, at: int) -> tuple[int, int]:
    """Where the sentence around a position begins and ends, as far as one looks."""
    least, most = max(0, at - _FAR), min(len(text), at + _FAR)
    start = max(max(text.rfind(sign, least, at) for sign in _STOPS) + 1, least)
    ends = [end for sign in _STOPS if (end := text.find(sign, at, most)) >= 0]
    return start, min(ends, default=most)


@lru_cache(maxsize=8)
def scores(paper: Paper) -> tuple[Score, ...]:
    """Every score of the running text whose name is clear."""
    return tuple(score for passage in paper.texts if "分" in passage.text for score in _in(passage))


def _in(passage: Passage) -> Iterator[Score]:
    marked = [
        (token, *_role(passage, token))
        for token in passage.tokens
        if token.kind == "score" and token.precision is Precision.EXACT
    ]
    for number, (token, role, name) in enumerate(marked):
        if role in {"total", "part"}:
            following = _sentence(passage.text, token.start)[1]
            after = marked[number + 1] if number + 1 < len(marked) else None
            lost = (
                after[0]
                if after and after[1] == "lost" and after[0].start < following and _is_next(passage, token, after[0])
                else None
            )
            stage = stage_at(passage, token.start)
            yield Score(passage, token, name, stage, _full(passage, marked, number), lost, _grade(passage, token, following))


def _is_next(passage: Passage, token: Token, other: Token) -> bool:
    """Whether another number follows in the next clause."""
    return len(_CUT.findall(passage.text, token.end, other.start)) <= 1


def _role(passage: Passage, token: Token) -> tuple[Role, str]:
    text = _bare(passage.text[max(0, token.start - 2 * _LOOK_BACK) : token.start])
    start = _clause_start(text, len(text))
    lead = text[start:]
    if _FULL.search(lead):
        return "full", ""
    if _LOST.search(lead):
        return "lost", ""
    found = _named().search(lead)
    if found is None:
        return "other", ""
    name = lead[: found.start()]
    if not name and start and text[start - 1] in "，,：:）)":
        name = _name_before(text, start)
    if pattern("numbers", "not-a-total").search(lead):
        return "other", ""
    bare = _generic().sub("", re.sub(r"\d+", "", name))
    return ("part", bare) if bare else ("total", TOTAL)


def _bare(text: str) -> str:
    """A text without what stands in whole brackets."""
    return _BRACKET.sub("", text)


def _named() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("numbers")["total-names"]) + _LINK + "$|" + f"(?<=[效能率理行策程出益果度本])得{_LINK}$")


def _generic() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("numbers")["of-the-whole"]) + r"|[年月日第]")


def _name_before(text: str, start: int) -> str:
    """The words of the clause before a score that has none itself, if they are the name of a part: 履职效能（满分50分），得49.99分."""
    clause = _CUT.split(text[max(0, start - _LOOK_BACK) : start].rstrip("，,：:）)（("))[-1]
    clause = re.sub(r"(?:满分|分值|标准分).*$|方面$|指标$|部分$", "", clause)
    names = {name for each in vocabulary("numbers")["score-parts"] for name in each.split("+")}
    return clause if any(clause.endswith(name) for name in names) else ""


def _full(passage: Passage, marked: list[tuple[Token, Role, str]], number: int) -> Token | None:
    """The full marks that stand right before or behind a score."""
    token = marked[number][0]
    if number:
        before, role, _ = marked[number - 1]
        gap = passage.text[before.end : token.start]
        if role == "full" and len(gap) <= _NEAR and not re.search(r"[。；;]", gap) and len(re.findall("[，,、]", gap)) <= 1:
            return before
    if number + 1 < len(marked):
        after, role, _ = marked[number + 1]
        gap = passage.text[token.end : after.start]
        if role == "full" and re.fullmatch(r"[（(，,](?:满分|分值|标准分|总分值|权重)(?:为|是|：|:|分)*", gap):
            return after
    return None


def _grade(passage: Passage, token: Token, end: int) -> tuple[int, int, str] | None:
    """The grade that the sentence says behind a score."""
    found = _GRADE.search(passage.text, token.end, end)
    if found is None or _OTHER_SCORE.search(passage.text, token.end, found.start()):
        return None
    return found.start("grade"), found.end("grade"), found["grade"]


def stage_at(passage: Passage, at: int) -> Stage:
    """Of which stage a place of a passage speaks: by its clause, its sentence, then the headings above it."""
    text = passage.text
    clause = text[_clause_start(text, at) : at]
    start, _ = _sentence(text, at)
    parts = re.split(r"[；;]|(?<=[。；;\s])\d[、.．]|\d、", text[start:at])
    for words in (clause, parts[-1], passage.section[-1] if passage.section else ""):
        if pattern("numbers", "year-end").search(words):
            return "year"
        if pattern("numbers", "mid-year").search(words):
            return "mid_year"
    return "year"


@lru_cache(maxsize=8)
def progresses(paper: Paper) -> tuple[Progress, ...]:
    """The spending rates of the whole unit."""
    found = []
    for passage in paper.texts:
        for token in passage.tokens:
            if token.kind == "percent" and token.precision is Precision.EXACT:
                lead = passage.text[max(0, token.start - _LOOK_BACK) : token.start]
                told = _PROGRESS.search(lead)
                if told and not re.search(r"项目|采购|指标|任务|三公|基本|目标|上年|去年|工作", told[0]):
                    found.append(Progress(passage, token, stage_at(passage, token.start)))
    return tuple(found)


def progress_beside(paper: Paper, score: Score) -> Progress | None:
    """The one rate that stands nearest before a score of the same stage in its passage, else the only one of the stage."""
    alike = [each for each in progresses(paper) if each.stage == score.stage]
    starts = [each.token.start for each in alike if each.passage is score.passage]
    at = bisect_left(starts, score.token.start)
    beside = [each for each in alike if each.passage is score.passage]
    if at:
        return beside[at - 1]
    values = {each.token.value for each in alike}
    return alike[0] if len(values) == 1 else None
