from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from tests.web.who import Who

from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import differences
from jixiao.web.dossiers.writing import Forbidden, Refusal
from jixiao.web.history.chain import verify
from jixiao.web.jobs.asking import MOST_WAITING, Upload, ask, call_off, result
from jixiao.web.jobs.job import CANCELLED, DONE, FAILED, QUEUED, RUNNING, At, Stopped
from jixiao.web.jobs.working import MOST_ATTEMPTS, Worker
from jixiao.web.models import Dossier, Entry, Grant, Job, Record, Standing

ROWS = 60


def payments(dossier: Dossier, count: int, amount: str = "1.25") -> bytes:
    """A file of the finance system, like a payment that stands there, with numbers of its own."""
    like = Record.objects.filter(dossier=dossier, table="payment")[0].values
    names = sorted({*like, "payment_id", "amount_yuan"})
    lines = [",".join(names)]
    lines += [
        ",".join({**like, "payment_id": f"FS-{n:05}", "amount_yuan": amount}.get(name, "") for name in names)
        for n in range(count)
    ]
    return "\n".join(lines).encode()


def imported(dossier: Dossier, writer: Who, content: bytes) -> Job:
    return ask("import", dossier, writer("finance"), {"table": "payment"}, Upload(".csv", content))


def after(job: Job) -> Job:
    job.refresh_from_db()
    return job


@pytest.fixture
def work(site: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """A worker in a process of its own."""
    begun: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "jixiao.cli", "work", "--data", str(site), *options]
        begun.append(subprocess.Popen(command, env={**os.environ, "JIXIAO_DATA": str(site)}))
        return begun[-1]

    yield start
    for process in begun:
        process.kill()
        process.wait()


def wait_for(holds: Callable[[], bool], seconds: int = 40) -> None:
    for _ in range(seconds * 20):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError


def test_rows_of_a_file_are_written_once_and_told(dossier: Dossier, writer: Who) -> None:
    before = Record.objects.filter(table="payment").count()
    job = imported(dossier, writer, payments(dossier, ROWS))
    assert Worker().work(is_once=True) == 1
    assert (after(job).state, job.result["written"], job.attempts) == (DONE, ROWS, 1)
    assert Record.objects.filter(table="payment").count() == before + ROWS
    told = Entry.objects.filter(request=f"job-{job.pk}")
    assert told.count() == ROWS
    assert {(each.username, each.action, each.origin) for each in told} == {("finance", "import", f"job {job.pk}")}
    again = imported(dossier, writer, payments(dossier, ROWS))
    Worker().work(is_once=True)
    assert (after(again).state, again.result["written"]) == (DONE, 0)
    assert Record.objects.filter(table="payment").count() == before + ROWS


def test_a_faulty_file_writes_nothing_and_says_where(dossier: Dossier, writer: Who) -> None:
    before = Record.objects.count(), Entry.objects.exclude(table="job").count()
    job = imported(dossier, writer, payments(dossier, 3).replace(b"1.25", b"abc", 1))
    Worker().work(is_once=True)
    assert after(job).state == FAILED
    assert "abc" in job.result["faults"][0]["zh"]
    assert "row 2" in job.result["faults"][0]["en"]
    assert (Record.objects.count(), Entry.objects.exclude(table="job").count()) == before


def test_columns_of_other_names_are_mapped(dossier: Dossier, writer: Who) -> None:
    content = payments(dossier, 2).replace(b"amount_yuan", "实付".encode())
    arguments = {"table": "payment", "columns": {"实付": "amount_yuan"}}
    job = ask("import", dossier, writer("finance"), arguments, Upload(".csv", content))
    Worker().work(is_once=True)
    assert after(job).state == DONE
    assert Record.objects.filter(table="payment", values__payment_id="FS-00001", values__amount_yuan="1.25").exists()


def test_columns_that_nobody_knows_are_named_and_nothing_is_guessed(dossier: Dossier, writer: Who) -> None:
    content = payments(dossier, 2).replace(b"amount_yuan", "金额大概".encode())
    job = imported(dossier, writer, content)
    Worker().work(is_once=True)
    assert after(job).state == FAILED
    assert "金额大概" in job.zh
    skipped = ask(
        "import", dossier, writer("finance"), {"table": "payment", "columns": {"金额大概": ""}}, Upload(".csv", content)
    )
    Worker().work(is_once=True)
    assert after(skipped).state == FAILED, "the amount is required"
    assert not Record.objects.filter(values__payment_id="FS-00001").exists()


def test_an_export_of_another_program_is_read_as_on_the_page_of_imports(dossier: Dossier, writer: Who) -> None:
    like = Record.objects.filter(dossier=dossier, table="payment")[0].values
    project, economic = like["project_code"], like.get("economic_code", "")
    lines = ["支出明细,,,,,", "单位：万元,,,,,", "凭证号,支付日期,预算项目编码,经济科目编码,资金来源,支付金额"]
    fund = like["fund_source"]
    lines += [f"FS-{n},2023-11-0{n},{project},{economic},{fund},{n}.5" for n in (1, 2)]
    job = imported(dossier, writer, "\n".join([*lines, "合计,,,,,4.0"]).encode())
    Worker().work(is_once=True)
    assert after(job).state == DONE, (job.zh, job.result)
    assert (job.result["written"], job.result["left_out"]) == (2, 1)
    assert Record.objects.get(values__payment_id="FS-2").values["amount_yuan"] == "25000.00"
    bad = [*lines[:4], f"FS-3,2023-11-31,{project},{economic},{fund},1"]
    faulty = imported(dossier, writer, "\n".join(bad).encode())
    Worker().work(is_once=True)
    assert after(faulty).state == FAILED
    assert "row 5" in faulty.result["faults"][0]["en"], "the line of the file, whatever stands above the rows"


def test_a_job_of_the_kind_that_is_gone_is_done_by_the_one_that_took_its_place(dossier: Dossier, writer: Who) -> None:
    job = imported(dossier, writer, payments(dossier, 2))
    Job.objects.filter(pk=job.pk).update(kind="take_over")
    import_module("jixiao.web.migrations.0031_one_kind_of_import").rename(apps, None)
    Worker().work(is_once=True)
    assert (after(job).state, job.result["written"]) == (DONE, 2)


def test_who_may_not_write_a_table_cannot_have_it_imported(dossier: Dossier, writer: Who) -> None:
    job = ask("import", dossier, writer("clerk"), {"table": "payment"}, Upload(".csv", payments(dossier, 1)))
    Worker().work(is_once=True)
    assert after(job).state == FAILED
    assert not Record.objects.filter(values__payment_id="FS-00000").exists()


def test_an_exported_dossier_reads_back_as_the_same(dossier: Dossier, writer: Who, tmp_path: Path) -> None:
    whole, book = (ask("export", dossier, writer("finance"), {"as": each}) for each in ("folder", "workbook"))
    assert Worker().work(is_once=True) == 2
    archive, workbook = result(after(whole)), result(after(book))
    assert archive
    assert workbook
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    assert differences(dossier, read_dossier(tmp_path / archive.stem)) == []
    assert differences(dossier, read_dossier(workbook)) == []


def test_papers_come_as_one_archive(dossier: Dossier, writer: Who) -> None:
    job = ask("papers", dossier, writer("finance"), {"only": ["self_evaluation_report"], "formats": ["docx", "html"]})
    Worker().work(is_once=True)
    path = result(after(job))
    assert path, job.zh
    with zipfile.ZipFile(path) as opened:
        assert sorted(name.rpartition(".")[2] for name in opened.namelist()) == ["docx", "html"]
    assert (job.done, job.total) == (2, 2)


def test_scores_of_all_units_are_brought_up_to_date(dossier: Dossier, writer: Who) -> None:
    Job.objects.all().delete()
    job = ask("recompute", None, writer("auditor"), {"year": dossier.fiscal_year})
    Worker().work(is_once=True)
    assert after(job).result == {"file": "", "dossiers": 1, "scored": 1}
    assert Standing.objects.get().dossier_version == dossier.version


@pytest.mark.parametrize(
    ("who", "kind"), [("clerk", "export"), ("clerk", "papers"), ("finance", "recompute"), ("system", "export")]
)
def test_only_who_may_do_it_may_ask_for_it(dossier: Dossier, writer: Who, who: str, kind: str) -> None:
    with pytest.raises(Forbidden):
        ask(kind, None if kind == "recompute" else dossier, writer(who))
    assert not Job.objects.exists()


def test_who_lost_the_permission_meanwhile_gets_nothing(dossier: Dossier, writer: Who) -> None:
    job = ask("export", dossier, writer("finance"))
    Grant.objects.filter(account__username="finance").delete()
    Worker().work(is_once=True)
    assert after(job).state == FAILED
    assert result(job) is None


def test_one_account_cannot_fill_the_queue(dossier: Dossier, writer: Who) -> None:
    for _ in range(MOST_WAITING):
        ask("export", dossier, writer("finance"))
    with pytest.raises(Refusal, match=str(MOST_WAITING)):
        ask("export", dossier, writer("finance"))


def test_a_job_that_waits_is_cancelled_at_once(dossier: Dossier, writer: Who) -> None:
    job = ask("export", dossier, writer("finance"))
    call_off(job)
    assert after(job).state == CANCELLED
    assert Worker().work(is_once=True) == 0


def test_a_job_that_runs_is_cancelled_when_it_looks_up(dossier: Dossier, writer: Who) -> None:
    job = ask("export", dossier, writer("finance"))
    worker = Worker()
    claimed = worker.claim()
    assert claimed
    at = At(claimed, worker.name)
    at.tell(1, 10)
    call_off(job)
    assert at.cancelled
    with pytest.raises(Stopped):
        at.tell(10, 10)
    worker.do(claimed)
    assert after(job).state == CANCELLED


def test_two_workers_never_take_the_same_job(dossier: Dossier, writer: Who) -> None:
    ask("export", dossier, writer("finance"))
    first, second = Worker(), Worker()
    assert first.claim()
    assert second.claim() is None


def test_what_a_worker_makes_of_a_job_that_it_lost_does_not_count(dossier: Dossier, writer: Who) -> None:
    job = imported(dossier, writer, payments(dossier, 1))
    slow = Worker(name="another-machine:1:a")
    claimed = slow.claim()
    assert claimed
    Job.objects.filter(pk=job.pk).update(beat_at=None)
    other = Worker()
    assert other.claim()
    slow.do(claimed)
    assert after(job).state == RUNNING
    assert not Record.objects.filter(values__payment_id="FS-00000").exists()


def test_a_job_that_ends_every_worker_is_given_up(dossier: Dossier, writer: Who) -> None:
    job = ask("export", dossier, writer("finance"))
    for number in range(MOST_ATTEMPTS):
        assert Worker(name=f"another-machine:{number}:a").claim()
        Job.objects.update(beat_at=None)
    assert Worker().claim() is None
    assert (after(job).state, job.attempts) == (FAILED, MOST_ATTEMPTS)


def test_a_worker_that_is_killed_in_the_middle_is_noticed_and_its_job_done_once(
    dossier: Dossier, writer: Who, work: Callable[..., subprocess.Popen[bytes]]
) -> None:
    before = Record.objects.filter(table="payment").count()
    papers = ask("papers", dossier, writer("finance"))
    first = work()
    wait_for(lambda: after(papers).state == RUNNING and papers.done >= 1)
    job = imported(dossier, writer, payments(dossier, ROWS))
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert after(papers).state == RUNNING
    call_off(papers)
    assert work("--once").wait(60) == 0
    assert (after(papers).state, after(job).state, job.attempts) == (CANCELLED, DONE, 1)
    assert Record.objects.filter(table="payment").count() == before + ROWS
    assert not verify().breaks


@pytest.mark.heavy
def test_killed_again_and_again_an_import_happens_once(
    dossier: Dossier, writer: Who, work: Callable[..., subprocess.Popen[bytes]]
) -> None:
    before = Record.objects.filter(table="payment").count()
    jobs = [imported(dossier, writer, payments(dossier, ROWS * 5, f"{n}.00")) for n in (1, 2, 1)]
    for pause in range(6):
        process = work()
        time.sleep(0.9 + 0.17 * pause)
        process.kill()
        process.wait()
        Job.objects.filter(state=RUNNING).update(attempts=0)
    assert work("--once").wait(120) == 0
    assert [after(job).state for job in jobs] == [DONE] * 3
    assert Record.objects.filter(table="payment").count() == before + ROWS * 5
    for job in jobs:
        assert Entry.objects.filter(request=f"job-{job.pk}").count() == job.result["written"]
    assert not verify().breaks


def test_a_worker_that_is_asked_to_stop_gives_its_job_back(
    dossier: Dossier, writer: Who, work: Callable[..., subprocess.Popen[bytes]]
) -> None:
    job = ask("papers", dossier, writer("finance"))
    process = work()
    wait_for(lambda: after(job).state == RUNNING and job.done >= 1)
    process.terminate()
    assert process.wait(30) == 0
    assert (after(job).state, job.attempts, job.worker) == (QUEUED, 0, "")


@pytest.mark.heavy
def test_the_units_that_somebody_oversees_are_collected_into_a_lake(dossier: Dossier, writer: Who) -> None:
    job = ask("collect", None, writer("auditor"), {"year": dossier.fiscal_year})
    none = ask("collect", None, writer("reviewer"))
    Worker().work(is_once=True)
    path = result(after(job))
    assert path, job.zh
    assert (job.result["units"], job.result["set_aside"]) == (1, 0)
    with zipfile.ZipFile(path) as opened:
        assert any(name.startswith("lake/fact/") for name in opened.namelist())
    assert after(none).state == FAILED
