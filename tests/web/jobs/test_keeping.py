from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from tests.web.who import Browser, Who

from jixiao.web.jobs.asking import Upload, ask, result
from jixiao.web.jobs.job import folder_of
from jixiao.web.jobs.keeping import kept_until, sweep
from jixiao.web.jobs.working import Worker
from jixiao.web.models import Dossier, Job
from jixiao.web.rounds.round import do_due

DAY = timedelta(days=1)


@pytest.fixture
def made(dossier: Dossier, writer: Who) -> Job:
    """An export that is done."""
    job = ask("export", dossier, writer("finance"), {"as": "workbook"})
    Worker().work(is_once=True)
    job.refresh_from_db()
    return job


def until(job: Job) -> datetime:
    found = kept_until(job)
    assert found
    return found


def test_files_stay_for_their_days_and_go_then(made: Job, browser: Browser) -> None:
    last = timezone.localdate(until(made)).isoformat()
    assert last == timezone.localdate(timezone.now() + settings.JOB_DAYS * DAY).isoformat()
    assert sweep(until(made) - timedelta(minutes=1)) == 0
    assert result(made)
    assert f"保留到{last}" in browser("finance").get("/jobs/").content.decode()
    assert sweep(until(made) + timedelta(minutes=1)) == 1
    assert not folder_of(made).exists()
    assert result(made) is None
    page = browser("finance").get("/jobs/").content.decode()
    assert "文件的保留期已过" in page
    assert f"/jobs/{made.pk}/file/" not in page
    assert browser("finance").get(f"/jobs/{made.pk}/file/").status_code == 404
    assert sweep(until(made) + DAY) == 0


def test_what_waits_or_runs_keeps_its_files_however_old_it_is(dossier: Dossier, writer: Who) -> None:
    jobs = [ask("import", dossier, writer("finance"), {"table": "payment"}, Upload(".csv", b"a\n1\n")) for _ in range(2)]
    assert Worker().claim()
    assert sweep(timezone.now() + 1000 * DAY) == 0
    assert all(folder_of(job).is_dir() for job in jobs)
    assert [kept_until(job) for job in Job.objects.all()] == [None, None]


def test_the_worker_sweeps_by_itself(made: Job, site: Path) -> None:
    (site / "jobs/not-a-job").mkdir()
    left = site / "incoming/left.tsv"
    left.parent.mkdir(exist_ok=True)
    left.write_text("x")
    done = do_due("test:1:a", lambda: until(made) + DAY)
    assert done["sweep"] == {"jobs": 1}
    assert not folder_of(made).exists()
    assert left.is_file(), "it was handed in just now"
    assert (site / "jobs/not-a-job").is_dir(), "only what is known to be a job's is taken away"
    assert "sweep" not in do_due("test:1:a", lambda: until(made) + DAY + timedelta(minutes=59))
