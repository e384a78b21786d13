from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.many_dossiers import make_dossier

from jixiao.cli import main
from jixiao.errors import Misuse
from jixiao.portfolio import scoring
from jixiao.portfolio.collecting import collect
from jixiao.portfolio.lake import Lake
from jixiao.portfolio.scoring import score_lake
from jixiao.score.unit_score import score_unit
from jixiao.tables.reading import read_dossier

EXAMPLES = Path(__file__).parents[2] / "examples"
BY = "guangdong-unit-2022"
UNITS = ("beijing-office-2023", "district-culture-2023", "rural-school-project-2023")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("lake") / "lake"
    collect([EXAMPLES], out, BY, jobs=1)
    return out


def rows(select: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        found: list[tuple[object, ...]] = connection.execute(select).fetchall()
    return found


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_of_a_lake_scores_as_it_does_by_itself(lake: Path, tmp_path: Path, name: str) -> None:
    score_lake(lake, tmp_path / "scored")
    dossier = read_dossier(EXAMPLES / name)
    made = score_unit(dossier, BY)
    code = dossier.unit_code
    found = rows(
        f"SELECT item_code, score, lost, in_play, state FROM '{tmp_path}/scored/item_score/*.parquet' WHERE unit_code = '{code}'"
    )
    wanted = [(each.item.code, each.score, each.lost, each.in_play, each.state) for each in made.items]
    assert dict_of(found) == dict_of(wanted)
    total = rows(f"SELECT total, grade FROM '{tmp_path}/scored/unit_score/*.parquet' WHERE unit_code = '{code}'")
    assert total == [(made.total, made.grade.say("zh") if made.grade else None)]


def dict_of(listed: Sequence[tuple[object, ...]]) -> dict[object, tuple[object, ...]]:
    return {line[0]: line[1:] for line in listed}


def test_ranks_leave_out_what_is_not_complete(lake: Path, tmp_path: Path) -> None:
    score_lake(lake, tmp_path / "scored")
    found = rows(f"SELECT total, overall_rank, overall_of FROM '{tmp_path}/scored/unit_rank/all.parquet'")
    assert found == [(Decimal("98.63"), 1, 2), (Decimal("97.99"), 2, 2), (Decimal("16.43"), None, None)]


def test_the_same_lake_gives_the_same_bytes(lake: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        score_lake(lake, tmp_path / name)
    one, two = (sorted((tmp_path / name).rglob("*.parquet")) for name in ("one", "two"))
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in two]


def test_only_what_changed_is_scored_again(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    collect([EXAMPLES / UNITS[0]], first, BY, jobs=1)
    collect([EXAMPLES / UNITS[1]], second, BY, jobs=1)
    for table in ("unit", "fact"):
        shutil.copy(Lake(second).file(table, "2023-00000"), Lake(first).file(table, "2023-00001"))
    out = tmp_path / "out"
    assert score_lake(first, out).scored == ("2023-00000", "2023-00001")
    assert score_lake(first, out).kept == ("2023-00000", "2023-00001")
    shutil.copy(Lake(first).file("fact", "2023-00000"), Lake(first).file("fact", "2023-00001"))
    again = score_lake(first, out)
    assert (again.scored, again.kept) == (("2023-00001",), ("2023-00000",))
    assert set(json.loads((out / "run.json").read_text())["parts"]) == {"2023-00000", "2023-00001"}


def test_an_interrupted_run_leaves_the_last_result_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake, out = tmp_path / "lake", tmp_path / "out"
    collect([EXAMPLES / UNITS[0]], lake, BY, jobs=1)
    score_lake(lake, out)
    before = {file: file.read_bytes() for file in out.rglob("*.*")}
    shutil.copy(Lake(lake).file("fact", "2023-00000"), Lake(lake).file("fact", "2023-00001"))
    monkeypatch.setattr(scoring, "rank_units", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        score_lake(lake, out)
    assert {file: file.read_bytes() for file in out.rglob("*.*")} == before
    monkeypatch.undo()
    assert score_lake(lake, out).kept == ("2023-00000", "2023-00001")


def test_a_bad_dossier_is_set_aside_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    shutil.copytree(EXAMPLES / UNITS[0], source / "good")
    shutil.copytree(EXAMPLES / UNITS[0], source / "twice")
    shutil.copytree(EXAMPLES / UNITS[1], source / "wrong")
    payments = source / "wrong" / "payment.csv"
    payments.write_text(payments.read_text(encoding="utf-8-sig").replace("2023-", "二〇二三-", 1), encoding="utf-8")
    assert main(["--lang", "en", "portfolio", "collect", str(source), "--out", str(tmp_path / "lake"), "--framework", BY]) == 1
    said = capsys.readouterr().out
    assert "broken.xlsx cannot be opened" in said
    assert "payment.csv" in said
    assert "There is a dossier of the unit 440100-ZJB for 2023 already" in said
    assert "1 units taken in" in said
    assert main(["--lang", "en", "portfolio", "score", str(tmp_path / "lake"), "--out", str(tmp_path / "out")]) == 0
    assert "1 units scored" in capsys.readouterr().out


def test_a_lake_without_facts_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=r"portfolio collect first"):
        score_lake(tmp_path, tmp_path / "out")


def test_a_part_of_two_years_is_refused(lake: Path, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed"
    shutil.copytree(lake, mixed)
    file = next((mixed / "fact").glob("*.parquet"))
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * REPLACE (2022 + part_no % 2 AS fiscal_year) FROM '{file}' WHERE part_no < 2) TO '{tmp_path}/f.parquet'"
        )
    shutil.move(tmp_path / "f.parquet", file)
    with pytest.raises(Misuse, match="one fiscal year"):
        score_lake(mixed, tmp_path / "out")


def test_units_that_are_rated_by_letters_are_set_aside_and_the_others_scored(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lettered, mixed, out = tmp_path / "letters", tmp_path / "mixed", tmp_path / "out"
    collect([make_dossier(tmp_path, 7, UNITS[0])], lettered, "pefa-pillar-2016")
    shutil.copytree(lake, mixed)
    for table in ("unit", "fact"):
        shutil.copy(Lake(lettered).file(table, "2023-00000"), Lake(mixed).file(table, "2023-00009"))
    score_lake(lake, tmp_path / "plain")
    for _ in range(2):
        assert main(["--lang", "en", "portfolio", "score", str(mixed), "--out", str(out)]) == 1
        said = capsys.readouterr().out
        assert "3 units scored by guangdong-unit-2022" in said
        assert "1 units are rated by pefa-pillar-2016, which gives letters and no points" in said
        found = rows(f"SELECT unit_code, fiscal_year, framework, because_en FROM '{out}/set_aside/*.parquet'")
        assert [line[:3] for line in found] == [("440100-ZJB00007", 2023, "pefa-pillar-2016")]
        assert "use jixiao score" in str(found[0][3])
        for table in ("item_score", "unit_score"):
            select = f"SELECT * FROM '{{}}/{table}/*.parquet' ORDER BY ALL"
            assert rows(select.format(out)) == rows(select.format(tmp_path / "plain"))
    assert main(["--lang", "en", "portfolio", "gaps", str(out)]) == 0
    assert "pefa" not in capsys.readouterr().out
    with pytest.raises(Misuse, match="letters and no points"):
        score_lake(lettered, tmp_path / "none")
