"""The bureau's sample by the signals of the portfolio, with the versions of the dossiers that they are of."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from tests.web.who import Browser, Who

from jixiao.exact import decimal_of
from jixiao.portfolio.collecting import collect
from jixiao.portfolio.judging import judge
from jixiao.portfolio.sampling import plan, units_of
from jixiao.portfolio.scoring import score_lake
from jixiao.tables.reading import read_dossier
from jixiao.web.bureau.listing import Wish
from jixiao.web.bureau.sampling import CHANGED, CURRENT, NOT_JUDGED, sample, stand
from jixiao.web.dossiers.adopting import as_folder, found
from jixiao.web.dossiers.writing import Put, Writer, write
from jixiao.web.history.chain import Act
from jixiao.web.jobs.working import Worker
from jixiao.web.models import Dossier, Filing, Job, Record, Risk
from jixiao.web.people.policy import Person

EXAMPLES = Path(__file__).parents[3] / "src/jixiao/examples"
SAMPLE = "/bureau/sample/?year=2023&count=2&seed=7"


@pytest.fixture
def handed_in(dossier: Dossier, writer: Who) -> list[Dossier]:
    """Two units that handed in, and a third that has not; the first states more than its data give."""
    own = Writer(Act("", "test", "test", "1"), None, None)
    others = [found(read_dossier(EXAMPLES / name), own) for name in ("district-culture-2023", "rural-school-project-2023")]
    stated = Record.objects.get(dossier=dossier, table="stated_score", key__contains="/单位自评/total/")
    write(dossier, [Put("stated_score", stated.number, stated.values | {"score": "99.99"})], writer("finance"))
    every = [dossier, *others]
    for each, state in zip(every, ("submitted", "accepted", "draft"), strict=True):
        Filing.objects.create(dossier=each, stage="year_end", state=state)
    return every


def asked(browser: Browser) -> Job:
    response = browser("reviewer").post("/bureau/sample/signals/", {"year": "2023"})
    assert response.status_code == HTTPStatus.FOUND
    Worker().work(is_once=True)
    job = Job.objects.get()
    assert job.state == "done", (job.zh, job.result)
    return job


def person_of(writer: Who) -> Person:
    person = writer("reviewer").person
    assert person
    return person


def test_the_signals_are_those_of_a_lake_of_the_same_dossiers(
    handed_in: list[Dossier], browser: Browser, writer: Who, tmp_path: Path
) -> None:
    job = asked(browser)
    assert job.result["units"] == 2
    folders = list(_folders(handed_in[:2], tmp_path))
    collect(folders, tmp_path / "lake", jobs=1)
    score_lake(tmp_path / "lake", tmp_path / "scored")
    judge(tmp_path / "scored")
    here = sample(person_of(writer), Wish(2023), 2, "7")
    there = plan(units_of(tmp_path / "scored"), 2, "7")
    assert [(each.code, each.stratum, decimal_of(each.risk)) for each in here.rows] == [
        (each.unit.unit_code, each.unit.stratum, Decimal(each.unit.points) / 100) for each in there
    ]
    assert {each.basis for each in here.rows} == {CURRENT}
    said = {reason.label.en for each in here.rows for reason in each.reasons}
    assert "stated above recomputed" in said


def _folders(dossiers: list[Dossier], tmp_path: Path) -> Iterator[Path]:
    for each in dossiers:
        with as_folder(each) as folder:
            yield folder.rename(tmp_path / folder.name)


def test_what_has_changed_since_is_said_so(handed_in: list[Dossier], browser: Browser, writer: Who) -> None:
    person = person_of(writer)
    assert stand(person, 2023).made_at is None
    assert {each.basis for each in sample(person, Wish(2023), 2, "7").rows} == {NOT_JUDGED}
    asked(browser)
    now = stand(person, 2023)
    assert (now.handed_in, now.current, now.is_current) == (2, 2, True)
    Dossier.objects.filter(pk=handed_in[0].pk).update(version=handed_in[0].version + 5)
    Filing.objects.filter(dossier=handed_in[2]).update(state="submitted")
    now = stand(person, 2023)
    assert (now.handed_in, now.current, now.changed, now.not_judged) == (3, 1, 1, 1)
    rows = {each.code: each.basis for each in sample(person, Wish(2023), 3, "7").rows}
    assert rows[handed_in[0].unit.code] == CHANGED
    assert rows[handed_in[2].unit.code] == NOT_JUDGED
    page = browser("reviewer").get("/bureau/sample/?year=2023&count=3&seed=7").content.decode()
    assert "已不是最新" in page
    assert "计算后数据有变化" in page


def test_the_page_and_the_papers_say_why_a_unit_has_its_points(handed_in: list[Dossier], browser: Browser) -> None:
    assert handed_in
    asked(browser)
    reviewer = browser("reviewer")
    page = reviewer.get(SAMPLE).content.decode()
    assert "自评总分 99.99" in page
    rows = list(
        csv.reader(io.StringIO(_taken(reviewer.get("/bureau/export/sample.csv?year=2023&count=2&seed=7")).decode("utf-8-sig")))
    )
    assert sum(Decimal(row[4]) for row in rows[1:]) == 2
    assert any("99.99" in row[5] for row in rows)
    docx = reviewer.get("/bureau/export/sample.docx?year=2023&count=2&seed=7")
    assert _taken(docx)[:2] == b"PK"
    assert reviewer.get("/bureau/export/list.pdf").status_code == HTTPStatus.NOT_FOUND


def test_a_program_draws_the_same_sample(handed_in: list[Dossier], browser: Browser, writer: Who) -> None:
    assert handed_in
    asked(browser)
    drawn = browser("reviewer").get("/api/v1/sample?year=2023&count=2&seed=7").json()
    rows = sample(person_of(writer), Wish(2023), 2, "7").rows
    assert [(each["unit"], each["risk"], each["probability"]) for each in drawn["items"]] == [
        (each.code, each.risk, each.probability) for each in rows
    ]
    assert (drawn["of"], drawn["current"], drawn["seed"]) == (2, 2, "7")
    assert browser("finance").get("/api/v1/sample?year=2023&count=2&seed=7").status_code == HTTPStatus.NOT_FOUND


def test_what_is_kept_is_of_the_one_who_asked(handed_in: list[Dossier], browser: Browser, writer: Who) -> None:
    assert handed_in
    asked(browser)
    auditor = writer("auditor").person
    assert auditor
    assert stand(auditor, 2023).made_at is None
    asked_again = browser("reviewer").post("/bureau/sample/signals/", {"year": "2023"})
    assert asked_again.status_code == HTTPStatus.FOUND
    Worker().work(is_once=True)
    assert Risk.objects.count() == 2
    assert browser("finance").post("/bureau/sample/signals/", {"year": "2023"}).status_code == HTTPStatus.NOT_FOUND


def test_a_unit_that_cannot_be_scored_is_set_aside_with_its_reason(handed_in: list[Dossier], browser: Browser) -> None:
    Dossier.objects.filter(pk=handed_in[1].pk).update(manifest={})
    job = asked(browser)
    assert job.result["aside"] == 1
    assert Risk.objects.get(dossier=handed_in[1]).because_zh
    assert "不能计算" in browser("reviewer").get(SAMPLE).content.decode()


def test_where_nobody_has_handed_in_there_is_nothing_to_work_out(browser: Browser) -> None:
    browser("reviewer").post("/bureau/sample/signals/", {"year": "2023"})
    Worker().work(is_once=True)
    assert Job.objects.get().state == "failed"


def _taken(response: Any) -> bytes:
    return b"".join(response.streaming_content)
