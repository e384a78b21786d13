"""A database that keeps dossiers as the application does, made by plain SQL: the room below the application knows nothing of Django."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyarrow import parquet
from tests.portfolio.servers import postgres

from jixiao.cli import main
from jixiao.errors import Misuse
from jixiao.portfolio.collecting import collect
from jixiao.portfolio.database_address import Source, source_of
from jixiao.portfolio.databases import collect_database, connected, dossiers, read_kept
from jixiao.tables.cells import text_of_value
from jixiao.tables.dossier import Dossier
from jixiao.tables.ledger_kinds import kind_data
from jixiao.tables.manifest import manifest_data
from jixiao.tables.reading import read_dossier

EXAMPLES = Path("examples")
NAMES = ("beijing-office-2023", "rural-school-project-2023", "district-culture-2023")

SCHEMA = (
    "CREATE TABLE web_unit (id integer PRIMARY KEY, code varchar(64))",
    "CREATE TABLE web_dossier (id integer PRIMARY KEY, unit_id integer, fiscal_year integer, manifest {json}, registers {json})",
    "CREATE TABLE web_ledgerkind (id integer PRIMARY KEY, dossier_id integer, name varchar(30), data {json})",
    'CREATE TABLE web_record (id integer PRIMARY KEY, dossier_id integer, "table" varchar(40), number integer, "values" {json})',
)

Statement = tuple[str, tuple[object, ...]]


def statements(found: list[Dossier]) -> Iterator[Statement]:
    record = kind = 0
    for number, each in enumerate(found, 1):
        registers = sorted(name for name, table in each.tables.items() if table.present and not table.rows)
        yield "INSERT INTO web_unit VALUES (?, ?)", (number, each.unit_code)
        said = json.dumps(manifest_data(each)), json.dumps(registers)
        yield "INSERT INTO web_dossier VALUES (?, ?, ?, ?, ?)", (number, number, each.fiscal_year, *said)
        for spec in each.schema.values():
            if spec.is_ledger:
                kind += 1
                yield "INSERT INTO web_ledgerkind VALUES (?, ?, ?, ?)", (kind, number, spec.name, json.dumps(kind_data(spec)))
        for name, table in each.tables.items():
            for row in table.rows:
                record += 1
                cells = {column: text_of_value(spec, row.given.get(column)) for column, spec in table.spec.fields.items()}
                values = json.dumps({column: text for column, text in cells.items() if text})
                yield "INSERT INTO web_record VALUES (?, ?, ?, ?, ?)", (record, number, name, row.number, values)


@pytest.fixture(scope="module")
def examples() -> list[Dossier]:
    return [read_dossier(EXAMPLES / name) for name in NAMES]


@pytest.fixture
def database(tmp_path: Path, examples: list[Dossier]) -> Path:
    path = tmp_path / "data" / "jixiao.sqlite3"
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        for each in SCHEMA:
            connection.execute(each.format(json="text"))
        for statement, values in statements(examples):
            connection.execute(statement, values)
    connection.close()
    for number, name in enumerate(NAMES, 1):
        for beside in ("evidence", "frameworks"):
            if (EXAMPLES / name / beside).is_dir():
                place = path.parent / "dossiers" / str(number)
                place.mkdir(parents=True, exist_ok=True)
                (place / beside).symlink_to((EXAMPLES / name / beside).absolute())
    return path


def contents(lake: Path) -> dict[str, dict[str, list[object]]]:
    """What a lake says of the units, column by column: a server gives the columns of a ledger kind back in another order."""
    found = {}
    for path in sorted(lake.rglob("*.parquet")):
        name = path.relative_to(lake).as_posix()
        if not name.startswith(("set_aside", "source")):
            table = parquet.read_table(path)
            found[name] = {column: table.column(column).to_pylist() for column in table.column_names}
    return found


def test_the_lake_of_a_database_is_that_of_the_folders(database: Path, tmp_path: Path) -> None:
    folders = collect([EXAMPLES / name for name in NAMES], tmp_path / "folders", jobs=1)
    made = collect_database(Source(str(database), database.parent), tmp_path / "lake", jobs=1)
    assert (made.units, len(made.set_aside)) == (folders.units, len(folders.set_aside))
    assert contents(tmp_path / "lake") == contents(tmp_path / "folders")


def test_a_unit_with_faults_is_set_aside_and_the_others_go_on(database: Path, tmp_path: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute(
            """UPDATE web_record SET "values" = json_set("values", '$.amount_yuan', 'much') WHERE dossier_id = 2"""
        )
        connection.execute("UPDATE web_dossier SET manifest = '{}' WHERE id = 3")
    connection.close()
    made = collect_database(Source(str(database), database.parent), tmp_path / "lake", jobs=1)
    assert made.units == 1
    said = {each.path.name: each.because.say("en") for each in made.set_aside}
    assert len(said) == 2
    assert any("much" in each for each in said.values())
    assert any("dossier.yaml" in each for each in said.values())


def test_only_some_are_collected_where_only_some_are_named(database: Path, tmp_path: Path) -> None:
    made = collect_database(Source(str(database), database.parent), tmp_path / "lake", jobs=1, only={1})
    assert made.units == 1


def test_the_command_takes_a_database_as_it_takes_folders(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["--lang", "en", "portfolio", "collect", str(database.parent), "--out", str(tmp_path / "lake"), "--jobs", "1"]) == 0
    )
    assert "3 units taken in" in capsys.readouterr().out


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE x (y)")
    connection.close()
    with pytest.raises(Misuse, match="web_ledgerkind"):
        collect_database(Source(str(other), tmp_path), tmp_path / "lake", jobs=1)
    assert not (tmp_path / "lake").exists()
    with pytest.raises(Misuse) as refused:
        collect_database(Source("postgresql://me:secret@127.0.0.1:1/none", tmp_path), tmp_path / "lake", jobs=1)
    assert "secret" not in str(refused.value)
    assert source_of(str(tmp_path)) is None
    assert source_of(str(EXAMPLES / NAMES[0])) is None


@pytest.mark.heavy
def test_a_server_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, examples: list[Dossier], database: Path, tmp_path: Path
) -> None:
    dbapi = pytest.importorskip("adbc_driver_postgresql.dbapi")
    with postgres(tmp_path_factory.mktemp("pg")) as address:
        with dbapi.connect(address) as connection, connection.cursor() as cursor:
            for each in SCHEMA:
                cursor.execute(each.format(json="jsonb"))
            for statement, values in statements(examples):
                cursor.execute(_filled(statement, values))
            connection.commit()
        collect_database(Source(address, database.parent), tmp_path / "server", jobs=1)
        with connected(address) as connection:
            read = [read_kept(each) for each in dossiers(connection, database.parent)]
    collect_database(Source(str(database), database.parent), tmp_path / "lake", jobs=1)
    assert [each.unit_code for each in read] == [each.unit_code for each in examples]
    assert contents(tmp_path / "server") == contents(tmp_path / "lake")


def _filled(statement: str, values: tuple[object, ...]) -> str:
    quoted = [str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'" for value in values]
    return statement.split("(", maxsplit=1)[0] + "(" + ", ".join(quoted) + ")"
