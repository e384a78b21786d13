"""The review of many papers: files, folders and patterns, in parallel processes, of which one broken file never stops another.

What a process hands back is small (what was found, the scores, the sentences), so that memory is bounded by that and by the few papers
that are open at a time. Results stand in the order in which the files were named, those of a folder in the order of their names.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import takewhile
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from jixiao.document.opening import readable
from jixiao.errors import Misuse, Unreadable
from jixiao.files.reading import read_bounded
from jixiao.findings import Finding, Outcome, Place
from jixiao.review.normal import normal
from jixiao.review.paper import Paper, Passage
from jixiao.review.recomputing import Scores, scores_of
from jixiao.review.reviewing import READABLE, Against, review
from jixiao.tables.dossier import Dossier
from jixiao.tables.reading import read_dossier
from jixiao.wording import Text, settled

_AHEAD = 2
"""How many files wait for each process; more would only be memory."""

_LARGEST = 64_000_000
_HEAD = 60
_NAME = r"(?P<name>[^\s\d，。：:；（()“”]{2,36}(?:局|委|委员会|办|办公室|办事处|处|厅|部|院|校|学|园|中心|馆|站|所|署|会|社|队|街道|镇|乡|团|委|集团|公司))"
_UNIT = (
    re.compile(
        rf"^(?:20\d\d\s*年?度?)?\s*{_NAME}(?:关于)?(?:20\d\d\s*年?度?)?(?:年中|部门|单位|预算|财政)*(?:整体|项目|绩效|自评|支出|“三公”|佐证|问题)"
    ),
    re.compile(rf"^(?:单位名称|填报单位|预算部门|部门名称|预算单位|主管部门)[^：:]{{0,8}}[：:]\s*{_NAME}"),
)
_ASKS = re.compile("原因|问题|改进|措施|说明|完成情况")
_LONGEST_LABEL = 20
_YEAR = re.compile(r"20\d\d(?=\s*年)")
_LOCKS = ("~$", ".~lock.", ".")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How papers are reviewed: held against which dossier, by which framework, and whether their sentences are kept."""

    dossier: Path | None = None
    framework: str | None = None
    with_sentences: bool = False


class Said(NamedTuple):
    """A sentence of a paper: its normal text, where it stands, and its words as they stand there."""

    text: str
    place: Place
    quote: str


class Result(NamedTuple):
    """What came of one paper. ``digest`` is that of the file's bytes, empty if it could not be read."""

    path: Path
    digest: str
    outcome: Outcome
    scores: Scores = Scores()
    year: int | None = None
    unit: str = ""
    """The name of the unit as the title or a form says it; empty where neither does."""

    sentences: tuple[Said, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether the paper could be read and reviewed."""
        return all(finding.check != READABLE for finding in self.outcome.findings)


def files_of(names: Sequence[str]) -> list[Path]:
    """The files that are named: each by itself, all papers of a folder and those below it, or what fits a pattern (``*``, ``**``).

    A folder or pattern in which no paper is found is ``Misuse``. A file that is named stays, even if it is not there or cannot be read.
    """
    found: dict[Path, None] = {}
    for name in names:
        path = Path(name)
        if path.is_dir():
            listed = _papers(path.rglob("*"))
        elif _is_pattern(name) and not path.exists():
            listed = _papers(_fitting(path))
        else:
            listed = [path]
        if not listed:
            raise Misuse(
                Text("{name} 里没有可审核的文件；可读取：{known}", "There is no paper in {name}; known are: {known}").fill(
                    name=name, known=", ".join(readable())
                )
            )
        found |= dict.fromkeys(listed)
    if not any(path.exists() for path in found):
        raise Misuse(Text("没有这个文件：{path}", "There is no such file: {path}").fill(path=", ".join(map(str, found))))
    return list(found)


def _is_pattern(text: str) -> bool:
    return any(sign in text for sign in "*?[")


def _fitting(pattern: Path) -> Iterator[Path]:
    """The paths that fit a pattern, looked for below its last part that is none."""
    fixed = list(takewhile(lambda part: not _is_pattern(part), pattern.parts))
    return Path(*fixed).glob("/".join(pattern.parts[len(fixed) :]))


def _papers(paths: Iterable[Path]) -> list[Path]:
    endings = set(readable())
    return sorted(
        path
        for path in paths
        if path.suffix.lower().removeprefix(".") in endings and not path.name.startswith(_LOCKS) and path.is_file()
    )


def review_all(
    paths: Sequence[Path], wanted: Wanted, processes: int = 0, tell: Callable[[Path], None] | None = None
) -> list[Result]:
    """Review every file, in as many processes as there are cores unless told. ``tell`` hears of each that is done."""
    if wanted.dossier is not None:
        _dossier(wanted.dossier)
    results = []
    for result in _each(paths, wanted, min(processes or os.cpu_count() or 1, len(paths))):
        results.append(result)
        if tell is not None:
            tell(result.path)
    return results


def _each(paths: Sequence[Path], wanted: Wanted, processes: int) -> Iterator[Result]:
    """The results in the order of the files; after a process died, the files that were under way have one of their own each."""
    if len(paths) == 1:
        yield _run(paths[0], wanted)
        return
    if processes <= 1:
        yield from (run(path, wanted) for path in paths)
        return
    waiting: deque[tuple[Path, Future[Result]]] = deque()
    rest = deque(paths)
    while rest or waiting:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            try:
                while rest or waiting:
                    while rest and len(waiting) < _AHEAD * processes:
                        waiting.append((rest[0], pool.submit(run, rest[0], wanted)))
                        rest.popleft()
                    result = waiting[0][1].result()
                    waiting.popleft()
                    yield result
            except BrokenProcessPool:
                pass
        yield from (_alone(path, wanted) for path, _ in waiting)
        waiting.clear()


def _alone(path: Path, wanted: Wanted) -> Result:
    """A file in a process of its own, which may die of it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(run, path, wanted).result()
        except BrokenProcessPool:
            return _failed(path, _DIED)


def run(path: Path, wanted: Wanted) -> Result:
    """Review one file; whatever goes wrong with it is a finding."""
    try:
        return _run(path, wanted)
    except Exception as error:  # noqa: BLE001 - a mistake of ours in one paper must not cost the review of all others
        return _failed(path, _FAULT.fill(what=f"{type(error).__name__}: {error}"))


_DIED = Text(
    "审核时程序中断（可能内存不足），这个文件没有审核",
    "The program broke off over this file (memory may have run out): it was not reviewed",
)
_FAULT = Text(
    "审核时程序出错，这个文件没有审核：{what}。请报告此问题",
    "The program failed over this file, which was not reviewed: {what}. Please report it",
)


def _run(path: Path, wanted: Wanted) -> Result:
    dossier = None if wanted.dossier is None else _dossier(wanted.dossier)
    found = review(path, Against(dossier, wanted.framework))
    found.outcome.findings[:] = map(_settled, found.outcome.findings)
    if found.paper is None or found.claims is None:
        return Result(path, _digest(path), found.outcome)
    said = tuple(_said(found.paper)) if wanted.with_sentences else ()
    return Result(
        path,
        _digest(path),
        found.outcome,
        scores_of(found.claims, found.outcome.findings),
        found.paper.year,
        unit_of(found.paper),
        said,
    )


def _year(paper: Paper) -> int | None:
    """The fiscal year of a paper, by its words or by the name of its file."""
    named = _YEAR.search(Path(paper.file).stem)
    return paper.year or (int(named[0]) if named else None)


def unit_of(paper: Paper) -> str:
    """The unit that a paper is about, by its title, by what a form has behind 填报单位, or by the name of its file."""
    texts = [passage.text.strip() for passage in paper.passages[:_HEAD]]
    for text in (*texts, normal(Path(paper.file).stem).text):
        for pattern in _UNIT:
            if found := pattern.search(text):
                return found["name"]
    return ""


def _failed(path: Path, because: Text) -> Result:
    finding = Finding(READABLE, Place(str(path)), because)
    return Result(path, _digest(path), Outcome(str(path), not_checkable=1, findings=[_settled(finding)]))


def _said(paper: Paper) -> Iterator[Said]:
    """The sentences of the running text without its headings, and of the cells in which a form tells of reasons, problems and what was done."""
    running = (each for each in paper.texts if each.kind == "paragraph" and each.number)
    for passage in (*running, *_told_in(paper)):
        for sentence in passage.sentences:
            yield Said(sentence.text.strip(), sentence.place, sentence.quote.strip())


def _told_in(paper: Paper) -> Iterator[Passage]:
    """The cells below or beside a label that asks for words."""
    for grid in paper.grids:
        asked: set[int] = set()
        seen: set[int] = set()
        for row in grid.rows:
            beside = False
            for column, cell in enumerate(row):
                is_label = len(cell.text) < _LONGEST_LABEL
                if is_label and cell.text.strip():
                    beside = _ASKS.search(cell.text) is not None
                    (asked.add if beside else asked.discard)(column)
                elif (beside or column in asked) and cell.number not in seen:
                    seen.add(cell.number)
                    yield cell


def _settled(finding: Finding) -> Finding:
    """The finding with its sentences spoken, so that it stands without what it was made from."""
    return replace(
        finding,
        because=settled(finding.because),
        stated=None if finding.stated is None else settled(finding.stated),
        expected=None if finding.expected is None else settled(finding.expected),
        advice=None if finding.advice is None else settled(finding.advice),
    )


def _digest(path: Path) -> str:
    try:
        return sha256(read_bounded(path, _LARGEST)).hexdigest()
    except Unreadable:
        return ""


@lru_cache(maxsize=1)
def _dossier(path: Path) -> Dossier:
    return read_dossier(path)
