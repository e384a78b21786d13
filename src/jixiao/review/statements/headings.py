"""What stands where in a paper: stretches of text under the headings above them, and cells beside the labels of a form.

A heading says its stretch's roles (problems, measures, goal, analysis …); where it says none, the nearest heading above does. A heading
may run into its paragraph (（三）存在的问题。一是…), or hold all that is said (五、存在的问题：无).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from jixiao.findings import Place
from jixiao.review.paper import Grid, Paper, Passage
from jixiao.review.statements.vocabulary import pattern, vocabulary

Roles = frozenset[str]

_NONE: Roles = frozenset()
_TELLING = frozenset({"problems", "measures"})
_LONGEST_LABEL = 30
_RUN_IN = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．])?(?P<head>[^。；，,：:]{2,24})[。：:]"
)
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")
_MARK = re.compile(r"^#*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．])?")


class Words(NamedTuple):
    """The text of a passage from some position on."""

    passage: Passage
    start: int = 0

    @property
    def text(self) -> str:
        """The text."""
        return self.passage.text[self.start :]

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.passage.place_at(self.start)

    @property
    def quote(self) -> str:
        """The text as it stands in the file."""
        return self.passage.quote(self.start, len(self.passage.text))


class Stretch(NamedTuple):
    """The text under one heading, up to the next; ``heading`` is None above the first one.

    ``inherited`` says that a heading above gives the roles. Below a heading of problems or measures the headings tell them as well, and
    are words themselves; so are the cells of tables there.
    """

    roles: Roles
    heading: Passage | None
    words: tuple[Words, ...]
    inherited: bool = False

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(each.text for each in self.words)


@cache
def _known_roles() -> tuple[str, ...]:
    return tuple(key for key in vocabulary("headings") if not key.startswith("not-") and key != "columns")


def roles_of(heading: str) -> Roles:
    """What a heading says that stands below it."""
    found = {role for role in _known_roles() if pattern("headings", role).search(heading)}
    kept = {role for role in found if not _is_denied(role, heading)}
    return frozenset(kept - {"analysis", "work", "goal"}) if kept & _TELLING else frozenset(kept)


def _is_denied(role: str, heading: str) -> bool:
    return f"not-{role}" in vocabulary("headings") and pattern("headings", f"not-{role}").search(heading) is not None


@lru_cache(maxsize=8)
def stretches(paper: Paper) -> tuple[Stretch, ...]:
    """The stretches of the running text in order, then the labelled cells of its forms."""
    apart = (grid for grid in paper.grids if not any(roles_of(heading) & _TELLING for heading in grid.section))
    return (*_running(paper), *(each for grid in apart for each in _labelled(grid)))


def under(paper: Paper, *roles: str) -> Iterator[Stretch]:
    """The stretches that have one of the roles."""
    return (each for each in stretches(paper) if each.roles & frozenset(roles))


def title_of(heading: str) -> str:
    """A heading without its number."""
    return _MARK.sub("", heading).strip()


class _Open(NamedTuple):
    """A stretch that is still growing."""

    roles: Roles
    heading: Passage | None
    words: list[Words]
    inherited: bool = False

    @property
    def closed(self) -> Stretch:
        return Stretch(self.roles, self.heading, tuple(self.words), self.inherited)


def _running(paper: Paper) -> Iterator[Stretch]:
    current = _Open(_NONE, None, [])
    inherited = _NONE
    telling = {cell.number for grid in paper.grids if _tells(grid) for row in grid.rows[max(grid.header, 1) :] for cell in row}
    for passage in paper.passages:
        if passage.kind == "cell":
            if passage.number in telling and current.roles & _TELLING and passage.text.strip():
                current.words.append(Words(passage))
        elif passage.kind == "heading":
            yield current.closed
            inherited, is_above = _inherited(passage)
            current = _Open(inherited, passage, [], is_above)
            told = passage.text.partition("：")[0].partition(":")[0]
            if is_above and inherited & _TELLING:
                current.words.append(Words(passage))
            elif len(told) < len(passage.text):
                current.words.append(Words(passage, len(told) + 1))
        elif (run_in := _run_in(passage, inherited)) is not None:
            yield current.closed
            roles, start = run_in
            current = _Open(roles, passage, [Words(passage, start)])
        else:
            if current.heading is not None and current.heading.kind != "heading" and _NUMBERED.match(passage.text):
                yield current.closed
                current = _Open(inherited, passage, [])
            current.words.append(Words(passage))
    yield current.closed


def _inherited(passage: Passage) -> tuple[Roles, bool]:
    """The roles of a heading, and whether they come from one above: problems and measures hold for all that stands below them."""
    own = roles_of(passage.text)
    above = next((roles for heading in reversed(passage.section) if (roles := roles_of(heading))), _NONE)
    if above & _TELLING and not (len(above & _TELLING) > 1 and own & _TELLING):
        return above, True
    return (own, False) if own else (above, True)


def _tells(grid: Grid) -> bool:
    """Whether a table below a heading of problems or measures lists them."""
    return bool(grid.rows) and any(pattern("headings", "columns").search(cell.text) for cell in grid.rows[0])


def _run_in(passage: Passage, above: Roles) -> tuple[Roles, int] | None:
    """The roles of a heading that runs into its paragraph, and where the text after it begins; only problems and measures do.

    Below a heading of problems or measures words such as 针对的问题： begin nothing new.
    """
    if passage.kind != "paragraph" or len(above & _TELLING) == 1:
        return None
    found = _RUN_IN.match(passage.text)
    if found is None:
        return None
    roles = roles_of(found["head"]) & _TELLING
    named = found.start("head") > 0 or found[0][-1] in "：:"
    return (roles, found.end()) if roles and named and _is_headline(found["head"]) else None


def _is_headline(text: str) -> bool:
    """Whether words are a heading and no sentence: they begin or end with what they name."""
    return (
        re.search(r"^(?:目前|当前)?(?:存在|主要|工作中|绩效|下一步|今后|改进|整改|有关|意见|自评|发现)", text) is not None
        or re.search(r"(?:问题|不足|措施|建议|打算|原因|思路|方向)$", text) is not None
    )


def _labelled(grid: Grid) -> Iterator[Stretch]:
    """Cells whose neighbour to the left is a label with a role."""
    for row in grid.rows[grid.header :] if grid.header < len(grid.rows) else grid.rows:
        label: Passage | None = None
        for cell in dict.fromkeys(row):
            if label is not None and cell.text.strip():
                yield Stretch(roles_of(label.text), label, (Words(cell),))
                break
            if len(cell.text) <= _LONGEST_LABEL and roles_of(cell.text) & {"problems", "measures", "goal", "conclusion"}:
                label = cell
