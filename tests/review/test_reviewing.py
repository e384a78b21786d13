"""The review of one paper: every check is counted once, and what examined nothing never counts as held."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from tests.document import test_pdf_by_hand as by_hand
from tests.document.papers import DOCUMENTS
from tests.dossiers import EXAMPLE

from jixiao import kinds
from jixiao.document.model import Document
from jixiao.document.opening import Opened
from jixiao.review.check import FOLDER
from jixiao.review.paper import PAPER
from jixiao.review.reviewing import READABLE, Against, review, reviewed
from jixiao.tables.reading import read_dossier

CHECKS = len(kinds.names(FOLDER))
BARE = "各项任务顺利推进。\n\n有关情况另行报告。\n"


def counted(path: Path, against: Against | None = None) -> tuple[int, int, int]:
    outcome = review(path, against).outcome
    return outcome.held, outcome.failed, outcome.not_checkable


def test_every_check_is_counted_once(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("截至2023年6月31日，支出进度为60%。\n", "utf-8")
    assert sum(counted(path)) == CHECKS


def test_a_check_of_tables_does_not_hold_on_a_paper_without_tables(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text(BARE, "utf-8")
    held, _, not_checkable = counted(path)
    of_papers = [name for name in kinds.names(FOLDER) if PAPER in kinds.load(FOLDER, name).needs]
    assert held <= len(of_papers)
    assert not_checkable >= CHECKS - len(of_papers)


def test_a_paper_that_cannot_be_read_is_one_finding_and_nothing_holds(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(b"PK\x03\x04")
    found = review(path)
    assert [(each.check, each.place.file) for each in found.outcome.findings] == [(READABLE, str(path))]
    assert (found.outcome.held, found.outcome.failed, found.outcome.not_checkable) == (0, 0, 1)


def test_findings_stand_in_the_order_of_the_paper_and_name_its_file(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("截至2023年6月31日，进度为60%。\n\n截至2023年2月30日，进度为20%。\n", "utf-8")
    places = [each.place for each in review(path).outcome.findings if each.rule == "N01"]
    assert [(each.file, each.paragraph) for each in places] == [(str(path), 1), (str(path), 2)]


def test_a_paper_held_against_a_dossier_is_checked_for_more(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("2023年，年度支出预算2175.27万元。\n", "utf-8")
    alone = review(path).outcome
    against = review(path, Against(read_dossier(EXAMPLE))).outcome
    assert "papers-agree-with-the-dossier" not in {each.check for each in alone.findings}
    assert "papers-agree-with-the-dossier" in {each.check for each in against.findings}
    assert (against.failed, against.not_checkable) == (alone.failed + 1, alone.not_checkable - 1)


@settings(max_examples=20)
@given(DOCUMENTS)
def test_any_paper_can_be_reviewed_and_gives_the_same_twice(document: Document) -> None:
    once, again = (reviewed(Path("a.docx"), Opened(document, {}), Against()).outcome for _ in range(2))
    assert once == again
    assert once.held + once.failed + once.not_checkable == CHECKS


def test_scanned_pages_are_said_to_be_unread_and_the_others_are_reviewed(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(by_hand.paper(by_hand.HELLO, by_hand.DRAWN, by_hand.HELLO, by_hand.DRAWN))
    found = review(path)
    assert found.paper is not None
    (said,) = [each for each in found.outcome.findings if each.check == "papers-can-be-read"]
    assert (said.severity, said.place.page) == ("explain", 2)
    assert "第2、4页" in said.because.say("zh")
    assert found.outcome.not_checkable == review(_text(tmp_path)).outcome.not_checkable + 1


def _text(folder: Path) -> Path:
    path = folder / "scan.txt"
    path.write_text("Score 97.99\n\nScore 97.99\n", "utf-8")
    return path
