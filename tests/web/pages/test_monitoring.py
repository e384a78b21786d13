from __future__ import annotations

from tests.web.pages.reading import BASE, first, text_of
from tests.web.who import Browser, Who

from jixiao.web.dossiers.writing import Put, write
from jixiao.web.models import Dossier, Entry, Record

SNAPSHOT = BASE + "monitoring/snapshot/"
EXPLAINED = {
    "f-period_end": "2023-06-30",
    "f-cause_staff": "是",
    "f-likelihood": "确定能",
    "f-forecast": "430",
    "f-explanation": "上半年装修",
}


def test_the_day_can_be_asked_for_and_a_wrong_one_is_said_to_be_wrong(browser: Browser) -> None:
    client = browser("finance")
    assert 'value="2023-06-30"' in text_of(client.get(BASE + "monitoring/?day=2023-06-30"))
    wrong = text_of(client.get(BASE + "monitoring/?day=gestern"))
    assert "看不懂这个日期" in wrong
    assert 'aria-invalid="true"' in wrong
    assert 'value="2023-12-31"' in text_of(client.get(BASE + "monitoring/?day=2031-01-01"))
    assert 'value="2023-01-01"' in text_of(client.get(BASE + "monitoring/?day=2001-01-01"))


def test_money_is_shown_by_task_project_and_source(browser: Browser) -> None:
    page = text_of(browser("head").get(BASE + "monitoring/?day=2023-06-30&all=1"))
    for words in ("部门整体", "工作任务", "支出项目", "资金来源", "在京公务接待保障", "OUT-01"):
        assert words in page


def test_a_deviation_is_explained_by_its_office(browser: Browser) -> None:
    address = BASE + "monitoring/deviation/OUT-01/?day=2023-06-30"
    client = browser("clerk")
    assert 'value="2023-06-30"' in text_of(client.get(address))
    assert client.post(address, EXPLAINED).status_code == 302
    record = Record.objects.get(table="deviation", key__endswith="/OUT-01/2023-06-30")
    assert record.office_code == "JDC"
    assert "上半年装修" in text_of(client.get(address))
    assert client.post(BASE + "monitoring/deviation/OUT-03/?day=2023-06-30", EXPLAINED).status_code == 403
    assert browser("head").get(address).status_code == 403
    assert browser("finance").get(BASE + "monitoring/deviation/NONE/").status_code == 404


def test_an_explanation_takes_its_indicator_off_the_list(browser: Browser) -> None:
    client = browser("finance")
    lacking = BASE + "monitoring/deviation/OUT-11/?day=2023-09-30"
    listed = f'<a href="{lacking}">'
    assert listed in text_of(client.get(BASE + "monitoring/?day=2023-09-30"))
    assert client.post(lacking, EXPLAINED | {"f-period_end": "2023-09-30"}).status_code == 302
    page = text_of(client.get(BASE + "monitoring/?day=2023-09-30"))
    assert listed not in page
    assert "确定能" in page


def test_a_snapshot_is_taken_once_told_and_held_against_a_later_day(browser: Browser, dossier: Dossier) -> None:
    client = browser("finance")
    assert client.post(SNAPSHOT, {"day": "2023-06-30"}).status_code == 302
    assert (dossier.folder / "snapshots" / "2023-06-30.json").is_file()
    entries = Entry.objects.filter(action="snapshot")
    assert [each.key for each in entries] == ["2023-06-30"]
    client.post(SNAPSHOT, {"day": "2023-06-30"})
    assert entries.count() == 1
    moved = text_of(client.get(BASE + "monitoring/?day=2023-09-30&against=2023-06-30"))
    assert "2023-06-30 → 2023-09-30" in moved
    assert "当时的承诺和要求" in moved
    assert "没有2023-05-31的快照" in text_of(client.get(BASE + "monitoring/?against=2023-05-31"))
    assert "晚于" in text_of(client.get(BASE + "monitoring/?day=2023-03-31&against=2023-06-30"))
    assert browser("clerk").post(SNAPSHOT, {"day": "2023-06-30"}).status_code == 403


def test_a_snapshot_that_would_say_something_else_does_not_replace_the_first(
    browser: Browser, dossier: Dossier, writer: Who
) -> None:
    client = browser("finance")
    client.post(SNAPSHOT, {"day": "2023-06-30"})
    before = (dossier.folder / "snapshots" / "2023-06-30.json").read_bytes()
    row = first(table="reception", occurred_on__lte="2023-06-30")
    write(dossier, [Put("reception", row.number, row.values | {"persons": "999"})], writer("finance"))
    assert "当时的记录不改写" in text_of(client.post(SNAPSHOT, {"day": "2023-06-30"}, follow=True))
    assert (dossier.folder / "snapshots" / "2023-06-30.json").read_bytes() == before
    later = text_of(client.get(BASE + "monitoring/?day=2023-06-30&against=2023-06-30"))
    assert "后来改动" in later
