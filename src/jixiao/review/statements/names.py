"""How a paper names the unit that it is about: in its title, and where it speaks of itself (我局, 我办)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jixiao.review.paper import Paper, Passage

_TITLE = re.compile(
    r"^#*(?:附件\d*[：:]?)?(?:关于)?(?:20\d\d年?度?)?(?P<name>[一-鿿（）()]{4,30}?)(?:关于)?(?:20\d\d年?度?)?(?:部门|单位)?(?:预算)?整体(?:支出|绩效)"
)
_OTHER = re.compile(
    r"(?:^|[。；，,、\n])(?P<name>[一-鿿]{4,20}(?:局|委员会|办公室|厅|办事处|中心|管理处))(?:20\d\d年?度?)?(?:部门|单位)?整体支出绩效自评(?:报告|得分|结果|结论|情况|工作)"
)
_SELF = re.compile(
    r"我(?:局(?![长部面势限])|委(?![托员任派屈])|办(?![案好成事妥]|公(?!开)|完(?!善)|学(?!习)|理(?!顺))|厅(?!长)|院(?![士长])|校(?![验对正长友])|馆(?!长))"
)
_OFFICE = re.compile(r"我办(?=事处)")
_QUOTED = re.compile(r"[“\"「『][^”\"」』]{0,80}[”\"」』]")
_FEWEST, _SHARE = 3, 4


class Named(NamedTuple):
    """A name that is not the unit's, and the name that is."""

    passage: Passage
    start: int
    end: int
    own: str


def unit_name(paper: Paper) -> str | None:
    """The unit's name in the title."""
    for passage in list(paper.texts)[:6]:
        found = _TITLE.match(passage.text)
        if found:
            return re.sub(r"^关于|年度?$|本级$", "", found["name"])
    return None


def other_names(paper: Paper) -> Iterator[Named]:
    """Names of other units where the report speaks of itself."""
    own = unit_name(paper)
    if own is not None:
        for passage in paper.texts:
            for found in _OTHER.finditer(passage.text):
                if (
                    not _is_short_for(found["name"], own)
                    and not _is_short_for(own, found["name"])
                    and "财政" not in found["name"]
                ):
                    yield Named(passage, found.start("name"), found.end("name"), own)
    yield from _other_selves(paper, own)


def _is_short_for(one: str, other: str) -> bool:
    """Whether all signs of a name stand in the other, in order."""
    rest = iter(other)
    return all(sign in rest for sign in one)


def _other_selves(paper: Paper, own: str | None) -> Iterator[Named]:
    found: dict[str, list[Named]] = {}
    for passage in paper.texts:
        text = _QUOTED.sub(lambda quoted: "“" * len(quoted[0]), passage.text)
        for each in (*_SELF.finditer(text), *_OFFICE.finditer(text)):
            found.setdefault(text[each.start() : each.start() + 2], []).append(Named(passage, each.start(), each.start() + 2, ""))
    most = max(found, key=lambda word: len(found[word]), default=None)
    if most is None or len(found[most]) < _FEWEST or (own is not None and most[1] not in own):
        return
    for word, places in found.items():
        if word != most and len(places) * _SHARE <= len(found[most]) and (own is None or word[1] not in own):
            yield places[0]._replace(own=most)
