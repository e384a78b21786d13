"""The site on a PostgreSQL server of its own: written to as the application's role, which cannot rewrite the history."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.portfolio.servers import postgres

pytestmark = pytest.mark.heavy

DEPLOY = Path(__file__).parents[3] / "deploy"
PASSWORDS = {"owner_password": "owner-of-the-tables", "site_password": "only-the-site"}

WORK = """
import json, os, sys, threading
from pathlib import Path
from jixiao.web.starting import prepare
prepare(Path(os.environ["JIXIAO_DATA"]))
from django.db import connection, connections
from jixiao.web.dossiers.writing import Put, write, Writer, Conflict
from jixiao.web.dossiers.standings import scored
from jixiao.web.history.chain import Act, verify
from jixiao.web.models import Account, Dossier, Entry, Record
from jixiao.web.people.policy import Person

ROW = {"office_code": "JDC", "occurred_on": "2023-11-08", "recorded_on": "2023-11-09", "guest_level": "省部级", "batches": "1", "persons": "4"}

def many(times):
    account = Account.objects.get(username="clerk")
    dossier = Dossier.objects.select_related("unit").get()
    for number in range(times):
        write(dossier, [Put("reception", None, ROW)], Writer(Act("clerk", "clerk", "test", str(number)), account, Person(account)))
    connections.close_all()

dossier = Dossier.objects.select_related("unit").get()
before, version = Record.objects.filter(table="reception").count(), dossier.version
threads = [threading.Thread(target=many, args=(10,)) for _ in range(4)]
[each.start() for each in threads]
[each.join() for each in threads]
dossier.refresh_from_db()
found = verify()
print(json.dumps({
    "vendor": connection.vendor, "rows": Record.objects.filter(table="reception").count() - before, "version": dossier.version - version,
    "breaks": len(found.breaks), "entries": found.entries, "total": str(scored(dossier).total),
    "numbers": Entry.objects.count() - Entry.objects.values("number").distinct().count(),
}))
"""


def run(*words: str, data: Path, database: str, code: int = 0) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JIXIAO_")}
    environment |= {"JIXIAO_DATA": str(data), "JIXIAO_DATABASE": database, "JIXIAO_LANG": "en"}
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def failed(*words: str, data: Path, database: str) -> str:
    """What a command that is misused complains of."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JIXIAO_")}
    environment |= {"JIXIAO_DATA": str(data), "JIXIAO_DATABASE": database, "JIXIAO_LANG": "en"}
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    return done.stderr


class Server:
    """The addresses of a database for a superuser, its owner, and the site."""

    def __init__(self, address: str, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "site"
        self.top = address
        host = address.split("@")[1].split("/", maxsplit=1)[0]
        self.owner = f"postgresql://jixiao_owner:{PASSWORDS['owner_password']}@{host}/jixiao"
        self.site = f"postgresql://jixiao_site:{PASSWORDS['site_password']}@{host}/jixiao"

    def sql(self, address: str, name: str) -> None:
        """Run a file of ours as psql would: statement by statement."""
        text = (DEPLOY / name).read_text(encoding="utf-8")
        for word, value in PASSWORDS.items():
            text = text.replace(f":'{word}'", f"'{value}'")
        lines = [line for line in text.splitlines() if not line.startswith("--")]
        with psycopg.connect(address, autocommit=True) as connection:
            for statement in "\n".join(lines).split(";"):
                if statement.strip():
                    connection.execute(statement.encode())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("web-postgres")
    with postgres(folder) as address:
        made = Server(address, folder)
        made.sql(address, "postgres-roles.sql")
        made.data = tmp_path_factory.mktemp("site")
        (made.data / "secret.key").write_text("a key that opens nothing but this test")
        run("-m", "jixiao.web", "migrate", data=made.data, database=made.owner)
        made.sql(made.owner, "postgres-grants.sql")
        demo = "from jixiao.web.starting import prepare; from pathlib import Path; import os; prepare(Path(os.environ['JIXIAO_DATA']))\n"
        demo += "from jixiao.web.people.demonstration import demonstrate; assert demonstrate()"
        run("-c", demo, data=made.data, database=made.site)
        yield made


def test_a_site_whose_owner_has_not_brought_its_tables_up_to_date_says_so(server: Server) -> None:
    last = "SELECT max(name) FROM django_migrations WHERE app = 'web'"
    taken = f"DELETE FROM django_migrations WHERE app = 'web' AND name = ({last}) RETURNING app, name, applied"
    with psycopg.connect(server.owner, autocommit=True) as owner:
        row = owner.execute(taken.encode()).fetchone()
        try:
            for words in (("audit", "verify"), ("serve", "--no-open", "--port", "8791")):
                command = ("-m", "jixiao.cli", *words, "--data", str(server.data))
                said = failed(*command, data=server.data, database=server.site)
                assert "not those of this version" in said
                assert "Traceback" not in said
        finally:
            owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)


def test_four_at_once_write_and_the_chain_holds(server: Server) -> None:
    said = json.loads(run("-c", WORK, data=server.data, database=server.site).splitlines()[-1])
    assert said["vendor"] == "postgresql"
    assert (said["rows"], said["version"], said["breaks"], said["numbers"]) == (40, 40, 0, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE web_entry SET reason = 'nothing'",
        "DELETE FROM web_entry",
        "TRUNCATE web_entry",
        "DROP TABLE web_entry",
        "ALTER TABLE web_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER web_entry_no_change ON web_entry",
        "CREATE OR REPLACE FUNCTION web_entry_stands_fast() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "SET session_replication_role = replica",
        "GRANT ALL ON web_entry TO jixiao_site; UPDATE web_entry SET reason = 'nothing'",
        "SET ROLE jixiao_owner",
        "CREATE TABLE of_its_own (x int)",
        "CREATE TEMPORARY TABLE web_entry (LIKE public.web_entry)",
        "CREATE SCHEMA before_public",
        "ALTER TABLE web_entry RENAME TO web_entry_old",
        "ALTER TABLE web_entry ALTER COLUMN seal DROP NOT NULL",
        "ALTER TABLE web_entry OWNER TO jixiao_site",
        "CREATE RULE nothing AS ON INSERT TO web_entry DO INSTEAD NOTHING",
        "CREATE TRIGGER first BEFORE INSERT ON web_entry EXECUTE FUNCTION web_entry_stands_fast()",
        "INSERT INTO web_entry SELECT * FROM web_entry WHERE number = 3 ON CONFLICT (number) DO UPDATE SET reason = 'nothing'",
        "MERGE INTO web_entry AS a USING web_entry AS b ON a.number = b.number WHEN MATCHED THEN DELETE",
        "LOCK TABLE web_entry IN ACCESS EXCLUSIVE MODE",
        "DROP FUNCTION web_entry_follows()",
        "COPY web_entry FROM PROGRAM 'true'",
        "DELETE FROM django_migrations",
    ],
)
def test_the_sites_own_role_cannot_rewrite_the_history(server: Server, statement: str) -> None:
    with psycopg.connect(server.site) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


@pytest.mark.parametrize("number", ["3", "0", "-5"])
def test_nothing_is_put_between_what_stands(server: Server, number: str) -> None:
    columns = 'at, username, person, origin, request, action, unit_code, fiscal_year, "table", key, about, reason, previous, seal'
    statement = f"INSERT INTO web_entry (number, {columns}) SELECT {number}, {columns} FROM web_entry WHERE number = 3"
    with psycopg.connect(server.site) as connection, pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        connection.execute(statement.encode())


@pytest.mark.parametrize("statement", ["UPDATE web_entry SET reason = 'nothing'", "DELETE FROM web_entry", "TRUNCATE web_entry"])
def test_nor_can_the_owner_by_mistake(server: Server, statement: str) -> None:
    with psycopg.connect(server.owner) as connection, pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        connection.execute(statement.encode())


def test_a_backup_of_it_is_restored_to_the_embedded_database_and_back(server: Server, tmp_path: Path) -> None:
    run(
        "-m",
        "jixiao.cli",
        "backup",
        "--data",
        str(server.data),
        "--out",
        str(tmp_path / "a.zip"),
        data=server.data,
        database=server.site,
    )
    new = tmp_path / "embedded"
    run("-m", "jixiao.cli", "restore", str(tmp_path / "a.zip"), "--data", str(new), data=new, database="")
    run("-m", "jixiao.cli", "audit", "verify", "--data", str(new), data=new, database="")
    run("-m", "jixiao.cli", "backup", "--data", str(new), "--out", str(tmp_path / "b.zip"), data=new, database="")
    with psycopg.connect(server.top, autocommit=True) as connection:
        connection.execute("CREATE DATABASE again OWNER jixiao_owner TEMPLATE template0")
    again = server.owner.replace("/jixiao", "/again").replace("//again_owner", "//jixiao_owner")
    back = tmp_path / "back"
    run("-m", "jixiao.cli", "restore", str(tmp_path / "b.zip"), "--data", str(back), data=back, database=again)
    said = run(
        "-m",
        "jixiao.cli",
        "restore",
        str(tmp_path / "b.zip"),
        "--data",
        str(tmp_path / "twice"),
        data=back,
        database=again,
        code=2,
    )
    assert said == ""
    run("-m", "jixiao.cli", "audit", "verify", "--data", str(back), data=back, database=again)
