from __future__ import annotations

from pathlib import Path

import pytest
from tests.web.who import Who

from jixiao.score.as_json import score_json
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import as_folder, differences, working_copy
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Conflict, Drop, Faulty, Forbidden, Put, Refusal, write
from jixiao.web.models import Dossier, Entry, Filing, Record

RECEPTION = {
    "office_code": "JDC",
    "occurred_on": "2023-11-08",
    "recorded_on": "2023-11-09",
    "guest_level": "省部级",
    "batches": "1",
    "persons": "4",
}


def score_of(tables: Tables) -> dict[str, object]:
    return score_json(tables, score_unit(tables), "zh")


def test_what_was_taken_over_scores_as_the_folder_does(dossier: Dossier) -> None:
    folder = read_dossier(Path("examples/beijing-office-2023"))
    assert score_of(assembled(dossier)) == score_of(folder)
    assert differences(dossier, folder) == []


def test_exported_it_reads_back_as_the_same(dossier: Dossier) -> None:
    with as_folder(dossier) as folder:
        assert differences(dossier, read_dossier(folder)) == []
        assert score_of(read_dossier(folder)) == score_of(assembled(dossier))


def test_a_clerk_records_and_the_fact_moves(dossier: Dossier, writer: Who) -> None:
    before = len(assembled(dossier).table("reception").rows)
    version = dossier.version
    made = write(dossier, [Put("reception", None, RECEPTION)], writer("clerk"))
    assert made.records[0].values["row_id"].startswith("RECEPTION-")
    assert len(assembled(dossier).table("reception").rows) == before + 1
    assert dossier.version == version + 1
    last = Entry.objects.order_by("-number")[0]
    assert (last.username, last.table, last.action, last.before) == ("clerk", "reception", "add", None)
    assert last.after
    assert last.after["persons"] == "4"


@pytest.mark.parametrize(
    ("cells", "check", "column"),
    [
        ({"occurred_on": "2023-06-31"}, "dates-exist", "occurred_on"),
        ({"persons": "四"}, "cells-fit-their-type", "persons"),
        ({"guest_level": "外星人"}, "choices-are-known", "guest_level"),
        ({"guest_level": ""}, "required-cells-are-filled", "guest_level"),
        ({"secrecy": "机密"}, "no-state-secrets", "secrecy"),
        ({"note": "见机密★5年文件"}, "no-state-secrets", "note"),
        ({"occurred_on": "2022-11-08"}, "dates-in-the-year", "occurred_on"),
    ],
)
def test_what_cannot_stand_is_refused_with_its_place(
    dossier: Dossier, writer: Who, cells: dict[str, str], check: str, column: str
) -> None:
    before = Record.objects.count(), Entry.objects.count(), dossier.version
    with pytest.raises(Faulty) as refused:
        write(dossier, [Put("reception", None, RECEPTION | cells)], writer("clerk"))
    assert [(each.check, each.place.column) for each in refused.value.findings] == [(check, column)]
    dossier.refresh_from_db()
    assert (Record.objects.count(), Entry.objects.count(), dossier.version) == before


def test_one_faulty_row_of_many_writes_none(dossier: Dossier, writer: Who) -> None:
    before = Record.objects.count()
    rows = [Put("reception", None, RECEPTION), Put("reception", None, RECEPTION | {"persons": "x"})]
    with pytest.raises(Faulty):
        write(dossier, rows, writer("clerk"))
    assert Record.objects.count() == before


def test_a_code_that_leads_nowhere_and_a_code_that_stands_already_are_refused(dossier: Dossier, writer: Who) -> None:
    payment = {
        "paid_on": "2023-05-05",
        "fund_source": "当年预算",
        "amount_yuan": "10.00",
        "project_code": "NONE",
        "payment_id": "X-1",
    }
    known = Record.objects.filter(table="payment")[0]
    payment["fund_source"] = known.values["fund_source"]
    with pytest.raises(Faulty) as refused:
        write(dossier, [Put("payment", None, payment)], writer("finance"))
    assert [each.check for each in refused.value.findings] == ["references-lead-somewhere"]
    again = dict(known.values)
    with pytest.raises(Faulty) as refused:
        write(dossier, [Put("payment", None, again)], writer("finance"))
    assert [each.check for each in refused.value.findings] == ["keys-stand-once"]


def test_what_a_rule_of_the_ledger_finds_is_remarked_on_and_kept(dossier: Dossier, writer: Who) -> None:
    made = write(dossier, [Put("reception", None, RECEPTION | {"batches": "5"})], writer("clerk"))
    assert "persons-not-below-batches" in [each.check for each in made.remarks]
    assert Record.objects.filter(pk=made.records[0].pk).exists()


def test_an_office_writes_its_own_rows_only(dossier: Dossier, writer: Who) -> None:
    with pytest.raises(Forbidden):
        write(dossier, [Put("reception", None, RECEPTION | {"office_code": "BGS"})], writer("clerk"))
    with pytest.raises(Forbidden):
        write(dossier, [Put("payment", None, {"payment_id": "X"})], writer("clerk"))
    record = Record.objects.filter(table="reception", office_code="JDC")[0]
    with pytest.raises(Forbidden):
        write(dossier, [Put("reception", record.number, record.values | {"office_code": "BGS"})], writer("clerk"))


def test_nobody_overwrites_what_somebody_else_has_written_since(dossier: Dossier, writer: Who) -> None:
    record = Record.objects.filter(table="reception", office_code="JDC")[0]
    mine = record.values | {"persons": "7", "note": "改"}
    write(dossier, [Put("reception", record.number, record.values | {"persons": "6"}, record.version)], writer("clerk"))
    with pytest.raises(Conflict) as conflict:
        write(dossier, [Put("reception", record.number, mine, record.version)], writer("finance"))
    assert conflict.value.theirs
    assert conflict.value.theirs.values["persons"] == "6"
    write(dossier, [Drop("reception", record.number)], writer("clerk"))
    with pytest.raises(Conflict) as conflict:
        write(dossier, [Put("reception", record.number, mine, 2)], writer("finance"))
    assert conflict.value.theirs is None


def test_the_number_of_a_row_that_was_taken_out_is_never_given_again(dossier: Dossier, writer: Who) -> None:
    first = write(dossier, [Put("reception", None, RECEPTION)], writer("clerk")).records[0]
    write(dossier, [Drop("reception", first.number)], writer("clerk"))
    assert write(dossier, [Put("reception", None, RECEPTION)], writer("clerk")).records[0].number == first.number + 1


def test_what_a_room_below_does_in_a_folder_reaches_the_database(dossier: Dossier, writer: Who) -> None:
    count = Entry.objects.count()
    with working_copy(dossier, writer("finance"), action="note") as folder:
        text = (folder / "task.csv").read_text(encoding="utf-8-sig")
        (folder / "task.csv").write_text(text.replace("T01", "T01", 1), encoding="utf-8-sig")
        rows = (folder / "problem.csv").read_text(encoding="utf-8-sig").splitlines()
        (folder / "problem.csv").write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8-sig")
    told = Entry.objects.filter(number__gt=count)
    assert [(each.action, each.table, each.after) for each in told] == [("note", "problem", None)]


def test_a_standing_row_that_is_written_as_it_is_makes_no_history(dossier: Dossier, writer: Who) -> None:
    record = Record.objects.filter(table="reception", office_code="JDC")[0]
    count, version = Entry.objects.count(), dossier.version
    write(dossier, [Put("reception", record.number, record.values, record.version)], writer("clerk"))
    assert (Entry.objects.count(), dossier.version) == (count, version)


REVIEWED = {"framework": "guangdong-unit-2022", "item_code": "total", "version": "1", "score": "96.5"}


@pytest.mark.parametrize("stage", ["复核", "reviewed"])
def test_the_bureau_alone_writes_reviewed_scores_and_nothing_else(dossier: Dossier, writer: Who, stage: str) -> None:
    row = REVIEWED | {"stage": stage}
    for username in ("finance", "head", "reviewer", "auditor"):
        with pytest.raises(Forbidden):
            write(dossier, [Put("stated_score", None, row)], writer(username))
    Filing.objects.create(dossier=dossier, stage="year_end", state="submitted")
    made = write(dossier, [Put("stated_score", None, row)], writer("reviewer")).records[0]
    own = Record.objects.filter(table="stated_score", key__contains="单位自评")[0]
    with pytest.raises(Forbidden):
        write(dossier, [Put("stated_score", own.number, own.values | {"score": "1"})], writer("reviewer"))
    with pytest.raises(Forbidden):
        write(dossier, [Put("stated_score", own.number, own.values | {"stage": stage})], writer("reviewer"))
    Filing.objects.filter(dossier=dossier).update(state="returned")
    with pytest.raises(Forbidden):
        write(dossier, [Put("stated_score", made.number, made.values | {"score": "99"})], writer("finance"))
    with pytest.raises(Forbidden):
        write(dossier, [Drop("stated_score", made.number)], writer("finance"))
    with pytest.raises(Forbidden):
        write(dossier, [Put("stated_score", own.number, own.values | {"stage": stage})], writer("finance"))


def test_a_working_copy_does_not_undo_what_others_wrote_meanwhile(dossier: Dossier, writer: Who) -> None:
    other = Dossier.objects.select_related("unit").get(pk=dossier.pk)
    made = Record()

    def work() -> None:
        nonlocal made
        with working_copy(dossier, writer("finance")) as folder:
            made = write(other, [Put("reception", None, RECEPTION)], writer("clerk")).records[0]
            (folder / "problem.csv").unlink()

    with pytest.raises(Refusal, match="meanwhile"):
        work()
    assert Record.objects.filter(pk=made.pk).exists()
    assert Record.objects.filter(table="problem").exists()


def test_a_dossier_that_was_looked_at_long_ago_takes_over_without_going_back(dossier: Dossier, writer: Who) -> None:
    old = Dossier.objects.select_related("unit").get(pk=dossier.pk)
    write(dossier, [Put("reception", None, RECEPTION)], writer("clerk"))
    with working_copy(old, writer("finance")) as folder:
        manifest = folder / "dossier.yaml"
        manifest.write_text(manifest.read_text(encoding="utf-8") + "\nstarter: government-office\n", encoding="utf-8")
    old.refresh_from_db()
    assert old.version > dossier.version
    again = write(old, [Put("reception", None, RECEPTION)], writer("clerk")).records[0]
    assert again.number == max(Record.objects.filter(table="reception").values_list("number", flat=True))
