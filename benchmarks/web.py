"""The application under load beside a bare Django view on the same server; all in one run, on two cores with the clients.

    python benchmarks/web.py [SECONDS]

Pages: the self-evaluation of a unit with 5,000 rows in its ledgers; a ledger row written with its history; the home page of a bureau that
oversees 5,000 units. For 8 and 32 clients: requests per second, half, 95 and 99 of 100 answers within so many milliseconds, and how many
requests of the bare view the same server answers meanwhile. The bare view reads one row of a database and says it in a template.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

SECONDS = 4
CLIENTS = (8, 32)
UNITS = 5_000
ROWS = 5_000
PORT = 8791
WARM = 12
"""Requests before the clock runs."""

BARE = """
import django
from django.conf import settings
settings.configure(SECRET_KEY='x', ROOT_URLCONF=__name__, ALLOWED_HOSTS=['*'], DEBUG=False, INSTALLED_APPS=[],
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': %r, 'CONN_MAX_AGE': None}},
    TEMPLATES=[{'BACKEND': 'django.template.backends.django.DjangoTemplates'}])
django.setup()
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.urls import path
page = engines['django'].from_string('<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>')
def bare(request):
    with connection.cursor() as cursor:
        cursor.execute('SELECT name FROM row WHERE id = 1')
        title = cursor.fetchone()[0]
    return HttpResponse(page.render({'title': title}))
urlpatterns = [path('', bare)]
application = get_wsgi_application()
"""


class Visitor:
    """Somebody who is signed in: the cookies of a session, and the token that a form bears."""

    def __init__(self, username: str) -> None:
        from django.contrib.sessions.backends.db import SessionStore
        from django.middleware.csrf import _get_new_csrf_string

        from jixiao.web.models import Account

        account = Account.objects.get(username=username)
        session = SessionStore()
        session["_auth_user_id"] = str(account.pk)
        session["_auth_user_backend"] = "jixiao.web.people.signing_in.LocalAccounts"
        session["_auth_user_hash"] = account.get_session_auth_hash()
        session.create()
        self.token = _get_new_csrf_string()
        self.headers = {"Cookie": f"sessionid={session.session_key}; csrftoken={self.token}"}


class Asked:
    """What is asked again and again: a page, or a form that is sent."""

    def __init__(self, name: str, path: str, headers: dict[str, str], form: dict[str, str] | None = None) -> None:
        self.name = name
        self.path = path
        self.headers = dict(headers)
        self.body = urlencode(form) if form is not None else None
        if self.body is not None:
            self.headers["Content-Type"] = "application/x-www-form-urlencoded"


def ask(connection: http.client.HTTPConnection, asked: Asked) -> int:
    """One request; its status."""
    connection.request("POST" if asked.body is not None else "GET", asked.path, asked.body, asked.headers)
    response = connection.getresponse()
    response.read()
    return response.status


def clients(asked: Asked, count: int, seconds: int, told: multiprocessing.Queue[list[float]]) -> None:
    """So many clients in this process, until the time is over; how long each answer took."""
    took: list[float] = []

    def one() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        until = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < until:
            status = ask(connection, asked)
            if status not in {200, 302}:
                raise RuntimeError(f"{asked.name}: {status}")
            took.append(time.perf_counter() - begun)

    threads = [Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put(took)


def measured(asked: Asked, count: int, seconds: int) -> tuple[float, list[float]]:
    """Requests per second, and the times of all answers in order."""
    told: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
    share = [multiprocessing.Process(target=clients, args=(asked, count // 2, seconds, told)) for _ in range(2)]
    for process in share:
        process.start()
    took = sorted(each for _ in share for each in told.get())
    for process in share:
        process.join()
    return len(took) / seconds, took


@contextmanager
def server(target: str, folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """Granian as ``jixiao serve`` runs it."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "error", target]
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment})
    try:
        for _ in range(100):
            try:
                probe = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
                probe.request("GET", "/static/jixiao/site.css")
                probe.getresponse().read()
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait()


def percent(took: list[float], share: int) -> float:
    """So many of 100 answers came within this many milliseconds."""
    return took[min(len(took) - 1, len(took) * share // 100)] * 1000


def show(asked: Asked, seconds: int, bare: dict[int, float]) -> None:
    """One line for each number of clients."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    for _ in range(WARM):
        ask(connection, asked)
    for count in CLIENTS:
        rate, took = measured(asked, count, seconds)
        bare.setdefault(count, rate)
        print(
            f"{asked.name:<34} {count:>3} clients {rate:>8.1f}/s   p50 {percent(took, 50):>7.1f}  p95 {percent(took, 95):>7.1f}  "
            f"p99 {percent(took, 99):>7.1f} ms   bare view {bare[count] / rate:>6.1f} times as many"
        )


def filled(data: Path) -> tuple[Asked, ...]:
    """A site with much in it, and what is asked of it."""
    from jixiao.web.starting import migrate, prepare

    prepare(data)
    migrate()
    from django.contrib.auth.hashers import make_password  # noqa: F401 - the models come with it

    from jixiao.web.dossiers.row_forms import PREFIX
    from jixiao.web.dossiers.standings import standing
    from jixiao.web.dossiers.writing import Put, Writer, write
    from jixiao.web.history.chain import Act
    from jixiao.web.models import Dossier, Filing, Standing, Unit
    from jixiao.web.people.demonstration import demonstrate

    demonstrate()
    dossier = Dossier.objects.select_related("unit").get()
    program = Writer(Act("", "benchmark", "benchmark", "1"), None, None)
    row = {"office_code": "JDC", "guest_level": "市领导", "batches": "1", "persons": "3", "cost_yuan": "512.00"}
    rows = [Put("reception", None, {**row, "occurred_on": f"2023-{at % 12 + 1:02}-{at % 28 + 1:02}"}) for at in range(ROWS)]
    write(dossier, rows, program)
    kept = standing(dossier)
    assert kept
    Unit.objects.bulk_create(
        Unit(code=f"U{at:05}", name=f"单位{at}", region_code=f"44{at % 20:04}", path=f"/U{at:05}/") for at in range(UNITS)
    )
    units = list(Unit.objects.filter(code__startswith="U"))
    Dossier.objects.bulk_create(Dossier(unit=unit, fiscal_year=2023, manifest=dossier.manifest) for unit in units)
    dossiers = list(Dossier.objects.exclude(pk=dossier.pk))
    states = ("draft", "submitted", "accepted", "returned")
    Filing.objects.bulk_create(Filing(dossier=each, stage="year_end", state=states[at % 4]) for at, each in enumerate(dossiers))
    Standing.objects.bulk_create(
        Standing(
            dossier=each,
            framework=kept.framework,
            dossier_version=1,
            total=f"{60 + at % 40}.00",
            out_of="100.00",
            in_play="100.00",
        )
        for at, each in enumerate(dossiers)
    )
    at = f"/u/{dossier.unit.code}/{dossier.fiscal_year}"
    clerk, finance, reviewer = (Visitor(name) for name in ("clerk", "finance", "reviewer"))
    cells = {**row, "occurred_on": "2023-11-08"}
    form = {"csrfmiddlewaretoken": clerk.token} | {f"{PREFIX}{name}": text for name, text in cells.items()}
    return (
        Asked("self-evaluation, 5,000 ledger rows", f"{at}/evaluation/", finance.headers),
        Asked("ledger page, 5,000 rows", f"{at}/ledgers/reception/", clerk.headers),
        Asked("ledger row written, with history", f"{at}/ledgers/reception/new/", clerk.headers, form),
        Asked("home of a bureau of 5,000 units", "/bureau/", reviewer.headers),
    )


def bare_site(folder: Path) -> None:
    """The site that the others are held against."""
    import sqlite3

    with sqlite3.connect(folder / "bare.sqlite3") as database:
        database.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, name TEXT)")
        database.execute("INSERT INTO row VALUES (1, 'a row')")
    (folder / "bare.py").write_text(BARE % str(folder / "bare.sqlite3"), encoding="utf-8")


def main(seconds: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as scratch:
        folder = Path(scratch)
        bare_site(folder)
        bare: dict[int, float] = {}
        with server("bare:application", folder, {}):
            show(Asked("bare Django view", "/", {}), seconds, bare)
        every: Callable[[Path], tuple[Asked, ...]] = filled
        asked = every(folder / "data")
        with server("jixiao.web.wsgi:application", folder, {"JIXIAO_DATA": str(folder / "data")}):
            for each in asked:
                show(each, seconds, bare)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
