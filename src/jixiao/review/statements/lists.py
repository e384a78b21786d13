"""Counts that announce a list, and the list: “设办公室、接待处和信息处3个内设机构”; “有以下三个问题：一是…二是…三是…”.

A list has as many items as marks between them say; 和 may join two items or stand within one, so that it leaves a range. Where it is not
clear that the names are the list, there is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache
from typing import NamedTuple

from jixiao.exact import Precision
from jixiao.review.lexer import Token, han_value
from jixiao.review.paper import Paper, Passage
from jixiao.review.statements.spans import is_whole
from jixiao.review.statements.vocabulary import any_of, pattern, vocabulary

_UNITS = frozenset({"个", "项", "类", "方面", "条", "家", "大", "种", "处", "点", "部", "所", "名", "位", "步", "期"})
_AND = re.compile(r"以及|和(?![谐平睦解])|与(?![会此时])|(?<![涉普危触顾波])及(?![时格早])")
_CUT = re.compile(r"[，,；;。：:！!？?\n（(）)]")
_LEAD = re.compile(r"(?:等)?(?:共|共计|合计|这|总共|一共)?(?:内设|下属|所属|直属|二级|业务|职能)?$")
_MARKS = (
    re.compile(r"(?:^|[。；;，,：:、\s])(?P<n>[一二三四五六七八九十]{1,3})(?:是|要)"),
    re.compile(r"(?:^|[。；;，,：:、\s])第(?P<n>[一二三四五六七八九十]{1,3})[，,、：:是]"),
    re.compile(r"(?:^|[。；;，,：:、\s])其(?P<n>[一二三四五六七八九十]{1,2})[，,、：:是]"),
    re.compile(r"[（(](?P<n>[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"),
    re.compile(r"(?:^|[。；;，,：:\s])(?P<n>\d{1,2})(?:[、．]|\.(?!\d)|[）)])"),
    re.compile(r"(?P<n>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫])"),
    re.compile(r"(?:^|[。；;：:\s])(?P<n>[一二三四五六七八九十]{1,3})、"),
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
_LONGEST_LIST = 300
_LONGEST_NAME, _MOST, _FEWEST, _REACH, _CLEAR = 16, 30, 2, 30, 4
_BEHIND_NOUN, _FAR = 12, 6_000


class Announced(NamedTuple):
    """A count and its list: from ``least`` to ``most`` items.

    ``may_be_fewer`` says that the list names examples (…等7个), ``may_be_more`` that a name is so long that it may be two.
    """

    passage: Passage
    token: Token
    start: int
    end: int
    least: int
    most: int
    may_be_fewer: bool = False
    may_be_more: bool = False

    @property
    def number(self) -> int:
        """The announced count."""
        return int(self.token.value or 0)

    @property
    def quote(self) -> str:
        """The count and its list as they stand in the file."""
        return self.passage.quote(self.start, self.end)

    @property
    def holds(self) -> bool | None:
        """Whether the list has so many items; None where fewer may be named and are."""
        if self.least <= self.number <= self.most:
            return True
        is_open = (self.may_be_fewer and self.most < self.number) or (self.may_be_more and self.most == self.number - 1)
        return None if is_open else False


@lru_cache(maxsize=8)
def announced(paper: Paper) -> tuple[Announced, ...]:
    """Every announced count whose list is clear."""
    texts = list(paper.texts)
    found = []
    for at, passage in enumerate(texts):
        for token in passage.tokens:
            if _may_announce(passage, token):
                each = _before(passage, token) or _behind(texts, at, token)
                if each is None or not is_whole(paper, passage, each.start, each.end, is_list=True):
                    continue
                if each.holds is not False or not _is_anothers(each):
                    found.append(each)
    return tuple(found)


def _is_anothers(each: Announced) -> bool:
    """Whether another count right before this one has as many items as the list: 5个方面、12个维度：一是…五是…."""
    number = bisect_left(each.passage.tokens, each.token.start, key=lambda token: token.start)
    other = each.passage.tokens[number - 1] if number else None
    return (
        other is not None
        and other.kind == "count"
        and each.token.start - other.end <= _BEHIND_NOUN
        and each.least <= (other.value or 0) <= each.most
        and not _CUT.search(each.passage.text, other.end, each.token.start)
    )


def _may_announce(passage: Passage, token: Token) -> bool:
    if token.kind != "count" or token.precision is not Precision.EXACT or not 1 <= (token.value or 0) <= _MOST:
        return False
    if token.unit not in _UNITS:
        return False
    if (token.value or 0) < _FEWEST:
        return token.unit == "方面" or pattern("numbers", "aspects").match(_noun(passage, token)) is not None
    return _is_named_behind(passage, token) or _noun_start(passage, token) is not None


def _is_named_behind(passage: Passage, token: Token) -> bool:
    """Whether the words behind a count say what it counts: 6个内设机构."""
    return token.unit == "方面" or pattern("numbers", "listed-things").match(_noun(passage, token)) is not None


def _noun_start(passage: Passage, token: Token) -> int | None:
    """Where the words before a count begin that name what it counts, if none behind it do: 内设机构6个."""
    if _is_named_behind(passage, token):
        return None
    found = _noun_before().search(passage.text, max(0, token.start - _BEHIND_NOUN), token.start)
    return found.start() if found else None


@cache
def _noun_before() -> re.Pattern[str]:
    """The things before their count: 内设机构6个，分别为…."""
    return re.compile(any_of(vocabulary("numbers")["listed-things"]) + r"(?:共有?|合计|总计|总共|一共|数为?|有|为)?$")


def _noun(passage: Passage, token: Token) -> str:
    """The words behind a count, without what only qualifies them."""
    text = passage.text[token.end : token.end + 12]
    return re.sub(
        r"^(?:主要|重点|具体|突出|较|大|内设|下属|所属|直属|二级|一级|三级|相关|职能|业务|核心|关键|子|分|行政|参公|预算|支出|绩效|市直|区直|成员|牵头|责任|协办)*?(?="
        + any_of(vocabulary("numbers")["listed-things"])
        + ")",
        "",
        text,
    )


# ---- names, then the count


def _before(passage: Passage, token: Token) -> Announced | None:
    text = passage.text
    cuts = [found.end() for found in _CUT.finditer(text, max(0, token.start - _LONGEST_LIST), token.start)]
    start = cuts[-1] if cuts else max(0, token.start - _LONGEST_LIST)
    end = noun if (noun := _noun_start(passage, token)) is not None and noun > start else token.start
    clause = text[start:end]
    if "、" not in clause:
        return None
    lead = _LEAD.search(clause)
    names = clause[: lead.start()] if lead else clause
    is_open = bool(lead and lead[0].startswith("等"))
    if not names or names[-1] in "、和与及共" or (end < token.start and not is_open):
        return None
    begin = _list_start(names)
    items = names[begin:].split("、")
    if len(items) < _FEWEST or not _are_names(items, is_marked=bool(lead and lead[0]) or _is_begun(names, begin)):
        return None
    least = len(items) + (1 if _joins(items[-1]) else 0)
    most = len(items) + sum(len(_AND.findall(item)) for item in items)
    return Announced(passage, token, start + begin, token.end, min(least, most), most, is_open)


def _hides(items: list[str]) -> bool:
    """Whether a name is so much longer than the others that a mark between two may have been lost."""
    lengths = [len(part) for item in items for part in _AND.split(item) if part]
    return max(lengths, default=0) >= 2 * min(lengths, default=1)


def _joins(item: str) -> bool:
    """Whether 和 within the last item surely joins two items: both are as long as names."""
    found = list(_AND.finditer(item))
    return len(found) == 1 and found[0].start() >= _FEWEST and len(item) - found[0].end() >= _FEWEST


def _list_start(names: str) -> int:
    """Where the first name begins, behind the last word of its part of the clause that lists begin with."""
    first = names.partition("、")[0]
    found = [each.end() for each in pattern("numbers", "list-starts").finditer(first) if len(first) - each.end() >= _FEWEST]
    return found[0] if found else 0


def _is_begun(names: str, begin: int) -> bool:
    """Whether a word before the first name begins a list, and the last item is no deed."""
    if not begin or pattern("numbers", "no-names").search(names.rpartition("、")[2]):
        return False
    return pattern("numbers", "list-begins").search(names[:begin]) is not None


def _are_names(items: list[str], *, is_marked: bool) -> bool:
    """Whether items are names that stand side by side: no verbs in the last, and ends or lengths that are alike."""
    if any(len(item) > _LONGEST_NAME for item in items[1:]) or any(not item or re.search(r"\d", item) for item in items):
        return False
    if is_marked:
        return True
    last = _AND.split(items[-1])
    ends = [item[-1] for item in (*items[1:-1], *last)]
    if len(set(ends)) < len(ends):
        return True
    lengths = [len(item) for item in (*items[1:-1], *last)]
    verb = re.compile(any_of(vocabulary("numbers")["no-names"]))
    return max(lengths) - min(lengths) <= _FEWEST and not any(verb.search(part) for part in last)


# ---- the count, then the list


def _behind(texts: list[Passage], at: int, token: Token) -> Announced | None:
    passage = texts[at]
    text = passage.text
    found = re.compile(
        r"[^，,；;。：:\n\d]{0,24}?(?:[，,]?(?:分别|主要|具体)?(?:是|为|有|即|包括|如下)?)?[：:]|[^，,；;。：:\n\d]{0,16}[，,]?(?:分别是|分别为|即|具体是|具体为|包括)|[^，,；;。：:\n\d]{0,12}。"
    ).match(text, token.end)
    if found is None:
        return None
    is_told = re.search(
        r"以下|如下|下列|主要有|共有|存在|主要包括|分为|体现在|表现在", text[max(0, token.start - _LONGEST_NAME) : token.start]
    )
    if found[0].endswith("。") and not is_told:
        return None
    end, counted = _numbered(passage, found.end())
    if counted >= _FEWEST:
        return _unless_more_follows(texts, at, Announced(passage, token, token.start, end, counted, counted))
    if not text[found.end() :].strip():
        return _following(texts, at, token)
    return None if found[0].endswith("。") else _named(passage, token, found.end())


def _unless_more_follows(texts: list[Passage], at: int, each: Announced) -> Announced | None:
    """The list, unless the next paragraph seems to go on with it."""
    following = texts[at + 1] if at + 1 < len(texts) else None
    goes_on = following is not None and any(
        (mark := shape.match(following.text)) and _number(mark["n"]) == each.most + 1 for shape in _MARKS
    )
    return None if goes_on else each


def _numbered(passage: Passage, start: int) -> tuple[int, int]:
    """Where the last of the numbers of one kind stands in a passage, from a place on, and how far they go from 1 without a gap."""
    best = (start, 0)
    for shape in _MARKS:
        expected, end = 1, start
        first = shape.search(passage.text, start - 1, start + _FAR)
        if first is None or first.start() - start > _REACH:
            continue
        for found in shape.finditer(passage.text, start - 1, start + _FAR):
            if _number(found["n"]) == expected:
                expected, end = expected + 1, found.end()
            elif expected == 1 or _number(found["n"]) == 1:
                break
        if expected - 1 > best[1]:
            best = (end, expected - 1)
    return best


def _number(written: str) -> int:
    if written in _CIRCLED:
        return _CIRCLED.index(written) + 1
    return int(written) if written.isdigit() else han_value(written) or 0


def _following(texts: list[Passage], at: int, token: Token) -> Announced | None:
    """A list of numbered paragraphs behind the one that announces it."""
    passage = texts[at]
    for shape in _MARKS:
        count = 0
        for following in texts[at + 1 :]:
            found = shape.match(following.text)
            if found is not None and _number(found["n"]) == count + 1:
                count += 1
            elif count == 0 or following.kind == "heading" or (found is not None and _number(found["n"]) != count + 1):
                break
        if count >= _FEWEST:
            return Announced(passage, token, token.start, len(passage.text), count, count)
    return None


def _named(passage: Passage, token: Token, start: int) -> Announced | None:
    """A list of names behind a colon, as in 5个内设机构：办公室、接待处."""
    text = passage.text
    found = re.compile(r"[^。！？\n]*").match(text, start)
    words = found[0] if found else ""
    sign = "；" if "；" in words or ";" in words else "、"
    if sign == "、":
        words = re.split(r"[，,；;：:]", words)[0]
    items = [item for item in re.split(r"[；;]" if sign == "；" else "、", words.strip("；; ")) if item]
    if len(items) < _FEWEST or (sign == "；" and not any("：" in item or ":" in item for item in items) and len(items) < _CLEAR):
        return None
    is_open = re.search(r"等(?:方面|内容|部门|处室|单位|机构|工作)?$", items[-1]) is not None
    if sign == "；":
        return Announced(passage, token, token.start, start + len(words), len(items), len(items), is_open)
    if any(len(item) > _LONGEST_NAME for item in items):
        return None
    most = len(items) + sum(len(_AND.findall(item)) for item in items)
    least = len(items) + (1 if _joins(items[-1]) else 0)
    return Announced(passage, token, token.start, start + len(words), min(least, most), most, is_open)
