from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.who import Browser, Who

from jixiao.document.model import Document, Run, runs_in
from jixiao.document.opening import open_paper
from jixiao.document.tidy import tidied
from jixiao.report.form import Material
from jixiao.report.making import makeable
from jixiao.score.unit_score import score_unit
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Put, write
from jixiao.web.models import Dossier, Entry, Job, Record
from jixiao.web.papers import made

HERE = "/u/440100-ZJB/2023/papers/"
MOST_QUERIES = 30


def rows(table: str) -> list[Record]:
    return list(Record.objects.filter(table=table).order_by("number"))


def change(dossier: Dossier, writer: Who, record: Record, **cells: str) -> None:
    write(dossier, [Put(record.table, record.number, record.values | cells)], writer("finance"))


def make(client: Client, form: str = "self_evaluation_report", ending: str = "docx") -> str:
    answer = client.post(f"{HERE}forms/{form}/make/", {"format": ending})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_every_form_that_can_be_made_is_listed_and_shown_with_its_figures_as_links(dossier: Dossier, browser: Browser) -> None:
    client = browser("finance")
    tables = assembled(dossier)
    material = Material(tables, score_unit(tables))
    listed = client.get(HERE).content.decode()
    for form in makeable(material):
        assert f'href="{HERE}forms/{form}/"' in listed
        shown = client.get(f"{HERE}forms/{form}/")
        assert shown.status_code == 200
        stated = {run.figure for run in _runs(made.paper(dossier, form)) if run.figure and run.text}
        linked = set(re.findall(rf'class="stated" href="{HERE}figures/([^/]+)/', shown.content.decode()))
        assert linked == stated


def _runs(document: Document) -> list[Run]:
    return [run for runs in runs_in(tidied(document)) for run in runs]


def test_a_figure_leads_to_its_arithmetic_and_its_rows(browser: Browser) -> None:
    page = browser("clerk").get(f"{HERE}figures/spending.rate/?paper=self_evaluation_report").content.decode()
    assert "99.86%" in page
    assert "sum(payment.amount_yuan) / sum(budget.adjusted_yuan)" in page
    assert "PAY-2023-0001" in page
    assert "PAY-2023-0136" not in page
    assert "PAY-2023-0136" in browser("clerk").get(f"{HERE}figures/spending.rate/?all").content.decode()


def test_points_that_were_lost_say_the_units_reason(browser: Browser) -> None:
    page = browser("clerk").get(f"{HERE}figures/score.asset-allocation/").content.decode()
    assert "在用台式计算机多于在职在编人数" in page


def test_papers_of_the_middle_of_the_year_have_the_figures_of_that_day(browser: Browser) -> None:
    client = browser("clerk")
    of_year = client.get(f"{HERE}figures/spending.rate/").content.decode()
    of_half = client.get(f"{HERE}figures/spending.rate/?paper=mid_year_report").content.decode()
    assert "99.86%" in of_year
    assert "99.86%" not in of_half


def test_what_is_not_there_is_not_found(browser: Browser) -> None:
    client = browser("finance")
    for path in (
        "forms/no_such_form/",
        "forms/no_such_form/sheet/",
        "figures/no.such/",
        "made/7/",
        "made/7/file/",
        "made/7/compare/",
    ):
        assert client.get(HERE + path).status_code == 404
    assert client.post(f"{HERE}forms/project_summary/make/", {"format": "exe"}).status_code == 404


def test_a_printed_page_allows_its_own_style_and_nothing_else(browser: Browser) -> None:
    answer = browser("finance").get(f"{HERE}forms/self_evaluation_form/sheet/")
    policy = answer["Content-Security-Policy"]
    assert "style-src 'sha256-" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("ending", ["docx", "xlsx", "pdf", "html"])
def test_a_paper_that_is_made_is_kept_told_and_handed_over_as_it_is(
    dossier: Dossier, browser: Browser, tmp_path: Path, ending: str
) -> None:
    client = browser("finance")
    address = make(client, "project_summary", ending)
    answer = client.get(address)
    assert "attachment" in answer["Content-Disposition"]
    assert unquote(answer["Content-Disposition"]).endswith(f".{ending}")
    path = tmp_path / f"paper.{ending}"
    path.write_bytes(answer.content)
    trace = open_paper(path).trace
    assert trace is not None
    assert dict(trace.made_of)["form"] == "project_summary"
    told = Entry.objects.get(table="paper")
    said = told.after or {}
    assert (told.username, told.action, said["digest"]) == ("finance", "make_paper", made.digest_of(answer.content))
    assert said["dossier_version"] == dossier.version
    assert next((dossier.folder / "papers").iterdir()).read_bytes() == answer.content


def test_a_paper_that_has_not_changed_is_not_kept_twice(browser: Browser) -> None:
    client = browser("finance")
    assert make(client) == make(client)
    assert make(client, ending="xlsx") != make(client)
    assert Entry.objects.filter(table="paper").count() == 2


def test_a_paper_made_earlier_says_what_no_longer_holds_and_compares_with_today(
    dossier: Dossier, browser: Browser, writer: Who
) -> None:
    client = browser("finance")
    address = make(client).removesuffix("file/")
    assert "仍然成立" in client.get(address).content.decode()
    payment = rows("payment")[0]
    change(dossier, writer, payment, amount_yuan="1000000.00")
    page = client.get(address).content.decode()
    assert "不再成立" in page
    assert payment.values["payment_id"] in page
    assert "此后数据已改动" in client.get(HERE).content.decode()
    lines = client.get(f"{address}compare/").content.decode()
    assert "删去" in lines
    assert "新增" in lines
    later = make(client).removesuffix("file/")
    assert later != address
    between = client.get(f"{address}compare/?with={later.split('/')[-2]}").content.decode()
    assert "删去" in between
    assert client.get(f"{later}compare/").content.decode().count("完全相同") == 1


def test_a_kept_paper_that_somebody_changed_is_not_handed_over(dossier: Dossier, browser: Browser) -> None:
    client = browser("finance")
    address = make(client)
    (dossier.folder / "papers" / "00001.docx").write_bytes(b"something else")
    assert client.get(address).status_code == 404
    assert 'role="alert"' in client.get(address.removesuffix("file/")).content.decode()


def test_what_is_shown_follows_the_data(dossier: Dossier, browser: Browser, writer: Who) -> None:
    client = browser("clerk")
    page = client.get(f"{HERE}forms/self_evaluation_form/").content.decode()
    live = re.search(rf'hx-get="({HERE}forms/self_evaluation_form/live/\?version=\d+)"', page)
    assert live is not None
    assert client.get(live[1]).status_code == 204
    change(dossier, writer, rows("payment")[0], amount_yuan="1000000.00")
    later = client.get(live[1])
    assert later.status_code == 200
    assert "99.86%" in page
    assert "99.86%" not in later.content.decode()


def test_the_copy_for_publication_says_what_it_leaves_out(dossier: Dossier, browser: Browser, writer: Who) -> None:
    change(dossier, writer, rows("unit")[0], year_summary="联系人电话13812345678。")
    page = browser("finance").get(f"{HERE}forms/publication_copy/").content.decode()
    assert "公开稿略去的内容" in page
    assert "13812345678" not in page


def test_papers_of_two_forms_are_not_compared(browser: Browser) -> None:
    client = browser("finance")
    one, two = make(client).removesuffix("file/"), make(client, "project_summary").removesuffix("file/")
    assert client.get(f"{one}compare/?with={two.split('/')[-2]}").status_code == 422


def test_clerks_look_and_do_not_take_papers_away(browser: Browser) -> None:
    client = browser("clerk")
    assert client.get(HERE).status_code == 200
    assert client.get(f"{HERE}forms/self_evaluation_form/").status_code == 200
    assert client.post(f"{HERE}forms/self_evaluation_form/make/", {"format": "pdf"}).status_code == 403
    assert client.post(f"{HERE}make/", {"formats": "pdf"}).status_code == 403
    make(browser("finance"))
    assert client.get(f"{HERE}made/1/file/").status_code == 403
    assert client.get(f"{HERE}made/1/").status_code == 403
    for stranger in ("system", "reviewer", "audit"):
        assert browser(stranger).get(HERE).status_code == 404
        assert browser(stranger).get(f"{HERE}made/1/file/").status_code == 404
    assert browser("").get(HERE).status_code == 302


def test_the_whole_set_is_asked_for_in_the_background(browser: Browser) -> None:
    assert browser("finance").post(f"{HERE}make/", {"formats": ["pdf", "nonsense"]}).status_code == 302
    job = Job.objects.get()
    assert (job.kind, job.arguments["formats"]) == ("papers", ["pdf"])


def test_the_number_of_queries_is_bounded(browser: Browser) -> None:
    client = browser("finance")
    make(client)
    for path in (
        "",
        "forms/self_evaluation_report/",
        "figures/spending.rate/",
        "made/1/",
        "words/",
        "words/unit/2/year_summary/",
    ):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HERE + path).status_code == 200
        assert len(queries) <= MOST_QUERIES, path
