from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE

from jixiao.review.check import Claims
from jixiao.review.known import BELOW, is_check
from jixiao.tables.reading import read_dossier

ROOT = Path(__file__).parents[2]


def test_the_checks_of_the_lower_rooms_are_all_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    checks = import_module("docs.pages.checks")
    files = [path for path in checks.SOURCE.rglob("*.py") if "review" not in path.parts]
    assert {named.check for path in files for named in checks.named_checks(path)} == BELOW


def test_names_of_files_of_data_and_of_rules_are_known() -> None:
    claims = Claims(read_dossier(EXAMPLE))
    assert all(is_check(claims, name) for name in ("weights-make-the-whole", "range-goes-up", "persons-not-below-batches", "X11"))
    assert not is_check(claims, "weights-make-nothing")
