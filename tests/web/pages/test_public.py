from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.who import Browser, Who

from jixiao.score.unit_score import score_unit
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import found
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Put, Writer, write
from jixiao.web.models import Account, Dossier, Filing, Publication, Record
from jixiao.web.people.demonstration import program
from jixiao.web.workflow.running import take

HERE = "/public/440100-ZJB/2023/"
MOST_QUERIES = 10
_SAMPLE = 23
"""Of the many figures every so-manieth is looked at; what is kept of all of them is looked at as a whole."""
PERSON, OWNER, PHONE, CARD, MAIL = "欧阳测试", "司徒示例", "13812345678", "110101199003071233", "ouyang@example.cn"


def publish(dossier: Dossier, writer: Writer) -> None:
    Filing.objects.update_or_create(dossier=dossier, stage="year_end", defaults={"state": "accepted"})
    take(dossier, "year_end", "publish", writer)


def change(dossier: Dossier, table: str, **cells: str) -> None:
    record = Record.objects.filter(dossier=dossier, table=table).order_by("number").first()
    assert record is not None
    write(dossier, [Put(table, record.number, record.values | cells)], Writer(program("test"), None, None))


def everything(client: Client, address: str) -> Iterator[tuple[str, str]]:
    """Every public page and download of a year, in both languages."""
    for language in ("zh", "en"):
        client.cookies["jixiao_language"] = language
        page = client.get(address)
        assert page.status_code == 200
        html = page.content.decode()
        yield address, html
        linked = set(re.findall(rf'href="({address}[^"#]+)"', html))
        assert {f"{address}data.json", f"{address}scores.csv", f"{address}indicators.csv", f"{address}spending.csv"} <= linked
        downloads = sorted(each for each in linked if "/figures/" not in each)
        for one in (*downloads, *sorted(linked - {*downloads})[::_SAMPLE]):
            answer = client.get(one)
            assert answer.status_code == 200, one
            yield one, answer.content.decode("utf-8-sig")
    yield "list", client.get("/public/").content.decode()


def test_before_it_is_published_there_is_nothing(browser: Browser) -> None:
    client = browser("")
    assert "440100-ZJB" not in client.get("/public/").content.decode()
    for name in ("", "data.json", "scores.csv", "figures/score.total/"):
        assert client.get(HERE + name).status_code == 404


def test_everybody_reads_the_score_with_its_reasons_the_indicators_the_money_and_the_report(
    dossier: Dossier, browser: Browser, writer: Who
) -> None:
    publish(dossier, writer("head"))
    page = browser("").get(HERE).content.decode()
    made = score_unit(assembled(dossier))
    for each in made.items:
        assert each.item.name.zh in page
    for words in ("97.99", "信息被市委上报件采用", "全年预算数", "2157.27", "99.86%", "部门基本情况"):
        assert words in page
    assert "Published on" in browser("").get(HERE, headers={"cookie": "jixiao_language=en"}).content.decode()


def test_every_number_that_is_a_link_explains_itself(dossier: Dossier, browser: Browser, writer: Who) -> None:
    publish(dossier, writer("head"))
    client = browser("")
    page = client.get(HERE).content.decode()
    linked = set(re.findall(rf'href="({HERE}figures/[^"]+)"', page))
    assert len(linked) > 100
    for address in sorted(linked)[::_SAMPLE]:
        assert client.get(address).status_code == 200
    known = Publication.objects.get().data["figures"]
    assert {address.split("/")[-2] for address in linked} <= known.keys()
    why = client.get(f"{HERE}figures/spending.rate/").content.decode()
    assert "sum(payment.amount_yuan) / sum(budget.adjusted_yuan)" in why
    assert "136" in why
    assert "PAY-2023-0001" not in why


def test_the_data_for_programs_say_what_the_score_says(dossier: Dossier, browser: Browser, writer: Who) -> None:
    publish(dossier, writer("head"))
    client = browser("")
    data = json.loads(client.get(f"{HERE}data.json").content)
    made = score_unit(assembled(dossier))
    assert data["total"] == str(made.total)
    assert [each["code"] for each in data["scores"]] == [each.item.code for each in made.items]
    assert not any("drawing" in block for block in data["report"])
    rows = list(csv.reader(io.StringIO(client.get(f"{HERE}scores.csv").content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["指标代码", "指标"]
    assert len(rows) == 1 + len(made.items)
    assert client.get(f"{HERE}people.csv").status_code == 404


def test_no_person_and_nothing_internal_is_on_any_public_page_or_download(
    dossier: Dossier, browser: Browser, writer: Who
) -> None:
    change(dossier, "rectification", responsible=PERSON, action=f"由{PERSON}牵头，电话{PHONE}")
    change(dossier, "indicator", owner=OWNER)
    change(dossier, "unit", year_summary=f"{OWNER}和{PERSON}（{MAIL}）办理，证件{CARD}。全年支出{{spending.total}}万元。")
    change(dossier, "deduction_reason", reason=f"{PERSON}没有写明，致电{PHONE}")
    change(dossier, "reception", secrecy="internal", note="内部会谈纪要第七号")
    publish(dossier, writer("head"))
    internal = [row for row in Record.objects.filter(table="evidence") if row.values.get("secrecy") in {"内部", "internal"}]
    assert internal
    secret = [PERSON, OWNER, PHONE, CARD, MAIL, "内部会谈纪要第七号", *(row.values["file"] for row in internal)]
    for address, text in everything(browser(""), HERE):
        assert [word for word in secret if word in text] == [], address
    assert "全年支出" in browser("").get(HERE).content.decode()
    assert not [word for word in secret if word in json.dumps(Publication.objects.get().data, ensure_ascii=False)]


def test_what_the_culture_example_holds_of_persons_and_of_internal_rows_stays_inside(browser: Browser) -> None:
    client = browser("")
    tables = read_dossier(Path("examples/district-culture-2023"))
    dossier = found(tables, Writer(program("test"), None, None))
    account = Account.objects.get(username="head")
    publish(dossier, Writer(program("test"), account, None))
    secret: set[str] = set()
    for table in tables.tables.values():
        for row in table:
            hidden = "secrecy" in row.spec.fields and row["secrecy"] == "internal"
            for column in row.spec.fields.values():
                is_words = column.type in {"text", "long_text"} or column.name == "row_id"
                if column.personal or (hidden and is_words and column.name not in {"kind", "unit_code"}):
                    secret.add(row.text(column.name))
    public = {row.text(name) for table in tables.tables.values() for row in table for name in row.spec.fields if _is_open(row)}
    secret = {word for word in secret - public if len(word) > 3}
    assert len(secret) >= 6
    kept = json.dumps(Publication.objects.get().data, ensure_ascii=False)
    assert [word for word in secret if word in kept] == []
    for address, text in everything(client, f"/public/{dossier.unit.code}/2023/"):
        assert [word for word in secret if word in text] == [], address


def test_a_project_that_is_scored_by_itself_is_published_too(browser: Browser) -> None:
    client = browser("")
    dossier = found(read_dossier(Path("examples/rural-school-project-2023")), Writer(program("test"), None, None))
    publish(dossier, Writer(program("test"), Account.objects.get(username="head"), None))
    page = client.get(f"/public/{dossier.unit.code}/2023/").content.decode()
    assert "校务会" not in page
    assert "97.63%" in page


def _is_open(row: object) -> bool:
    return "secrecy" in row.spec.fields and row["secrecy"] == "public"  # type: ignore[attr-defined,index]


def test_a_number_drawn_from_an_internal_ledger_is_withheld_with_its_reason(
    dossier: Dossier, browser: Browser, writer: Who
) -> None:
    rows = Record.objects.filter(dossier=dossier, table="information")
    write(
        dossier,
        [Put("information", row.number, row.values | {"secrecy": "internal"}) for row in rows],
        Writer(program("test"), None, None),
    )
    publish(dossier, writer("head"))
    data = json.loads(browser("").get(f"{HERE}data.json").content)
    hidden = [each for each in data["indicators"] if each["actual"] == "（不公开）"]
    assert hidden
    for each in hidden:
        assert browser("").get(f"{HERE}figures/{each['figure']}/").status_code == 404
    assert [each["because"]["zh"] for each in data["scores"] if each["code"] == "output-targets"] == ["（不公开）"]


def test_what_is_taken_back_is_gone_and_what_is_published_anew_stands_once(
    dossier: Dossier, browser: Browser, writer: Who
) -> None:
    client = browser("")
    publish(dossier, writer("head"))
    take(dossier, "year_end", "unpublish", writer("head"), reason="数字有误")
    for name in ("", "data.json", "scores.csv", "figures/score.total/"):
        assert client.get(HERE + name).status_code == 404
    assert HERE not in client.get("/public/").content.decode()
    publish(dossier, writer("head"))
    assert client.get("/public/").content.decode().count(HERE) == 1
    take(dossier, "year_end", "reopen", writer("reviewer"), reason="复核")
    assert client.get(HERE).status_code == 404
    publish(dossier, writer("head"))
    assert client.get("/public/").content.decode().count(HERE) == 1


def test_what_changes_later_does_not_change_what_was_published(dossier: Dossier, browser: Browser, writer: Who) -> None:
    publish(dossier, writer("head"))
    before = browser("").get(f"{HERE}data.json").content
    change(dossier, "payment", amount_yuan="1.00")
    assert browser("").get(f"{HERE}data.json").content == before


FOUND = ("", "q=驻北京", "q=440100", "year=2023", "year=x", "q=驻北京+办事处&year=2023", "page=99")
NOT_FOUND = ("q=教育局", "year=2022", "q=<script>", "q=驻北京&year=1999")


def test_it_is_looked_for_by_unit_and_by_year(dossier: Dossier, browser: Browser, writer: Who) -> None:
    publish(dossier, writer("head"))
    for asked in FOUND + NOT_FOUND:
        page = browser("").get(f"/public/?{asked}").content.decode()
        assert (HERE in page) == (asked in FOUND), asked
        assert "<script>" not in page


def test_the_number_of_queries_is_bounded(dossier: Dossier, browser: Browser, writer: Who) -> None:
    publish(dossier, writer("head"))
    client = browser("")
    for address in ("/public/", HERE, f"{HERE}data.json", f"{HERE}figures/score.total/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= MOST_QUERIES, address
