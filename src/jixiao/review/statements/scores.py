"""Scores in words: totals and parts with their stage and full marks, points lost, grades, and how far the budget was spent.

“履职效能（满分50分）得49.99分”, “自评得分97.99分，等级为优”, “截至6月30日支出进度为60%，监控得分97.99分”.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from jixiao.exact import Precision
from jixiao.findings import Place
from jixiao.review.lexer import Token
from jixiao.review.paper import Paper, Passage
from jixiao.review.statements.vocabulary import any_of, pattern, vocabulary

Stage = Literal["mid_year", "year"]
Role = Literal["total", "part", "named", "full", "lost", "other"]

TOTAL = ""
"""The name of a total."""

_CUT = re.compile(r"[，,；;。：:（）()、！!？?\n“”\"]")
_LINK = r"(?:为|是|达到|达|仅|共|均|了|：|:|得|计|合计|分)*"
_FULL = re.compile(rf"(?:满分|分值|标准分|总分值|权重|应得|设定|设置|赋分|配分|赋予)(?:分|值)?{_LINK}$")
_LOST = re.compile(rf"(?:扣|失|丢)(?:除|减|掉|去|分)?{_LINK}$")
_SUMMED = re.compile(rf"^(?:[两二三四五六七八九十以上各项部分者]{{0,4}})?(?:合计|总计|共计|总共|共|累计|总分|相加){_LINK}$")
_Q = '[“"「‘]?'
_NAMES = r"(?P<grade>优秀|优|良好|良|中等|中|较差|差)(?=[”\"」’，,。；;、）)（(级等档]|$)"
_GRADES = tuple(
    re.compile(each)
    for each in (
        rf"(?:等级|等次|档次|评级)(?:评定|评价|确定)?(?:结果)?(?:为|是|：|:|属于|属|列)*{_Q}{_NAMES}",
        rf"(?:级别|评价结果|自评结果|评价结论|自评结论|评定|绩效)(?:评定|评价|确定)?(?:结果)?(?:为|是|：|:|属于|属){_Q}{_NAMES}",
        rf"(?:达到|属于?|列入|纳入|为|是){_Q}(?P<grade>优秀|优|良好|良|中等|中|较差|差)(?=[”\"」’]?(?:等次|等级|档次|档|级))",
        rf"(?:评定|评|定|确定|认定|自评|列|属)(?:为|于){_Q}{_NAMES}",
    )
)
_PROGRESS = re.compile(
    rf"(?P<who>[^，,；;。：:（）()、]{{0,16}})(?:支出进度|执行进度|预算执行率|执行率|支出率|预算完成率|完成率|完成预算|(?:为|占|完成)(?:了)?(?:全年|年度|全部)(?:部门|整体)?(?:支出)?预算(?:数)?(?:[\d.,]+[万亿]?元)?的){_LINK}$"
)
_OTHER_SCORE = re.compile(r"\d分")
_BRACKET = re.compile(r"[（(][^（()）]*[）)]")
_IN_BRACKET = re.compile(r"(?P<open>[（(])(?:满分|分值|权重|共|总分|标准分)?(?:为|：|:)?$")
_LOOK_BACK, _NEAR, _FAR = 30, 16, 400
_OF_A_PART = re.compile(r"(?:[”\"」』）)]|\d分[，,])得(?:了|到)?\s*$")
"""A score right behind a name in quotation marks, or behind full marks without a name: of some part, never of the whole."""

_LONGEST_NAME = 16
_OURS = re.compile(r"(?:自评|自我评价|评价|考评|实际)?")
_WEAK = re.compile(r"(?<![自共])(?<!自评)(?:得|计|实得|评得)(?:了|满)?$")
_ONE_RATE = Decimal("0.1")
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


class Mention(NamedTuple):
    """A number of points in running text, what it says, and of what.

    ``named`` is a number behind a name and nothing else (产出25分), ``gap`` whether a clause of its own begins before its verb.
    """

    token: Token
    role: Role
    name: str = ""
    is_bare: bool = False


def _in(passage: Passage) -> Iterator[Score]:
    marked = mentions(passage)
    for number, (token, role, name, _) in enumerate(marked):
        if role in {"total", "part"}:
            following = _sentence(passage.text, token.start)[1]
            after = marked[number + 1] if number + 1 < len(marked) else None
            lost = (
                after.token
                if after and after.role == "lost" and after.token.start < following and _is_next(passage, token, after.token)
                else None
            )
            stage = stage_at(passage, token.start)
            yield Score(passage, token, name, stage, _full(passage, marked, number), lost, _grade(passage, token, following))


@lru_cache(maxsize=512)
def mentions(passage: Passage) -> tuple[Mention, ...]:
    """All exact numbers of points in a passage. A number and a name, and a score without a name right behind it, are full marks and score."""
    found: list[Mention] = []
    for token in passage.tokens:
        if token.kind != "score" or token.precision is not Precision.EXACT:
            continue
        now = _mention(passage, token)
        before = found[-1] if found else None
        if (before is not None and before.role == "named" and _is_verb(passage.text[before.token.end : token.start])) or (
            before is not None and now.role == "total" and now.is_bare and _is_of(passage, before, now)
        ):
            found[-1] = before._replace(role="full")
            now = now._replace(role="part", name=before.name)
        elif before is not None and now.role == "part" and _is_bracketed(passage, before.token) and before.name == now.name:
            found[-1] = before._replace(role="full")
        found.append(now._replace(role="other") if now.role == "total" and now.is_bare and _is_weak(passage, token) else now)
    return tuple(found)


def _is_weak(passage: Passage, token: Token) -> bool:
    """Whether no more than 得 says that a number of points was got: it may be one of anything."""
    return _WEAK.search(passage.text, max(0, token.start - _LOOK_BACK), token.start) is not None


def _is_verb(gap: str) -> bool:
    """Whether nothing but a word that says that points were got stands between two numbers: 20分得19.2分."""
    return _named().fullmatch(gap) is not None


def _is_of(passage: Passage, before: Mention, now: Mention) -> bool:
    """Whether a score without a name is the one of the points right before it."""
    gap = passage.text[before.token.end : now.token.start]
    is_next = len(gap) <= _NEAR and not re.search(r"[。；;、]", gap) and len(re.findall("[，,]", gap)) <= 1
    return is_next and before.role in {"named", "full"} and bool(before.name)


def _is_next(passage: Passage, token: Token, other: Token) -> bool:
    """Whether another number follows in the next clause."""
    return len(_CUT.findall(passage.text, token.end, other.start)) <= 1


def _mention(passage: Passage, token: Token) -> Mention:
    text = passage.text[max(0, token.start - 2 * _LOOK_BACK) : token.start]
    bracket = _IN_BRACKET.search(text) if passage.text[token.end : token.end + 1] in {"）", ")"} else None
    if bracket:
        before = _bare(text[: bracket.start()])
        name = _part(before[_clause_start(before, len(before)) :])
        return Mention(token, "named" if name else "full" if bracket.end() - bracket.start() > 1 else "other", name)
    text = _bare(text).rstrip("：: ")
    start = _clause_start(text, len(text))
    lead = text[start:]
    if found := _FULL.search(lead):
        return Mention(token, "full", _part(lead[: found.start()]))
    if _LOST.search(lead) or pattern("numbers", "not-a-total").search(lead):
        return Mention(token, "lost" if _LOST.search(lead) else "other")
    if _SUMMED.search(lead):
        return Mention(token, "total", TOTAL)
    found = _named().search(lead)
    return _got(token, text, start, found) if found else _of_name(token, lead)


def _of_name(token: Token, lead: str) -> Mention:
    """A number behind a name and no verb."""
    name = _part(re.sub(rf"{_LINK}$", "", lead))
    return Mention(token, "named", name) if name else Mention(token, "other")


def _got(token: Token, text: str, start: int, found: re.Match[str]) -> Mention:
    """A number behind a word that says that it was got."""
    named = text[start : start + found.start()]
    name = _part(named) if named else _name_before(text, start) if start and text[start - 1] in "，,：:）)" else TOTAL
    if name:
        return Mention(token, "part", name)
    return Mention(
        token, "total", TOTAL, is_bare=_OURS.fullmatch(named) is not None and found[0].rstrip("为是：:") not in _whole_names()
    )


@cache
def _whole_names() -> frozenset[str]:
    return frozenset(vocabulary("numbers")["whole-names"])


def _bare(text: str) -> str:
    """A text without what stands in whole brackets."""
    return _BRACKET.sub("", text)


@cache
def _named() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("numbers")["total-names"]) + _LINK + "$")


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("numbers")["of-the-whole"]) + r"|[年月日第]")


@cache
def _before_a_part() -> re.Pattern[str]:
    return re.compile(f"^(?:{any_of(vocabulary('numbers')['before-a-part'])})+")


def _part(text: str) -> str:
    """The name of a part of the whole in the words before a number; empty if they name none."""
    text = text.strip()
    if not _generic().sub("", re.sub(r"\d+", "", text)) or pattern("numbers", "units").search(text):
        return TOTAL
    name = re.sub(r"(?:方面|部分|指标|一项|项)(?=$)", "", _before_a_part().sub("", text)) or text
    return name if len(name) <= _LONGEST_NAME else name[-_LONGEST_NAME:]


def _name_before(text: str, start: int) -> str:
    """The words of the clause before a score that has none itself, if they are the name of a part: 履职效能（满分50分），得49.99分."""
    clause = _CUT.split(text[max(0, start - _LOOK_BACK) : start].rstrip("，,：:）)（("))[-1]
    clause = re.sub(r"(?:满分|分值|标准分).*$|方面$|指标$|部分$", "", clause)
    names = {name for each in vocabulary("numbers")["score-parts"] for name in each.split("+")}
    return _part(clause) if any(clause.endswith(name) for name in names) else ""


def _full(passage: Passage, marked: tuple[Mention, ...], number: int) -> Token | None:
    """The full marks that stand right before or behind a score."""
    token, _, name, _ = marked[number]
    if number:
        before = marked[number - 1]
        gap = passage.text[before.token.end : token.start]
        is_near = len(gap) <= _NEAR + len(name) and not re.search(r"[。；;]", gap) and len(re.findall("[，,、]", gap)) <= 1
        is_own = before.role == "full" or (before.role == "named" and _is_bracketed(passage, before.token) and gap[:1] in "）)")
        if is_own and is_near and before.name in {"", name}:
            return before.token
    if number + 1 < len(marked):
        after = marked[number + 1].token
        gap = passage.text[token.end : after.start]
        if re.fullmatch(r"[（(，,](?:满分|分值|标准分|总分值|权重)(?:为|是|：|:|分)*", gap):
            return after
    return None


def _is_bracketed(passage: Passage, token: Token) -> bool:
    return _IN_BRACKET.search(passage.text, max(0, token.start - _NEAR), token.start) is not None


def _grade(passage: Passage, token: Token, end: int) -> tuple[int, int, str] | None:
    """The grade that the sentence says behind a score."""
    all_found = (each.search(passage.text, token.end, end) for each in _GRADES)
    found = min((each for each in all_found if each), key=lambda each: each.start("grade"), default=None)
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
    """The one rate that stands nearest before a score of the same stage in its passage, else the only one of the stage.

    Where the rates of the whole year contradict each other, none: another check tells that.
    """
    alike = [each for each in progresses(paper) if each.stage == score.stage]
    values = {each.token.value for each in alike if each.token.value is not None}
    if score.stage == "year" and values and max(values) - min(values) > _ONE_RATE:
        return None
    beside = [each for each in alike if each.passage is score.passage]
    at = bisect_left([each.token.start for each in beside], score.token.start)
    if at:
        return beside[at - 1]
    return alike[0] if len(values) == 1 else None
