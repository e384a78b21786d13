"""The commands of whoever runs the server: what they do, what the history says of it, with what they leave, and what they never show."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.web.served import clean, free_port, jixiao

from jixiao.cli import main, parser
from jixiao.kinds import names
from jixiao.web.history.chain import verify
from jixiao.web.models import Account, Entry

ONE_TIME = r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}"
AT_THE_SERVER = ("account reset", "audit recompute", "audit verify", "backup", "remind", "restore", "serve", "work")
Console = Callable[..., tuple[int, str]]


@pytest.fixture
def console(site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Console:
    """A command on this test's site: its exit code, and what it says."""
    monkeypatch.setenv("JIXIAO_DATA", str(site))

    def run(*words: str) -> tuple[int, str]:
        code = main(["--lang", "en", *words, "--data", str(site)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def one_time(said: str) -> str:
    found = re.search(ONE_TIME, said)
    assert found, said
    return found[0]


def newest(count: int) -> list[tuple[str, str, str, str]]:
    """The last entries of the history, the oldest of them first."""
    return list(Entry.objects.order_by("-number").values_list("action", "key", "origin", "username")[:count])[::-1]


def test_a_reset_gives_a_password_for_one_sign_in_and_the_history_tells_of_it(console: Console) -> None:
    code, said = console("account", "reset", "system")
    assert code == 0
    assert newest(2) == [("reset_password", "system", "console", ""), ("unlock", "system", "console", "")]
    client, password = Client(), one_time(said)
    assert client.post("/sign-in/", {"username": "system", "password": "jixiao-demo-2023"}).status_code != 302
    assert client.post("/sign-in/", {"username": "system", "password": password}).status_code == 302
    assert client.get("/administration/")["Location"] == "/account/password/", "it has to be changed before anything else"
    told = "".join(str(row) for row in Entry.objects.values_list("before", "after", "reason", "key", "about"))
    assert password not in told
    assert verify().breaks == []


def test_a_reset_ends_the_sessions_of_the_account(console: Console) -> None:
    client = Client()
    client.force_login(Account.objects.get(username="system"), backend="jixiao.web.people.signing_in.LocalAccounts")
    assert client.get("/administration/").status_code == 200
    console("account", "reset", "system")
    assert client.get("/administration/").status_code == 302


def test_a_reset_opens_what_wrong_passwords_had_locked(console: Console) -> None:
    client = Client()
    for _ in range(6):
        answer = client.post("/sign-in/", {"username": "audit", "password": "wrong"})
    assert answer.status_code == 429
    password = one_time(console("account", "reset", "audit")[1])
    assert Client(REMOTE_ADDR="10.1.1.1").post("/sign-in/", {"username": "audit", "password": password}).status_code == 302


def test_the_second_factor_stays_unless_it_is_lost(console: Console) -> None:
    account = Account.objects.get(username="security")
    TOTPDevice.objects.create(user=account, name="phone", confirmed=True)
    assert console("account", "reset", "security")[0] == 0
    assert TOTPDevice.objects.filter(user=account).exists()
    assert console("account", "reset", "security", "--second-factor")[0] == 0
    assert not TOTPDevice.objects.filter(user=account).exists()
    assert newest(1) == [("forget_second_factor", "security", "console", "")]


def test_an_account_that_there_is_not_is_one_sentence_and_changes_nothing(console: Console) -> None:
    before = Entry.objects.count()
    assert console("account", "reset", "nobody") == (2, "There is no account “nobody”\n")
    assert Entry.objects.count() == before


def test_looking_tells_the_history_nothing(console: Console) -> None:
    before = Entry.objects.count()
    assert console("audit", "verify")[0] == 0
    assert console("audit", "recompute")[0] == 0
    assert console("remind", "--on", "2024-01-01")[0] == 0
    assert Entry.objects.count() == before


def test_a_head_that_was_noted_is_found_again_and_another_is_not(console: Console) -> None:
    head = console("audit", "verify")[1].split()[-1]
    assert console("audit", "verify", "--head", head)[0] == 0
    code, said = console("audit", "verify", "--head", "sha256:" + "1" * 64)
    assert (code, "its end was cut off" in said) == (1, True)


def test_tables_of_another_version_are_one_sentence(console: Console) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'web' AND name = '0002_history_stands_fast'")
    for words in (("account", "reset", "system"), ("audit", "verify"), ("audit", "recompute"), ("remind",)):
        code, said = console(*words)
        assert (code, "not those of this version" in said) == (2, True), words


def test_a_database_that_is_away_is_one_sentence_without_its_password(tmp_path: Path) -> None:
    nowhere = f"postgresql://somebody:secret-word@127.0.0.1:{free_port()}/nothing"
    for words in (("audit", "verify"), ("serve", "--no-open")):
        done = jixiao(*words, "--data", str(tmp_path), JIXIAO_DATABASE=nowhere)
        assert done.returncode == 2, done.stderr
        assert "The database does not answer" in done.stderr
        assert "Traceback" not in done.stderr
        assert "secret-word" not in done.stdout + done.stderr


def test_what_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "jixiao.sqlite3").write_text("this is no database, " * 100)
    done = jixiao("audit", "verify", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_command_takes_a_secret_as_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    """Everybody on a machine can read the words of a command in the list of processes."""
    known = {name.replace("_", " ") for name in names("jixiao.commands") if "--data" in help_of(name, capsys)}
    assert set(AT_THE_SERVER) <= known
    for command in known:
        said = help_of(command.replace(" ", "_"), capsys)
        assert not re.search(r"--(?:password|secret|key|token|code)\b|PASSWORD|SECRET", said), command


def help_of(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert name in names("jixiao.commands")
    with pytest.raises(SystemExit):
        parser("en").parse_args([*name.split("_"), "--help"])
    return capsys.readouterr().out


@pytest.mark.heavy
def test_the_password_of_a_reset_is_in_no_list_of_processes(site: Path) -> None:
    connections.close_all()
    command = [sys.executable, "-m", "jixiao.cli", "account", "reset", "system", "--data", str(site)]
    seen: set[str] = set()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=clean()) as process:
        while process.poll() is None:
            seen |= told_by_the_list(process.pid)
            time.sleep(0.05)
        assert process.stdout is not None
        password = one_time(process.stdout.read())
    assert any("reset" in each for each in seen)
    assert not any(password in each for each in seen)
    with sqlite3.connect(site / "jixiao.sqlite3") as database:
        assert password not in "\n".join(database.iterdump())


def told_by_the_list(number: int) -> set[str]:
    """What everybody can read of a process: its words, and those of all that run as it does."""
    found = set()
    for each in [str(number), *(path.name for path in Path("/proc").iterdir() if path.name.isdecimal())]:
        try:
            found.add(Path(f"/proc/{each}/cmdline").read_bytes().decode(errors="replace"))
        except OSError:
            continue
    return found
