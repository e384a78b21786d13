from __future__ import annotations

import re
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.letters import letter, scanned
from tests.web.who import Browser, Who

from jixiao.score.unit_score import score_unit
from jixiao.tables.proofs import proofs
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import as_folder
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Put, write
from jixiao.web.models import Dossier, Entry, Record

ROOT = "/u/440100-ZJB/2023/"
PDF = b"%PDF-1.7 a letter"


def first() -> Record:
    return Record.objects.filter(table="reception", office_code="JDC").order_by("number")[1]


def hand_in(client: Client, record: Record, *files: tuple[str, bytes], **more: str) -> str:
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    address = f"{ROOT}ledgers/{record.table}/{record.number}/evidence/"
    said = {"evidence": uploads, "evidence_unmarked": "1"} | more
    return client.post(address, said, follow=True).content.decode()


def kept(dossier: Dossier) -> set[str]:
    folder = dossier.folder / "evidence"
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def test_several_files_are_kept_with_their_digests_and_given_out_to_be_saved(browser: Browser, dossier: Dossier) -> None:
    clerk, record = browser("clerk"), first()
    page = hand_in(clerk, record, ("公函.pdf", PDF), ("清单.csv", "品名,金额\n".encode()), evidence_kind="接待公函")
    assert "已添加2份佐证" in page
    dossier.refresh_from_db()
    row = next(each for each in assembled(dossier).table("reception") if each.number == record.number)
    found = proofs(assembled(dossier), row)
    assert [each.state for each in found] == ["whole", "whole"]
    assert found[0].row.text("digest") == f"sha256:{sha256(PDF).hexdigest()}"
    assert found[0].row.text("kind") == "接待公函"
    answer = clerk.get(f"{ROOT}evidence/{found[0].code}/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%85%AC")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_dossier_goes_out_with_its_evidence_and_scores_the_same(browser: Browser, dossier: Dossier) -> None:
    hand_in(browser("clerk"), first(), ("公函.pdf", PDF))
    dossier.refresh_from_db()
    with as_folder(dossier) as folder:
        outside = read_dossier(folder)
        assert score_unit(outside).total == score_unit(assembled(dossier)).total
        rows = [row for row in outside.table("evidence") if row.text("file").endswith("公函.pdf")]
        assert (folder / rows[0].text("file")).read_bytes() == PDF


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.pdf",
        "..\\..\\boot.pdf",
        "/abs/olute.pdf",
        "a\0b.pdf",
        "x" * 300 + ".pdf",
        ".pdf.pdf",
        "\u202efdp.pdf",
    ],
)
def test_a_name_leads_nowhere(browser: Browser, dossier: Dossier, site: Path, name: str) -> None:
    before = kept(dossier)
    hand_in(browser("clerk"), first(), (name, PDF))
    new = kept(dossier) - before
    assert len(new) == 1
    assert all(sign not in next(iter(new)) for sign in "/\\\0\u202e")
    assert len(next(iter(new)).encode()) < 250
    assert list(site.parent.rglob("*.pdf")) == [dossier.folder / "evidence" / next(iter(new))]


def word(text: str, times: int = 1) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"<w:document><w:t>{text}</w:t></w:document>" * times)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "because"),
    [
        ("a.exe", b"MZ", "不能接收"),
        ("a.html", b"<html><script>alert(1)</script>", "不能接收"),
        ("a.svg", b"<svg onload='x'/>", "不能接收"),
        ("a.pdf", b"<html><script>alert(1)</script>", "内容不是 pdf 文件"),
        ("a.png", b"MZ\x90 not a picture", "内容不是 png 文件"),
        ("a.txt", b"<html><body>x", "内容不是 txt 文件"),
        ("a.docx", b"PK\x03\x04 broken", "不能接收"),
        ("a.docx", word("x" * 1000, 300_000), "不能接收"),
        ("empty.pdf", b"", "空的"),
        ("noending", PDF, "不能接收"),
        ("机密★10年.pdf", PDF, "按保密法"),
        ("a.txt", "机密★\n内容".encode(), "按保密法"),
        ("a.docx", word("绝密★长期"), "按保密法"),
    ],
)
def test_what_is_not_taken_is_said_and_leaves_nothing(
    browser: Browser, dossier: Dossier, name: str, content: bytes, because: str
) -> None:
    clerk = browser("clerk")
    before = kept(dossier), Record.objects.count(), Entry.objects.count()
    page = hand_in(clerk, first(), ("good.pdf", PDF), (name, content))
    assert because in page
    assert str(dossier.folder) not in page, "where files stand here is nobody's business"
    assert (kept(dossier), Record.objects.count(), Entry.objects.count()) == before


def test_a_marking_in_the_form_is_refused_by_the_same_sentence(browser: Browser, dossier: Dossier) -> None:
    clerk, before = browser("clerk"), kept(dossier)
    page = hand_in(clerk, first(), ("a.pdf", PDF), evidence_secrecy="机密")
    assert "按保密法只能在涉密系统中处理" in page
    assert "按保密法只能在涉密系统中处理" in hand_in(clerk, first(), ("a.pdf", PDF), evidence_kind="秘密级")
    assert kept(dossier) == before


def test_a_file_that_is_too_large_and_too_many_files(browser: Browser, dossier: Dossier) -> None:
    clerk, before = browser("clerk"), kept(dossier)
    assert "最多 20 MB" in hand_in(clerk, first(), ("a.pdf", PDF + b"0" * 20_000_001))
    assert "一次最多上传20个文件" in hand_in(clerk, first(), *((f"{n}.pdf", PDF + bytes([n])) for n in range(21)))
    assert kept(dossier) == before


def test_the_same_file_is_kept_once_and_goes_with_its_last_row(browser: Browser, dossier: Dossier) -> None:
    clerk, one = browser("clerk"), first()
    other = Record.objects.filter(table="reception", office_code="JDC").order_by("number")[2]
    before = kept(dossier)
    hand_in(clerk, one, ("a.pdf", PDF))
    hand_in(clerk, other, ("b.pdf", PDF))
    name = next(iter(kept(dossier) - before))
    assert len(kept(dossier)) == len(before) + 1
    code = "-".join(name.split("-")[:2])
    assert clerk.post(f"{ROOT}ledgers/reception/{one.number}/evidence/{code}/drop/").status_code == 302
    assert name in kept(dossier)
    assert Record.objects.filter(table="evidence", values__evidence_code=code).exists()


def test_a_file_that_was_changed_behind_the_systems_back_is_noticed(browser: Browser, dossier: Dossier) -> None:
    clerk, record = browser("clerk"), first()
    before = kept(dossier)
    hand_in(clerk, record, ("a.pdf", PDF))
    (dossier.folder / "evidence" / next(iter(kept(dossier) - before))).write_bytes(b"%PDF forged")
    assert "文件已变化" in clerk.get(f"{ROOT}ledgers/reception/{record.number}/").content.decode()


def test_evidence_is_for_who_may_write_the_row_and_see_the_dossier(browser: Browser, dossier: Dossier, writer: Who) -> None:
    cells = {"office_code": "BGS", "occurred_on": "2023-11-08", "guest_level": "省部级", "batches": "1", "persons": "4"}
    foreign = write(dossier, [Put("reception", None, cells)], writer("finance")).records[0]
    before = kept(dossier)
    for who in ("clerk", "auditor", "head", "security"):
        hand_in(browser(who), foreign, ("a.pdf", PDF))
        assert kept(dossier) == before, who
    known = assembled(dossier).table("evidence").rows[0].text("evidence_code")
    for who in ("security", "reviewer", ""):
        assert browser(who).get(f"{ROOT}evidence/{known}/").status_code in {302, 404}, who
    assert browser("clerk").post(f"{ROOT}ledgers/reception/{foreign.number}/evidence/{known}/drop/").status_code == 403


@pytest.mark.parametrize("file", ["../secret.key", "/etc/hostname", "evidence/../../../secret.key", "evidence"])
def test_a_registered_file_outside_of_the_dossier_is_not_given_out(
    browser: Browser, dossier: Dossier, writer: Who, file: str
) -> None:
    write(dossier, [Put("evidence", None, {"evidence_code": "X-1", "file": file})], writer("finance"))
    assert browser("finance").get(f"{ROOT}evidence/X-1/").status_code == 404


def test_a_row_whose_key_is_changed_keeps_its_evidence(browser: Browser, dossier: Dossier) -> None:
    finance = browser("finance")
    record = Record.objects.filter(table="payment").order_by("number")[0]
    hand_in(finance, record, ("a.pdf", PDF))
    posted = {f"f-{name}": value for name, value in record.values.items() if name != "unit_code"}
    answer = finance.post(f"{ROOT}ledgers/payment/{record.number}/", posted | {"f-payment_id": "PAY-NEU", "version": "1"})
    assert answer.status_code == 302
    page = finance.get(f"{ROOT}ledgers/payment/{record.number}/").content.decode()
    assert "a.pdf" in page
    assert dossier.folder.is_dir()


# ---- markings of secrecy


def incoming(site: Path) -> list[Path]:
    folder = site / "incoming"
    return list(folder.iterdir()) if folder.is_dir() else []


def tokens(page: str) -> list[str]:
    return re.findall(r'name="evidence_waiting" value="([^"]+)"', page)


@pytest.mark.parametrize(("ending", "where"), [("pdf", "第2页"), ("docx", "第4段"), ("xlsx", "第2行")])
def test_a_file_that_bears_a_marking_is_refused_with_its_place_and_leaves_nothing(
    browser: Browser, dossier: Dossier, site: Path, ending: str, where: str
) -> None:
    clerk = browser("clerk")
    before = kept(dossier), Record.objects.count(), Entry.objects.count()
    marked = (f"公函.{ending}", letter("请予接待", "机密★10年", ending=ending))
    page = hand_in(clerk, first(), ("good.pdf", letter("四人")), marked)
    assert f"不能接收“公函.{ending}”" in page
    assert where in page
    assert "标有“机密★10年”" in page
    assert "按保密法" in page
    assert (kept(dossier), Record.objects.count(), Entry.objects.count()) == before
    assert not incoming(site), "a state secret does not wait here"


def test_a_file_that_was_searched_needs_nobodys_word(browser: Browser, dossier: Dossier) -> None:
    record, before = first(), kept(dossier)
    uploads = [SimpleUploadedFile(f"公函.{ending}", letter("请予接待", ending=ending)) for ending in ("pdf", "docx", "xlsx")]
    page = browser("clerk").post(f"{ROOT}ledgers/{record.table}/{record.number}/evidence/", {"evidence": uploads}, follow=True)
    assert "已添加3份佐证" in page.content.decode()
    assert len(kept(dossier) - before) == 3
    assert not Entry.objects.filter(action="confirm_unmarked").exists()


def test_what_cannot_be_searched_waits_for_somebodys_word_which_the_history_keeps(
    browser: Browser, dossier: Dossier, site: Path
) -> None:
    clerk, record, before = browser("clerk"), first(), kept(dossier)
    address = f"{ROOT}ledgers/{record.table}/{record.number}/evidence/"
    scan, picture = SimpleUploadedFile("扫描.pdf", scanned()), SimpleUploadedFile("照片.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 90)
    page = clerk.post(address, {"evidence": [scan, picture]}, follow=True).content.decode()
    assert "第1页是扫描图像" in page
    assert "“照片.jpg”（是图片" in page
    assert kept(dossier) == before
    waiting = tokens(page)
    assert len(waiting) == 2
    damaged = clerk.post(address, {"evidence": SimpleUploadedFile("坏.pdf", PDF)}, follow=True).content.decode()
    assert "坏.pdf" in damaged
    assert str(site) not in damaged
    assert not any(path.name in damaged for path in incoming(site))
    clerk.post(address, {"evidence_waiting": [*tokens(damaged), "forged"], "evidence_unmarked": "1"})
    assert kept(dossier) == before
    assert (
        tokens(
            browser("finance")
            .get(f"{ROOT}ledgers/{record.table}/{record.number}/?evidence_waiting={waiting[0]}")
            .content.decode()
        )
        == []
    )
    assert "已添加" not in clerk.post(address, {"evidence_waiting": waiting}, follow=True).content.decode()
    assert (
        "上传的文件已不在"
        in browser("finance").post(address, {"evidence_waiting": waiting, "evidence_unmarked": "1"}, follow=True).content.decode()
    )
    said = {"evidence_waiting": waiting, "evidence_unmarked": "1"}
    assert "已添加2份佐证" in clerk.post(address, said, follow=True).content.decode()
    assert {name.partition("-")[2].partition("-")[2] for name in kept(dossier) - before} == {"扫描.pdf", "照片.jpg"}
    told = Entry.objects.filter(action="confirm_unmarked")
    assert {each.username for each in told} == {"clerk"}
    assert {name for each in told for name in each.after or {}} == {"扫描.pdf", "照片.jpg"}
    assert "确认未标密级" in browser("head").get(f"{ROOT}history/").content.decode()


def test_a_new_row_waits_with_its_evidence(browser: Browser) -> None:
    clerk, address = browser("clerk"), f"{ROOT}ledgers/reception/new/"
    cells = {"f-office_code": "JDC", "f-occurred_on": "2023-11-08", "f-guest_level": "省部级", "f-batches": "1", "f-persons": "4"}
    before = Record.objects.filter(table="reception").count()
    answer = clerk.post(address, cells | {"evidence": SimpleUploadedFile("扫描.pdf", scanned())})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "没有保存" in page
    assert 'value="2023-11-08"' in page
    assert Record.objects.filter(table="reception").count() == before
    faulty = clerk.post(address, cells | {"f-persons": "很多", "evidence_waiting": tokens(page), "evidence_unmarked": "1"})
    assert tokens(faulty.content.decode()), "a fault in a cell costs no second upload"
    done = clerk.post(address, cells | {"evidence_waiting": tokens(page), "evidence_unmarked": "1"})
    assert done.status_code == 302
    assert Record.objects.filter(table="evidence_link", values__table="reception").order_by("-number")[0].values["row_key"] in {
        each.values["row_id"] for each in Record.objects.filter(table="reception").order_by("-number")[:1]
    }
