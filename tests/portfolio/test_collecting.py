"""Thousands of dossiers are taken in beside those that cannot be, each of which is named with its reason and its place."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from tests.document.hostile import FILES
from tests.many_dossiers import make_dossier

from jixiao.portfolio.collecting import Collected, collect
from jixiao.portfolio.scoring import score_lake
from jixiao.tables.reading import read_dossier
from jixiao.tables.workbook import write_workbook
from jixiao.workers import Bounds

BY = "guangdong-unit-2022"
SCHOOL = "rural-school-project-2023"
SMALL = ("dossier.yaml", "unit.csv", "budget.csv", "budget_change.csv", "payment.csv", "project.csv")
BOUNDS = Bounds(seconds=60, megabytes=1_500)


def edited(name: str, old: str, new: str, count: int = 0) -> Callable[[Path], None]:
    """A dossier in one of whose files something else stands."""

    def edit(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert re.search(old, text)
        (folder / name).write_text(re.sub(old, new, text, count=count), "utf-8")

    return edit


def written(name: str, content: bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return write


def stating(score: str) -> Callable[[Path], None]:
    """A dossier that states this score."""
    return written("stated_score.csv", f"framework,item_code,stage,version,score\n{BY},total,单位自评,1,{score}\n".encode())


def pipe(folder: Path) -> None:
    """A file from which nothing ever comes."""
    (folder / "unit.csv").unlink()
    os.mkfifo(folder / "unit.csv")


AMOUNT = r"\d+\.\d\d"
BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "date": (edited("payment.csv", ",2023-", ",二〇二三-", 1), r"payment\.csv row 2 column “Paid on”"),
    "amount": (edited("payment.csv", r"\.00,", ".00万,", 1), r"payment\.csv row \d+ column “Amount”"),
    "absurd": (
        edited("budget.csv", AMOUNT, "9" * 30 + ".99"),
        r"spending-rate.*the largest number in the dossier is 9{30}\.99, at budget\.csv row 2 column",
    ),
    "huge-score": (stating("9" * 20), r"stated_score\.csv row 2 column “Score”: 9{20} should be below"),
    "exponent": (edited("budget.csv", AMOUNT, "-1e400"), r"budget\.csv row 2 column “Initial budget”"),
    "noise": (written("payment.csv", bytes(range(256)) * 40), r"payment\.csv is neither UTF-8 nor GB 18030"),
    "yaml": (written("dossier.yaml", b"unit_code: ["), r"dossier\.yaml line 2: this is not usable YAML"),
    "year": (edited("dossier.yaml", "2023", "二零"), r"fiscal_year in .*dossier\.yaml"),
    "separator": (edited("budget.csv", ",", ";"), r"budget\.csv row 1 column"),
    "header": (edited("payment.csv", r"\A[^\n]*", "a,b,c"), r"payment\.csv row 1 column “a”"),
    "quote": (edited("payment.csv", r"\Z", '"' + "x" * 300_000), r"payment\.csv line \d+: this is not usable CSV"),
}
SLOW: dict[str, tuple[Callable[[Path], None], str]] = {
    "pipe": (pipe, r"not done after 60 seconds.*pipe/unit\.csv is no ordinary file"),
}


def a_million_rows(path: Path, dossier: Path, rows: bytes) -> None:
    """A workbook that says its sheets reach down to the last row, with these rows at the end of some.

    One that only says so, and has a cell there, is read up to its rows; one that has a million of them takes too much.
    """
    whole = path.with_suffix(".whole")
    write_workbook(read_dossier(dossier), whole)
    with zipfile.ZipFile(whole) as given, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in given.namelist():
            content = given.read(name)
            if re.search(r"worksheets/sheet[25]\.xml", name):
                content = re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:XFD1048576"/>', content)
                content = content.replace(b"</sheetData>", rows + b"</sheetData>")
            archive.writestr(name, content)
    whole.unlink()


LAST_ROW = b'<row r="1048576"><c r="A1048576" t="n"><v>1</v></c></row>'
ALL_ROWS = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (at, at) for at in range(5_000, 1_048_577))


def lay_out(folder: Path, bad: dict[str, tuple[Callable[[Path], None], str]]) -> dict[str, str]:
    """The bad dossiers below a folder; what has to be said of each, by its name."""
    for number, (name, (spoil, _)) in enumerate(bad.items()):
        spoil(make_dossier(folder, 90_000 + number, SCHOOL, SMALL).rename(folder / name))
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    FILES["laughs.xlsx"](folder / "laughs.xlsx")
    a_million_rows(folder / "last-row.xlsx", make_dossier(folder.parent / "whole", 95_000, SCHOOL, SMALL), LAST_ROW)
    said = {name: rf"{name[:-5]}\.xlsx cannot be opened" for name in ("broken.xlsx", "laughs.xlsx")}
    if "pipe" in bad:
        a_million_rows(folder / "all-rows.xlsx", make_dossier(folder.parent / "whole", 95_001, SCHOOL, SMALL), ALL_ROWS)
        said["all-rows.xlsx"] = (
            r"The sheet reaches too far|not done after 60 seconds.*all-rows\.xlsx, \d+ kB|more than 1500 MB.*all-rows\.xlsx, \d+ kB"
        )
    return {name: pattern for name, (_, pattern) in bad.items()} | said


def held(collected: Collected, wanted: dict[str, str]) -> None:
    """Every bad dossier is named with what has to be said of it, and no other is."""
    said = {path.name: because.say("en") for path, because in collected.set_aside}
    assert said.keys() == wanted.keys()
    for name, pattern in wanted.items():
        assert re.search(pattern, said[name], re.DOTALL), (name, said[name])


def test_every_bad_dossier_is_set_aside_with_its_reason_and_its_place(tmp_path: Path) -> None:
    wanted = lay_out(tmp_path / "in", BAD)
    for number in range(3):
        make_dossier(tmp_path / "in", number, SCHOOL, SMALL)
    collected = collect([tmp_path / "in"], tmp_path / "lake", BY, 2, BOUNDS)
    held(collected, wanted)
    assert collected.units == 4
    with duckdb.connect() as connection:
        (count,) = connection.execute(f"SELECT COUNT(*) FROM '{tmp_path}/lake/set_aside/*.parquet'").fetchone() or (0,)
    assert count == len(wanted)


@pytest.mark.heavy
def test_some_bad_ones_among_ten_thousand_hold_up_no_other(tmp_path: Path) -> None:
    wanted = lay_out(tmp_path / "in", BAD | SLOW)
    for number in range(10_000 - len(wanted)):
        make_dossier(tmp_path / "in" / f"{number // 500:03}", number, SCHOOL, SMALL)
    collected = collect([tmp_path / "in"], tmp_path / "lake", BY, 0, BOUNDS)
    held(collected, wanted)
    assert collected.units == 10_000 - len(wanted) + 1
    assert score_lake(tmp_path / "lake", tmp_path / "scored").units == collected.units


def test_a_collection_gives_the_same_bytes_whatever_ends_first(tmp_path: Path) -> None:
    lay_out(tmp_path / "in", {name: BAD[name] for name in ("date", "yaml")})
    for number in range(12):
        make_dossier(tmp_path / "in", number, SCHOOL, SMALL)
    for jobs in (1, 3):
        collect([tmp_path / "in"], tmp_path / f"lake-{jobs}", BY, jobs, BOUNDS)
    one, other = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.parquet")}
        for name in ("lake-1", "lake-3")
    )
    assert one == other
