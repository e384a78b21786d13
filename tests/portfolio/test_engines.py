"""The same 200,000 adversarial units on every engine, held against the plain scorer: not one difference."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tests.portfolio import expected
from tests.portfolio.servers import postgres, spark_cluster

from jixiao.errors import Misuse
from jixiao.portfolio import edge_cases
from jixiao.portfolio.engine import Engine, Settings, names, opened
from jixiao.portfolio.facts import FACT
from jixiao.portfolio.program import Table, Value, program
from jixiao.portfolio.scoring import run, score_lake

UNITS = 200_000
FEW = 3_600
ROOT = Path(__file__).parents[2]


def compared(engine: Engine, folder: Path, out: Path, first: int = 18) -> list[tuple[object, ...]]:
    """What an engine says otherwise than expected of the first frameworks, a few of them."""
    compiled = program(edge_cases.frameworks()[:first])
    for table in compiled.tables:
        engine.load(table)
    engine.read("pf_fact", sorted((folder / "fact").glob("*.parquet"))[:first], FACT)
    engine.view("fact", "SELECT f.*, w.framework_no FROM pf_fact f JOIN pf_framework w ON w.framework = f.framework")
    run(engine, compiled)
    engine.write(
        "SELECT p.unit_code, i.item_code, p.score, p.in_play, s.state, p.arm FROM pf_scored p"
        " JOIN pf_item i ON i.item_no = p.item_no JOIN pf_state s ON s.state_no = p.state_no",
        out / "item.parquet",
    )
    engine.write("SELECT unit_code, total, in_play, grade FROM pf_total", out / "total.parquet")
    with duckdb.connect() as connection:
        found = []
        for name in ("item", "total"):
            wanted = [str(file) for file in sorted((folder / name).glob("*.parquet"))[:first]]
            connection.execute(f"CREATE OR REPLACE VIEW wanted AS FROM read_parquet({wanted})")
            connection.execute(f"CREATE OR REPLACE VIEW came AS FROM '{out}/{name}.parquet'")
            for one, other in (("wanted", "came"), ("came", "wanted")):
                found += connection.execute(f"(FROM {one} EXCEPT FROM {other}) LIMIT 3").fetchall()
    return found


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("few")
    expected.write(folder, FEW)
    return folder


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    expected.write(folder, UNITS)
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres(tmp_path_factory.mktemp("server")) as address:
        yield address


def test_units_from_parquet_score_alike(few: Path, tmp_path: Path) -> None:
    with opened("duckdb", Settings(memory=500, scratch=tmp_path / "scratch")) as engine:
        assert compared(engine, few, tmp_path) == []


def test_parts_scored_at_the_same_time_give_the_same_bytes(nation: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    (one,) = (nation / "lake" / "fact").glob("*.parquet")
    (lake / "fact").mkdir(parents=True)
    shutil.copytree(nation / "lake" / "unit", lake / "unit")
    with duckdb.connect() as connection:
        for part in range(4):
            chosen = f"SELECT * FROM '{one}' WHERE hash(unit_code) % 4 = {part} ORDER BY unit_code, item_code, part_no"
            connection.execute(f"COPY ({chosen}) TO '{lake}/fact/{part}.parquet' (FORMAT parquet)")
    for name, settings in (("one", Settings(threads=1)), ("three", Settings(memory=1_800, threads=3))):
        assert score_lake(lake, tmp_path / name, settings=settings).scored == ("0", "1", "2", "3")
    files = [file.relative_to(tmp_path / "one") for file in (tmp_path / "one").rglob("*.parquet")]
    assert len(files) == 9
    assert [file for file in files if (tmp_path / "one" / file).read_bytes() != (tmp_path / "three" / file).read_bytes()] == []


def test_as_many_parts_at_the_same_time_as_there_are_threads_and_memory_for() -> None:
    asked = ((100, 4, 9), (1_300, 4, 9), (6_000, 4, 9), (6_000, 1, 9), (6_000, 4, 2), (6_000, 4, 0))
    counts = []
    for memory, threads, parts in asked:
        with opened("duckdb", Settings(memory=memory, threads=threads)) as engine:
            counts.append(len(engine.sessions(parts)))
    assert counts == [1, 2, 4, 1, 2, 1]


def test_words_come_back_as_text_in_the_order_of_text() -> None:
    rows: list[tuple[Value, ...]] = [(1, "z"), (2, None), (3, "a"), (4, "乙"), (5, "z")]
    with opened("duckdb", Settings()) as engine:
        for _ in range(2):
            engine.load(Table("pf_words", {"number": "bigint", "word": "word"}, rows))
        found = engine.rows("SELECT number, word FROM pf_words ORDER BY word NULLS LAST, number")
    assert found == [(3, "a"), (1, "z"), (5, "z"), (4, "乙"), (2, None)]


@pytest.mark.heavy
@pytest.mark.parametrize("name", names())
def test_every_engine_scores_like_the_plain_scorer(name: str, many: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if name == "spark" and (importlib.util.find_spec("pyspark") is None or shutil.which("java") is None):
        pytest.skip("Spark needs pyspark and Java (make test-all brings them)")
    address = request.getfixturevalue("server") if name == "postgres" else ""
    with opened(name, Settings(memory=1_500, address=address, scratch=tmp_path / "scratch")) as engine:
        assert compared(engine, many, tmp_path) == []


@pytest.mark.heavy
def test_a_cluster_of_two_workers_scores_like_the_plain_scorer(few: Path, tmp_path: Path) -> None:
    with spark_cluster(tmp_path) as address:
        program = (
            "import sys; from pathlib import Path; from tests.portfolio.test_engines import compared;"
            " from jixiao.portfolio.engine import Settings, opened; address, few, out = sys.argv[1], *map(Path, sys.argv[2:]);"
            " settings = Settings(memory=1000, threads=2, address=address, scratch=out / 'scratch');"
            "\nwith opened('spark', settings) as engine:"
            "\n    differing = compared(engine, few, out, 3)"
            "\nprint('DIFFERING', len(differing), differing[:2])"
        )
        said = subprocess.run(
            [sys.executable, "-c", program, address, str(few), str(tmp_path)],
            cwd=ROOT, env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "DIFFERING 0 []" in said.stdout, said.stdout[-2_000:] + said.stderr[-2_000:]
        for number in range(2):
            assert "Asked to launch executor" in (tmp_path / f"worker-{number}.log").read_text(encoding="utf-8", errors="replace")


def test_postgres_wants_its_address() -> None:
    with pytest.raises(Misuse, match="--address"), opened("postgres", Settings()):
        pass


def test_a_server_that_is_not_there_is_told() -> None:
    with (
        pytest.raises(Misuse, match="cannot be reached"),
        opened("postgres", Settings(address="postgresql://nobody@127.0.0.1:9/none")),
    ):
        pass
