"""Where problems come from: the checks of the dossier, its scores, its audits, and files with what others found.

A file is the JSON of ``jixiao review`` or ``jixiao check``, the JSON of ``jixiao monitor``, or a table (csv, xlsx) of the finance bureau's
remarks with the columns 编号 and 意见, and perhaps 指标代码 (the item or indicator that it is about).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jixiao.cycle.problems import Raised, indicator_object, masked, of_finding
from jixiao.cycle.scored import everything_scored
from jixiao.errors import Misuse, Unreadable
from jixiao.exact import plain
from jixiao.files.delimited import read_csv
from jixiao.files.sheets import cell_text, read_sheets
from jixiao.findings import finding_json
from jixiao.monitor.as_json import monitor_json
from jixiao.monitor.watching import monitor
from jixiao.periods import date_of
from jixiao.review.checking import check
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import MANIFEST
from jixiao.tables.proofs import digest_of
from jixiao.wording import Text, same

FOUND = "audit-found"
REMARK = "bureau-remark"
_LONGEST_QUOTE = 60


def from_checks(dossier: Dossier) -> Iterator[Raised]:
    """What the checks of the dossier find, except about problems and their rectification themselves."""
    for outcome in check(dossier):
        for finding in outcome.findings:
            if finding.place.table not in _OF_THE_LOOP and finding.check not in _OF_THE_LOOP:
                yield of_finding(dossier, finding)


_OF_THE_LOOP = frozenset({"problem", "rectification", "rectification_event", "lost-points-are-problems"})
"""What speaks of the loop itself: it is answered by going on, not by another problem."""


def from_scores(dossier: Dossier) -> Iterator[Raised]:
    """Every item and every indicator that lost points."""
    for each in everything_scored(dossier):
        if each.lost:
            yield each.raised()


def from_audits(dossier: Dossier) -> Iterator[Raised]:
    """Every problem that an audit found and has not closed."""
    for row in dossier.table("audit_problem"):
        if row["closed_on"] is None:
            code, kind = row.text("problem_code"), row.text("kind")
            amount = row.quantity("amount_yuan")
            sum_ = f"，涉及{plain(amount.value, 2)}元" if amount else ""
            said = row.text("description") or f"{kind}{sum_}"
            yield Raised("audit", FOUND, f"audit:{code}", ("audit", code), f"{row.text('source')}：{said}", same(said))


WORDS: dict[str, Callable[[Dossier], Iterator[Raised]]] = {
    "check": from_checks,
    "score": from_scores,
    "audit": from_audits,
}
"""The sources that are the dossier itself, by the word that names them."""


def from_everywhere(dossier: Dossier, sources: Iterable[str]) -> list[Raised]:
    """What these sources find, each problem once: words, ``monitor:2023-06-30``, or paths of files."""
    found: dict[str, Raised] = {}
    for source in sources:
        for raised in _from(dossier, source):
            found.setdefault(raised.fingerprint, raised)
    return list(found.values())


def _from(dossier: Dossier, source: str) -> Iterable[Raised]:
    if source in WORDS:
        return WORDS[source](dossier)
    word, _, text = source.partition(":")
    day = date_of(text) if word == MONITOR else None
    return from_monitor(dossier, day) if isinstance(day, date) else from_file(dossier, Path(source))


def from_monitor(dossier: Dossier, day: date) -> Iterator[Raised]:
    """What the monitor warns of on a day."""
    warnings = monitor_json(monitor(dossier, day), "zh")["warnings"]
    for each in warnings if isinstance(warnings, list) else ():
        yield of_warning(dossier, each, day)


MONITOR = "monitor"


# ---- files


def from_file(dossier: Dossier, path: Path) -> Iterator[Raised]:
    """What a file says that others found; ``Unreadable`` if it cannot be read, ``Misuse`` if it is nothing of that kind."""
    if not path.is_file():
        raise Misuse(_NO_SOURCE.fill(path=path, known=same(", ".join((*WORDS, f"{MONITOR}:2023-06-30")))))
    if path.suffix.lower() == ".json":
        return _from_json(dossier, path)
    return _from_remarks(dossier, path)


_NO_SOURCE = Text(
    "“{path}”不是来源，也没有这个文件；可用 {known}，或 review、monitor 的 JSON 文件，或财政意见表（csv、xlsx）",
    "“{path}” is neither a source nor a file; known are {known}, a JSON file of review or monitor, or a table of remarks (csv, xlsx)",
)
_NOT_JSON = Text("{path} 不是 JSON：{why}", "{path} is no JSON: {why}")
_OTHER_JSON = Text("{path} 不是 jixiao review、check 或 monitor 的 JSON", "{path} is no JSON of jixiao review, check or monitor")


def _from_json(dossier: Dossier, path: Path) -> Iterator[Raised]:
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, OSError) as error:
        raise Unreadable(_NOT_JSON.fill(path=path, why=error)) from error
    if isinstance(data, dict) and isinstance(data.get("warnings"), list):
        day = date_of(str(data.get("as_of") or ""))
        as_of = day if isinstance(day, date) else None
        return (of_warning(dossier, each, as_of) for each in data["warnings"] if isinstance(each, dict))
    if isinstance(data, list) and all(isinstance(each, dict) and "findings" in each for each in data):
        return _of_outcomes(dossier, data)
    raise Misuse(_OTHER_JSON.fill(path=path))


def _of_outcomes(dossier: Dossier, outcomes: Sequence[Mapping[str, Any]]) -> Iterator[Raised]:
    """The findings about papers; those about the dossier's own files are taken from its checks, as far as they still speak."""
    own = {MANIFEST, dossier.workbook, *(table.file for table in dossier.tables.values())}
    told = [each for outcome in outcomes if outcome["file"] in own for each in outcome["findings"]]
    places = {_spot(each) for each in told}
    for outcome in check(dossier) if places else ():
        for finding in outcome.findings:
            if _spot(finding_json(finding, "zh")) in places:
                yield of_finding(dossier, finding)
    for each in outcomes:
        if each["file"] not in own:
            for found in each["findings"]:
                yield _of_review(dossier, each, found)


def _spot(finding: Mapping[str, Any]) -> tuple[object, ...]:
    """Which check speaks where, the same in every language."""
    place = finding.get("place") or {}
    return finding.get("check"), finding.get("rule"), *(place.get(key) for key in ("table", "row", "column"))


def _of_review(dossier: Dossier, outcome: Mapping[str, Any], finding: Mapping[str, Any]) -> Raised:
    """A finding about a paper. One in the dossier's folder is found again by its path there, another one by its name."""
    path = Path(str(outcome.get("file") or ""))
    said, quote = str(finding.get("because") or ""), " ".join(str(finding.get("quote") or "").split())
    cut = f"{quote[:_LONGEST_QUOTE]}…" if len(quote) > _LONGEST_QUOTE else quote
    name, rule = str(finding.get("check") or ""), str(finding.get("rule") or "")
    return Raised(
        "paper",
        name,
        paper_object(quote, said),
        ("check", rule or name),
        (f"{path.name}“{cut}”：{said}" if cut else f"{path.name}：{said}"),
        same(said),
        rule,
        _within(dossier, path),
        digest_of(path) if path.is_file() else "",
    )


def _within(dossier: Dossier, path: Path) -> str:
    folder, whole = dossier.path.resolve(), path.resolve()
    return whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else path.name


def paper_object(quote: str, because: str) -> str:
    """What a finding about a paper speaks of: the words that it quotes, else its own, without numbers."""
    return f"words:{masked(quote) or masked(because)}"


def of_warning(dossier: Dossier, warning: Mapping[str, Any], as_of: date | None = None) -> Raised:
    """A warning of the monitor: its rule, its place (the kind, code and name of what it is about, or words), its sentence."""
    rule, place = str(warning.get("rule") or ""), warning.get("place")
    said = str(warning.get("because") or "")
    where = place if isinstance(place, Mapping) else {"kind": "place", "code": str(place or ""), "name": str(place or "")}
    kind, code, name = (str(where.get(key) or "") for key in ("kind", "code", "name"))
    is_indicator = kind == "indicator" and dossier.find("indicator", indicator_code=code) is not None
    library = indicator_object(dossier, code) if is_indicator else ""
    about = ("indicator", code) if is_indicator else ("monitor", rule)
    description = f"{name or code}：{said}"
    return Raised("monitor", rule, f"{kind}:{library or code}", about, description, same(said), library_code=library, as_of=as_of)


def _from_remarks(dossier: Dossier, path: Path) -> Iterator[Raised]:
    """The finance bureau's remarks, a row each."""
    lines = [[cell.strip() for cell in row] for row in _lines(path)]
    head = next((at for at, row in enumerate(lines) if _REMARK in row), None)
    if head is None:
        raise Misuse(_NO_HEADER.fill(path=path, column=_REMARK))
    columns = {word: at for at, word in enumerate(lines[head]) if word}
    digest = digest_of(path)
    for number, row in enumerate(lines[head + 1 :], 1):
        cells = {word: row[at] if at < len(row) else "" for word, at in columns.items()}
        if cells[_REMARK]:
            yield _of_remark(dossier, cells, cells.get(_NUMBER) or str(number), (path.name, digest))


_NUMBER, _REMARK, _ABOUT = "编号", "意见", "指标代码"
_NO_HEADER = Text("{path} 没有“{column}”列", "{path} has no column “{column}”")


def _of_remark(dossier: Dossier, cells: Mapping[str, str], number: str, source: tuple[str, str]) -> Raised:
    said, code = cells[_REMARK], cells.get(_ABOUT, "")
    about, library = ("bureau", number), ""
    known = next((row.text("indicator_code") for row in dossier.table("indicator") if row.text("indicator_code") == code), "")
    if known:
        about, library = ("indicator", known), indicator_object(dossier, known)
    elif code:
        about = ("item", code)
    return Raised(
        "bureau",
        REMARK,
        f"words:{masked(said)}",
        about,
        said,
        same(said),
        file=source[0],
        file_digest=source[1],
        library_code=library,
    )


def _lines(path: Path) -> list[list[str]]:
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return [[cell_text(cell) for cell in line.cells] for sheet in read_sheets(path) for line in sheet.lines]
    return [list(line.cells) for line in read_csv(path)]
