"""The findings as SARIF 2.1.0, the form in which other programs show what analysers find (OASIS, 2020).

A rule of the run is a check, with its manual page as help. A finding in running text has the paragraph as its logical location, one in a
table has the table, the row and the column; pages, which the format does not know, stand among the properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from jixiao import kinds
from jixiao.findings import Finding, Place, Severity
from jixiao.review.check import FOLDER
from jixiao.review.results import Reviewed
from jixiao.wording import Language, Text

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "explain": "warning", "hint": "note"}


def sarif(papers: Sequence[Reviewed], language: Language) -> dict[str, object]:
    """One run over all papers. What was suppressed is among the results, marked as such."""
    named = {finding.check for paper in papers for finding in _all(paper)}
    order = {name: number for number, name in enumerate(sorted(named))}
    results = []
    for paper in papers:
        results += [_result(finding, order, language) for finding in paper.outcome.findings]
        for each in paper.suppressed:
            suppression = {"kind": "external", "status": "accepted", "justification": each.reason}
            results.append({**_result(each.finding, order, language), "suppressions": [suppression]})
    driver = {
        "name": "jixiao",
        "semanticVersion": version("jixiao"),
        "rules": [_rule(name) for name in order],
    }
    run = {
        "tool": {"driver": driver},
        "language": "zh-CN" if language == "zh" else "en-US",
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": _uri(paper.outcome.file)}} for paper in papers],
        "results": results,
        "invocations": [{"executionSuccessful": True}],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _all(paper: Reviewed) -> Iterable[Finding]:
    yield from paper.outcome.findings
    yield from (each.finding for each in paper.suppressed)


def _rule(name: str) -> dict[str, object]:
    """A check as a rule, with its manual page where it has one."""
    file = name.replace("-", "_")
    manual = (kinds.load(FOLDER, file).__doc__ or "").strip() if file in kinds.names(FOLDER) else ""
    if not manual:
        return {"id": name}
    first, _, rest = manual.partition("\n")
    return {
        "id": name,
        "shortDescription": {"text": first},
        "fullDescription": {"text": rest.partition("## Why it matters")[0].replace("## What it does", "").strip() or first},
        "help": {"text": manual, "markdown": f"# {manual}"},
    }


def _result(finding: Finding, order: dict[str, int], language: Language) -> dict[str, object]:
    properties = {"rule": finding.rule, "page": finding.place.page, "quote": finding.quote or None}
    for name in ("stated", "expected", "advice"):
        text = getattr(finding, name)
        properties[name] = text.say(language) if isinstance(text, Text) else None
    return {
        "ruleId": finding.check,
        "ruleIndex": order[finding.check],
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding, language)},
        "locations": [_location(finding, language)],
        "properties": {name: value for name, value in properties.items() if value is not None},
    }


def _message(finding: Finding, language: Language) -> str:
    advice = f" {finding.advice.say(language)}" if finding.advice else ""
    return f"{finding.because.say(language)}{advice}"


def _location(finding: Finding, language: Language) -> dict[str, object]:
    place = finding.place
    physical: dict[str, object] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.paragraph is not None:
        physical["region"] = {"startLine": place.paragraph, **({"snippet": {"text": finding.quote}} if finding.quote else {})}
    found: dict[str, object] = {"physicalLocation": physical}
    name = _name(place)
    if name:
        kind = "member" if place.table is not None else "element"
        found["logicalLocations"] = [{"fullyQualifiedName": name, "name": name.rpartition("/")[2], "kind": kind}]
        found["message"] = {"text": place.within(language)}
    return found


def _name(place: Place) -> str:
    """A place as a path: table/row/column, or the paragraph."""
    if place.table is not None:
        parts = [place.table.replace("/", "∕"), *(str(each) for each in (place.row, place.column) if each is not None)]
        return "/".join(parts)
    return f"paragraph/{place.paragraph}" if place.paragraph is not None else ""


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
