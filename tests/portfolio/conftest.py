from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.portfolio.generating import generate
from jixiao.portfolio.judging import judge
from jixiao.portfolio.scoring import score_lake

NATION = 120


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made lake that is scored and judged: ``lake`` and ``scored`` of this folder."""
    made = tmp_path_factory.mktemp("nation")
    generate(NATION, 5, made / "lake")
    score_lake(made / "lake", made / "scored")
    judge(made / "scored")
    return made
