"""Starting a site: a data folder with its key, and the database. Nothing of Django is imported before it is set up here."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from jixiao.errors import Misuse, Unreadable, Unwritable
from jixiao.files.locking import locked
from jixiao.files.writing import make_folder
from jixiao.wording import Text, joined

DATABASE_FILE = "jixiao.sqlite3"
LOCK = ".serving"


def prepare(data: Path) -> None:
    """Make the data folder with its key, and set Django up on it; ``Unreadable`` if its database does not answer."""
    os.environ["JIXIAO_DATA"] = str(data.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jixiao.web.settings")
    make_folder(data)
    key = data / "secret.key"
    if not key.is_file() and not os.environ.get("JIXIAO_KEY"):
        data.chmod(0o700)
        try:
            descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise Unwritable(_NO_KEY.fill(file=key, why=error.strerror)) from error
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    django.setup()
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise Unreadable(_AWAY.fill(why=str(error).strip().partition("\n")[0])) from error


def migrate() -> None:
    """Bring the database to the tables of this version; ``Misuse`` if its role may not."""
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise Misuse(_OTHER_TABLES) from error


def opened(data: str) -> None:
    """Set Django up on a site that stands already; ``Misuse`` if there is none, so that nobody backs up an empty one by mistake."""
    folder = Path(data).absolute()
    if not os.environ.get("JIXIAO_DATABASE") and not (folder / DATABASE_FILE).is_file():
        raise Misuse(_NO_SITE.fill(folder=folder))
    prepare(folder)
    from jixiao.web.health import has_tables

    if not has_tables():
        raise Misuse(_OTHER_TABLES)


@contextmanager
def at_rest(folder: Path) -> Iterator[None]:
    """While nobody serves the site of a folder; ``Misuse`` if somebody does."""
    lock = folder / LOCK / "lock"
    if not lock.is_file():
        yield
        return
    with locked(lock):
        yield


@contextmanager
def _serving(folder: Path) -> Iterator[None]:
    make_folder(folder / LOCK)
    with locked(folder / LOCK / "lock"):
        yield


class Wanted(NamedTuple):
    """How the site is to answer. ``is_seen``: somebody sits before the screen; what is said goes to no log."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    is_demo: bool = False
    has_worker: bool = True
    is_seen: bool = False


class Started(NamedTuple):
    """What was started: where it answers, what is to be said of it, and how it goes on answering."""

    address: str
    said: Text
    serve: Callable[[], None]


def start(data: str, wanted: Wanted) -> Started:
    """Make ready what a site needs; nothing that stands there already is touched. ``Misuse`` if it cannot answer as it is wanted."""
    folder = Path(data).absolute()
    is_open = not _is_this_machine(wanted.host)
    if is_open and wanted.is_demo:
        raise Misuse(_DEMO_STAYS.fill(host=wanted.host))
    prepare(folder)
    if settings.HTTPS and not settings.PROXIES:
        raise Misuse(_NO_PROXY)
    from jixiao.web.jobs.beside import worker_beside
    from jixiao.web.serving import refuse_taken, serve

    refuse_taken(wanted.host, wanted.port)
    with _serving(folder):
        migrate()
        said = _made_ready(folder, wanted)
    if is_open and not settings.HTTPS:
        said.append(_OPEN.fill(host=wanted.host))

    def go_on() -> None:
        with _serving(folder), worker_beside(folder) if wanted.has_worker else nullcontext():
            serve(wanted.host, wanted.port, workers=wanted.workers)

    return Started(_address(wanted), joined(said, "\n", "\n"), go_on)


def _made_ready(folder: Path, wanted: Wanted) -> list[Text]:
    """The first accounts and the demonstration, and what is to be said of them."""
    from jixiao.web.people.demonstration import (
        DEMO_ACCOUNTS,
        DEMO_PASSWORD,
        demonstrate,
        first_administrators,
        mark_demonstration,
    )

    said = [_RUNS.fill(address=_address(wanted), data=folder)]
    if wanted.is_demo:
        if not demonstrate():
            raise Misuse(_NOT_A_DEMO.fill(folder=folder))
        mark_demonstration()
        said.append(_DEMO.fill(password=DEMO_PASSWORD, names=", ".join(each[0] for each in DEMO_ACCOUNTS)))
    made = first_administrators()
    if made and not wanted.is_seen:
        said.append(_FIRST_UNSEEN.fill(names=", ".join(made), data=folder))
    if made and wanted.is_seen:
        said += [_FIRST.fill(username=username, password=password) for username, password in made.items()]
        said.append(_EXAMPLE)
    return said


def _is_this_machine(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def _address(wanted: Wanted) -> str:
    host = f"[{wanted.host}]" if ":" in wanted.host else wanted.host
    return f"http://{host}:{wanted.port}/"


_RUNS = Text(
    "绩效系统在 {address}，数据在 {data}。按 Ctrl+C 停止。",
    "jixiao answers at {address}; its data stand in {data}. Ctrl+C stops it.",
)
_DEMO = Text("演示账号（密码均为 {password}）：{names}", "Accounts of the demonstration (password of all: {password}): {names}")
_FIRST = Text(
    "首个账号 {username}，一次性密码 {password}（只显示这一次，登录后须修改）",
    "First account {username}, one-time password {password} (shown only now, to be changed on signing in)",
)
_FIRST_UNSEEN = Text(
    "首批账号：{names}。密码不写入日志；请在服务器控制台逐个设密码：jixiao account reset 账号 --data {data}",
    "First accounts: {names}. No password is written to a log; give each one on the server's console: "
    "jixiao account reset NAME --data {data}",
)
_EXAMPLE = Text(
    "先用 security 给人授权，用 system 建账号和单位。想先看看示例单位：system 在“系统管理”中点“加入示例单位”；"
    "或在另一个文件夹运行 jixiao serve --demo --data DIR，各角色的账号都是现成的。",
    "system makes accounts and units, security grants roles. To look at the example unit first, system brings it in under Administration; "
    "or run jixiao serve --demo --data DIR in another folder, where an account for each role is ready.",
)
_NO_SITE = Text(
    "{folder} 里没有绩效系统的数据库。请用 --data 指明数据文件夹，或用 JIXIAO_DATABASE 指明数据库",
    "There is no site in {folder}. Name its folder with --data, or its database with JIXIAO_DATABASE",
)
_AWAY = Text(
    "数据库没有应答：{why}。请检查数据库服务和 JIXIAO_DATABASE",
    "The database does not answer: {why}. See that it runs, and what JIXIAO_DATABASE says",
)
_OTHER_TABLES = Text(
    "数据库的表不是这一版程序的。请先备份，再运行一次 jixiao serve；PostgreSQL 由所有者运行 python -m jixiao.web migrate",
    "The tables of the database are not those of this version. Back up, then run jixiao serve once; "
    "on PostgreSQL the owner runs python -m jixiao.web migrate",
)
_NO_KEY = Text("无法写入密钥文件 {file}：{why}", "The key file {file} cannot be written: {why}")
_DEMO_STAYS = Text(
    "演示的账号密码是公开的，只能在本机使用，不能监听 {host}",
    "Everybody knows the passwords of the demonstration: it is for this machine only and cannot listen on {host}",
)
_NOT_A_DEMO = Text(
    "{folder} 里已有正式数据，不能加演示账号。请另给一个文件夹：--data DIR",
    "{folder} holds a site already that is no demonstration; no demonstration is put into it. Name another folder: --data DIR",
)
_NO_PROXY = Text(
    "设了 JIXIAO_HTTPS=1，前面却没有代理：本程序自己不说 HTTPS。请设 JIXIAO_PROXIES（前面有几层自己的代理，一般是 1）",
    "JIXIAO_HTTPS=1 needs a proxy that speaks HTTPS, which the site itself does not: "
    "set JIXIAO_PROXIES to how many of your own stand before it (1 as a rule)",
)
_OPEN = Text(
    "注意：{host} 可从别的机器访问，而这里没有 HTTPS，密码会以明文经过网络。请放在 HTTPS 反向代理之后并设 JIXIAO_HTTPS=1（见 docs/how-to/run-a-server.md）",
    "Take care: {host} can be reached from other machines, and there is no HTTPS here, so that passwords cross the network in the clear. "
    "Put it behind a proxy that speaks HTTPS and set JIXIAO_HTTPS=1 (docs/how-to/run-a-server.md)",
)
