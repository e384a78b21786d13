"""What the made-up examples all fulfil: nothing is found in them, and their files stand as jixiao writes them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

import jixiao
from jixiao.findings import as_text
from jixiao.review.checking import check
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder, write_table

EXAMPLES = Path(jixiao.__file__).parent / "examples"


@pytest.fixture(params=["district-culture-2023", "rural-school-project-2023"])
def dossier(request: pytest.FixtureRequest) -> Dossier:
    return read_folder(EXAMPLES / request.param)


def test_nothing_is_found_in_it(dossier: Dossier) -> None:
    assert [as_text(finding, "en") for outcome in check(dossier) for finding in outcome.findings] == []


def test_files_stand_as_jixiao_writes_them(dossier: Dossier, tmp_path: Path) -> None:
    for name, table in dossier.tables.items():
        if table.present:
            write_table(tmp_path / table.file, table.spec, table.rows)
            assert (tmp_path / table.file).read_bytes() == (dossier.path / table.file).read_bytes(), name


def test_evidence_is_there_and_its_links_lead_to_rows(dossier: Dossier) -> None:
    for row in dossier.table("evidence"):
        assert row.text("digest") == f"sha256:{sha256((dossier.path / row.text('file')).read_bytes()).hexdigest()}"
    for row in dossier.table("evidence_link"):
        assert row.text("row_key") in {other.key for other in dossier.table(row.text("table"))}, row.key
