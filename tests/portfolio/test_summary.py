from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.portfolio.conftest import NATION

from jixiao.cli import main
from jixiao.document.formats import docx, pdf
from jixiao.document.model import Chart
from jixiao.document.projection import project
from jixiao.portfolio import signal as signals
from jixiao.portfolio.letters_paper import Asked
from jixiao.portfolio.summary import summed
from jixiao.portfolio.summary_paper import Summed, report


@pytest.fixture(scope="module")
def numbers(nation: Path) -> Summed:
    return summed(nation / "scored", None, 12, "5")


def test_the_report_has_all_its_sections_and_numbers(numbers: Summed) -> None:
    document = report(numbers, Asked("某市财政局", date(2024, 5, 10)))
    text = project(document)
    for words in ("总体情况", "得分分布和等次", "分区域情况", "同类单位情况", "自评与重算的差异", "看到的情况", "方法与局限"):
        assert words in text
    assert f"对{NATION}个单位" in text
    assert "共抽取12个单位" in text
    assert len(document.tables[-1].body) == 12
    for name in signals.names():
        assert signals.load(name).formula.zh in text
    assert not [sign for sign in ("{", "}", "None") if sign in text]


def test_its_tables_count_every_unit_once(numbers: Summed) -> None:
    tables = {"".join(run.text for run in table.caption): table for table in report(numbers, Asked()).tables}
    for caption in ("按指标体系", "各地区（平均分折成百分制）", "同类组（平均分折成百分制）"):
        assert sum(int(row[1].runs[0].text) for row in tables[caption].body) == NATION


def test_the_chart_counts_what_the_sentence_says(numbers: Summed) -> None:
    (chart, _) = (block for block in report(numbers, Asked()).blocks if isinstance(block, Chart))
    recomputed, stated = (sum(int(value[0].text) for value in series.values) for series in chart.series)
    counts = numbers.known["counts"]
    assert (recomputed, stated) == (sum(row[2] for row in counts), sum(row[3] for row in counts))


def test_the_command_writes_word_and_pdf(nation: Path, tmp_path: Path) -> None:
    command = ["portfolio", "report", str(nation / "scored"), "--out", str(tmp_path), "--count", "0", "--date", "2024-05-10"]
    assert main(command) == 0
    word, paper = sorted(tmp_path.iterdir())
    assert (word.suffix, paper.suffix) == (".docx", ".pdf")
    one, other = ("".join(project(read(file)).split()) for read, file in ((docx.read, word), (pdf.read, paper)))
    assert one == other
    before = word.read_bytes(), paper.read_bytes()
    assert main(command) == 0
    assert (word.read_bytes(), paper.read_bytes()) == before
