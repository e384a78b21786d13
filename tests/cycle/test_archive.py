"""The archive of a year: complete, the same for the same dossier, and whatever is changed in it is found."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.dossiers import EXAMPLE, laid_out

from jixiao.cycle.archive import INDEX, MANIFEST, archive
from jixiao.cycle.verifying import verify
from jixiao.errors import Unreadable
from jixiao.files.archives import digest_of
from jixiao.findings import Finding, has_errors
from jixiao.tables.converting import convert

SCHOOL = EXAMPLE.parent / "rural-school-project-2023"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(SCHOOL, tmp_path_factory.mktemp("archive") / "school.zip").path


def findings(path: Path) -> list[Finding]:
    return [finding for outcome in verify(path).outcomes for finding in outcome.findings]


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy of an archive whose members are changed, or left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def test_an_archive_holds_under_its_own_eyes(made: Path) -> None:
    verified = verify(made)
    assert [finding for outcome in verified.outcomes for finding in outcome.findings if finding.severity == "error"] == []
    assert not has_errors(verified.outcomes)
    assert verified.by_another is None
    assert sum(outcome.held for outcome in verified.outcomes) > 30


def test_the_same_dossier_gives_the_same_archive(made: Path, tmp_path: Path) -> None:
    again = archive(SCHOOL, tmp_path / "again.zip")
    assert again.path.read_bytes() == made.read_bytes()
    assert again.digest == verify(made).digest


def test_every_link_of_its_page_leads_to_a_file_in_it(made: Path) -> None:
    with zipfile.ZipFile(made) as opened:
        page, names = opened.read(INDEX).decode(), set(opened.namelist())
    links = [unquote(link) for link in re.findall(r'href="([^"]+)"', page)]
    assert len(links) > 20
    assert set(links) <= names
    assert "<script" not in page


@pytest.mark.parametrize("ending", [".csv", ".json", ".yaml", ".docx", ".html"])
def test_a_changed_file_is_found(made: Path, tmp_path: Path, ending: str) -> None:
    changed: list[str] = []

    def change(name: str, content: bytes) -> bytes:
        if name.endswith(ending) and name != MANIFEST and not changed:
            changed.append(name)
            return content + b" "
        return content

    found = findings(rewritten(made, tmp_path / "changed.zip", change))
    assert any(changed[0] in finding.because.say("zh") for finding in found)


def test_a_payment_that_was_changed_with_its_digest_is_found_by_its_scores_and_papers(made: Path, tmp_path: Path) -> None:
    """Somebody who changes the data and mends the manifest must work out every score anew as well."""
    name = "dossier/payment.csv"
    with zipfile.ZipFile(made) as opened:
        lines = opened.read(name).decode("utf-8-sig").splitlines()
        manifest = json.loads(opened.read(MANIFEST))
    cells = lines[1].split(",")
    place = lines[0].split(",").index("金额")
    cells[place] = str(int(cells[place].partition(".")[0]) // 2) + ".00"
    content = "\n".join([lines[0], ",".join(cells), *lines[2:]]).encode()
    digest = digest_of(content)
    manifest["files"][name] = {"sha256": digest.sha256, "size": digest.size}
    new = {name: content, MANIFEST: json.dumps(manifest).encode()}
    found = findings(rewritten(made, tmp_path / "changed.zip", new.get))
    assert {finding.check for finding in found} >= {"archived-scores-follow-from-the-data", "papers-state-current-figures"}
    assert "archived-files-are-unchanged" not in {finding.check for finding in found}
    totals = [each for each in found if dict(each.because.values).get("code") == "total"]
    assert [each.stated and each.stated.say("zh") for each in totals] == ["98.01"]


def test_files_that_are_missing_or_were_added_are_found(made: Path, tmp_path: Path) -> None:
    path = rewritten(made, tmp_path / "less.zip", lambda name, content: None if name.endswith("payment.csv") else content)
    assert any("缺少" in finding.because.say("zh") for finding in findings(path))
    with zipfile.ZipFile(shutil.copy(made, tmp_path / "more.zip"), "a") as opened:
        opened.writestr("papers/extra.docx", b"x")
    assert any("加进来" in finding.because.say("zh") for finding in findings(tmp_path / "more.zip"))


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/x", "a/../../b", "c:\\x"])
def test_a_name_that_leads_outside_is_refused(made: Path, tmp_path: Path, name: str) -> None:
    path = Path(shutil.copy(made, tmp_path / "hostile.zip"))
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr(name, b"x")
    with pytest.raises(Unreadable, match="unsafe"):
        verify(path)
    assert not (tmp_path / "outside.txt").exists()


def test_what_is_no_archive_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no such file"):
        verify(tmp_path / "none.zip")
    (tmp_path / "text.zip").write_text("no zip", "utf-8")
    with pytest.raises(Unreadable, match="no complete zip"):
        verify(tmp_path / "text.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as opened:
        opened.writestr("a.txt", "a")
    with pytest.raises(Unreadable, match=re.escape(MANIFEST)):
        verify(tmp_path / "other.zip")


def test_a_workbook_is_archived_as_tables_with_the_workbook_itself(tmp_path: Path) -> None:
    convert(SCHOOL, tmp_path / "school.xlsx")
    path = archive(tmp_path / "school.xlsx", tmp_path / "a.zip").path
    with zipfile.ZipFile(path) as opened:
        assert "source/school.xlsx" in opened.namelist()
        assert "dossier/payment.csv" in opened.namelist()
    assert not has_errors(verify(path).outcomes)


def test_a_unit_that_has_nothing_yet_can_be_archived(tmp_path: Path) -> None:
    path = archive(laid_out(tmp_path / "nothing")).path
    assert path.parent == tmp_path
    assert not has_errors(verify(path).outcomes)
