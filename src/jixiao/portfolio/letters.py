"""Feedback letters to the units of a result, as Word files: in parallel processes, and only those whose contents changed.

The folder has a journal of what was made (``.jixiao-letters.jsonl``), a line for each letter once it stands whole. A run that was
killed goes on where the journal ends; a letter that was written but not noted is recognised by its bytes, since the same contents give
the same. What somebody edited is never written over: the new letter is put beside it.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from jixiao import __version__, kinds
from jixiao.document.layout import DEFAULT, layout
from jixiao.errors import JixiaoError, Misuse
from jixiao.files.delimited import read_csv, write_csv
from jixiao.files.parquet import read_rows
from jixiao.files.writing import make_folder, remove
from jixiao.portfolio.lake import digest, lake_at
from jixiao.portfolio.letters_paper import Asked, letter, name_of
from jixiao.portfolio.listing import LABELS
from jixiao.portfolio.outcomes import Key, Raw, Result, outcome_of, result_at
from jixiao.portfolio.scoring import UNIT_RANK
from jixiao.report.making import FORMATS
from jixiao.wording import Text, joined, same

JOURNAL = ".jixiao-letters.jsonl"
FAILURES = "未写出.csv"
FORMAT = "docx"
_AT_ONCE = 20
_AHEAD = 3


class Noted(NamedTuple):
    """What the journal says of a letter: from which contents it was made, and the digest of its file."""

    contents: str
    file: str


class Letter(NamedTuple):
    """What came of a letter: *made*, *unchanged*, *beside* one that somebody edited, or *failed* and why."""

    unit_code: str
    path: Path
    became: str
    noted: Noted | None = None
    failure: Text | None = None


class Wanted(NamedTuple):
    """Which units get a letter: these codes, or so many with the highest risk, or all; and what the letters say beside scores."""

    units: tuple[str, ...] = ()
    top: int | None = None
    asked: Asked = Asked()
    layout: str = DEFAULT


Tell = Callable[[Letter], None]


def letters(
    scored: Path, out: Path, wanted: Wanted, lake: Path | None = None, processes: int = 0, tell: Tell = lambda _: None
) -> list[Letter]:
    """Write the letters of a result that was scored and judged; one that fails does not hold up the others."""
    make_folder(out)
    noted = _journal(out)
    write = partial(write_all, out=out, noted=noted, wanted=wanted)
    found: list[Letter] = []
    with result_at(scored, lake) as result, (out / JOURNAL).open("a", encoding="utf-8") as journal:
        shares = result.raw(chosen(result, wanted), _AT_ONCE)
        for share in _each(write, shares, processes or os.cpu_count() or 1):
            for each in share:
                if each.noted is not None and each.became != "unchanged":
                    journal.write(json.dumps([each.path.name, *each.noted], ensure_ascii=False) + "\n")
                found.append(each)
                tell(each)
            journal.flush()
    _log(out / FAILURES, [each for each in found if each.failure is not None])
    return found


def _log(path: Path, failed: Sequence[Letter]) -> None:
    """The letters that could not be written and why; no file where there are none."""
    if failed:
        write_csv(
            path, [("单位代码", "未写出的原因"), *((each.unit_code, each.failure.say("zh")) for each in failed if each.failure)]
        )
    else:
        remove(path)


def count(scored: Path, wanted: Wanted) -> int:
    """How many letters there will be, or a little more where a code is unknown or there are fewer units."""
    if wanted.units or wanted.top:
        return len(wanted.units) or wanted.top or 0
    return sum(1 for file in lake_at(scored, UNIT_RANK).files(UNIT_RANK) for _ in read_rows(file, ["unit_code"]))


def chosen(result: Result, wanted: Wanted) -> list[Key]:
    """The units that get a letter, those with the highest risk first; a code that is not there is ``Misuse``."""
    keys = result.riskiest(wanted.top)
    if not wanted.units:
        return keys
    unknown = set(wanted.units) - {code for code, _ in keys}
    if unknown:
        raise Misuse(_UNKNOWN.fill(codes=joined(map(same, sorted(unknown)), "、", ", ")))
    return [key for key in keys if key[0] in wanted.units]


_UNKNOWN = Text("结果中没有这些单位：{codes}", "The result does not have these units: {codes}")


def codes_in(sample: Path) -> tuple[str, ...]:
    """The units of a list such as ``portfolio sample --to FILE.csv`` writes."""
    lines = [line.cells for line in read_csv(sample)]
    heads = {LABELS["unit_code"].zh, LABELS["unit_code"].en, "unit_code"}
    place = next((at for at, head in enumerate(lines[0]) if head.strip() in heads), None) if lines else None
    if place is None:
        raise Misuse(_NO_CODES.fill(file=sample))
    return tuple(dict.fromkeys(cells[place] for cells in lines[1:] if len(cells) > place and cells[place]))


_NO_CODES = Text(
    "{file} 的首行没有“单位代码”一列；请用 jixiao portfolio sample --to 生成的 .csv",
    "{file} has no column “unit” in its first line; use a .csv that jixiao portfolio sample --to wrote",
)

Write = Callable[[Sequence[Raw]], list[Letter]]


def _each(write: Write, shares: Iterable[Sequence[Raw]], processes: int) -> Iterator[list[Letter]]:
    """The letters of every share, in order; only a few shares wait at a time."""
    if processes == 1:
        yield from map(write, shares)
        return
    waiting: deque[Future[list[Letter]]] = deque()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for share in shares:
            waiting.append(pool.submit(write, share))
            if len(waiting) > processes * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _journal(out: Path) -> dict[str, Noted]:
    """What was made before; a line that a killed run left half written counts for nothing."""
    found: dict[str, Noted] = {}
    with suppress(OSError):
        for line in (out / JOURNAL).read_text(encoding="utf-8").splitlines():
            with suppress(ValueError):
                name, contents, file = json.loads(line)
                found[name] = Noted(contents, file)
    return found


def write_all(share: Sequence[Raw], out: Path, noted: Mapping[str, Noted], wanted: Wanted) -> list[Letter]:
    """The letters of a share of units."""
    return [_write(raw, out, noted, wanted) for raw in share]


def _write(raw: Raw, out: Path, noted: Mapping[str, Noted], wanted: Wanted) -> Letter:
    outcome = outcome_of(raw)
    path = out / f"{file_name(name_of(outcome))}.{FORMAT}"
    before = noted.get(path.name)
    contents = sha256(repr((__version__, raw, wanted.asked, wanted.layout)).encode()).hexdigest()
    try:
        stands = digest(path) if path.exists() else None
        is_ours = stands is None or (before is not None and stands == before.file)
        if before is not None and before.contents == contents and stands == before.file:
            return Letter(outcome.unit_code, path, "unchanged", before)
        target = path if is_ours else path.with_name(f"{path.stem}（新）{path.suffix}")
        kinds.load(FORMATS, FORMAT).write(letter(outcome, wanted.asked), target, layout(wanted.layout))
        made = digest(target)
        if not is_ours and made == stands:  # it was written by a run that was killed before it noted it
            remove(target)
            return Letter(outcome.unit_code, path, "made", Noted(contents, made))
        return Letter(outcome.unit_code, target, "made" if is_ours else "beside", Noted(contents, made))
    except (JixiaoError, OSError, ValueError) as refused:
        why = refused.text if isinstance(refused, JixiaoError) else same(str(refused))
        return Letter(outcome.unit_code, path, "failed", failure=why)


def file_name(name: str) -> str:
    """A name without the signs that file systems refuse."""
    return "".join("_" if sign in '<>:"/\\|?*' or not sign.isprintable() else sign for sign in name)[:100]
