"""Every fault that is planted into a copy of the example is found exactly once, where it stands; the example itself has no error."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.dossiers import EXAMPLE, Copy, checked

from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding

FAULTS: Any = read_yaml(Path(__file__).parent / "planted.yaml").data
UNIT_CODE = "440100-ZJB"


@pytest.fixture(scope="module")
def before() -> Counter[tuple[str, str]]:
    return Counter(map(said, checked(EXAMPLE)))


def said(finding: Finding) -> tuple[str, str]:
    place = finding.place
    where = (place.table or place.file, place.row, place.column, finding.severity, finding.rule or "")
    return finding.check, " ".join(map(str, where)).strip()


def planted(copy: Copy, fault: Any) -> int:
    for name, text in fault.get("files", {}).items():
        path = copy.path / name
        if text is None:
            path.unlink()
        else:
            path.write_text(text, "utf-8")
    if "manifest" in fault:
        manifest = copy.path / "dossier.yaml"
        manifest.write_text(manifest.read_text("utf-8") + fault["manifest"] + "\n", "utf-8")
    table = fault["table"]
    if "add" in fault:
        return copy.add(table, {"unit_code": UNIT_CODE, **fault["add"]})
    rows = [2] if "first" in fault else list(range(2, len(copy.lines(table)) + 1))
    for column, text in fault.get("row", {}).items():
        rows = [row for row in rows if row in copy.rows(table, column, str(text))]
    cells = {column: text for column, text in fault["cells"].items() if text or column in headers(copy, table)}
    with_columns(copy, table, cells)
    copy.set(table, rows[0], **cells)
    return rows[0]


def headers(copy: Copy, table: str) -> list[str]:
    spec = copy.spec(table)
    return [field.name for label in copy.lines(table)[0] if (field := spec.field_named(label))]


def with_columns(copy: Copy, table: str, cells: dict[str, str]) -> None:
    """Put in the columns that the example's file lacks."""
    lacking = [copy.spec(table).fields[column].label.zh for column in cells if column not in headers(copy, table)]
    header, *body = copy.lines(table)
    copy.write(table, [[*header, *lacking], *([*line, *[""] * len(lacking)] for line in body)])


def test_the_example_has_no_error() -> None:
    assert [said(finding) for finding in checked(EXAMPLE) if finding.severity == "error"] == []


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["fault"] for fault in FAULTS])
def test_a_planted_fault_is_found_once_where_it_stands(fault: Any, tmp_path: Path, before: Counter[tuple[str, str]]) -> None:
    copy = Copy(tmp_path)
    row = planted(copy, fault)
    findings = checked(copy.path)
    check, place = fault["finds"]
    place = " ".join(str(row) if word == "row" and at == 1 else word for at, word in enumerate(place.split()))
    new = Counter(map(said, findings)) - before
    assert new[check, place] == 1, new
    others = [name for name, where in new.elements() if (name, where) != (check, place)]
    assert check not in others or check in fault.get("also", []), new
    errors = [name for name, where in new if " error" in where and (name, where) != (check, place)]
    assert set(errors) <= set(fault.get("also", [])) | {"points-lost-have-a-reason"}, new
    (finding,) = [each for each in findings if said(each) == (check, place) and (check, place) not in before]
    assert finding.because.say("zh")
    assert finding.because.say("en")
