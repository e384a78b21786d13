"""The same on a server, where several workers take jobs at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping

import pytest

from jixiao.web.dossiers.writing import Writer
from jixiao.web.history.chain import Act, verify
from jixiao.web.jobs.asking import Upload, ask
from jixiao.web.jobs.job import DONE
from jixiao.web.models import Account, Dossier, Entry, Job, Record
from jixiao.web.people.policy import Person

pytestmark = pytest.mark.heavy
JOBS, ROWS = 5, 40


def test_several_workers_share_the_work_and_one_that_is_killed_loses_nothing(on_postgres: Mapping[str, str]) -> None:
    dossier = Dossier.objects.select_related("unit").get()
    account = Account.objects.get(username="finance")
    writer = Writer(Act("finance", account.name, "test", "1"), account, Person(account))
    like = Record.objects.filter(table="payment")[0].values
    before = Record.objects.filter(table="payment").count()
    for number in range(JOBS):
        names = sorted({*like, "payment_id"})
        lines = [",".join({**like, "payment_id": f"FS-{number}-{row:03}"}.get(name, "") for name in names) for row in range(ROWS)]
        ask("import", dossier, writer, {"table": "payment"}, Upload(".csv", "\n".join([",".join(names), *lines]).encode()))
    ask("collect", None, Writer(Act("auditor", "", "test", "1"), *_auditor()))
    command = [sys.executable, "-m", "jixiao.cli", "work", "--patience", "4"]
    environment = {**os.environ, **on_postgres}
    crowd = [subprocess.Popen([*command, "--data", on_postgres["JIXIAO_DATA"]], env=environment) for _ in range(2)]
    try:
        _wait(lambda: Job.objects.filter(state=DONE).exists())
        crowd[0].kill()
        _wait(lambda: Job.objects.filter(state=DONE).count() == JOBS + 1)
    finally:
        for each in crowd:
            each.kill()
            each.wait()
    assert Record.objects.filter(table="payment").count() == before + JOBS * ROWS
    for job in Job.objects.filter(kind="import"):
        assert Entry.objects.filter(request=f"job-{job.pk}").count() == ROWS
    assert Job.objects.get(kind="collect").result["units"] == 1
    assert not verify().breaks


def _auditor() -> tuple[Account, Person]:
    account = Account.objects.get(username="auditor")
    return account, Person(account)


def _wait(holds: object, seconds: int = 120) -> None:
    assert callable(holds)
    for _ in range(seconds * 5):
        if holds():
            return
        time.sleep(0.2)
    raise AssertionError([(each.kind, each.state, each.en, each.worker) for each in Job.objects.all()])
