from __future__ import annotations

import json
from pathlib import Path

import pytest

from jixiao.cli import main
from jixiao.framework.rule import names
from jixiao.portfolio import conformance


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("suite")
    conformance.write(folder)
    return folder


def test_our_engine_conforms(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "portfolio", "conform", str(suite)]) == 0
    assert capsys.readouterr().out.strip() == "duckdb: 0 differences"


def test_one_wrong_cell_is_noticed(suite: Path, tmp_path: Path) -> None:
    for file in suite.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    lines = (tmp_path / "item_score.csv").read_text(encoding="utf-8-sig").splitlines()
    place = next(at for at, line in enumerate(lines) if ",scored," in line and not line.split(",")[3].startswith("0.000000"))
    cells = lines[place].split(",")
    lines[place] = ",".join([*cells[:3], "0.000001", *cells[4:]])
    (tmp_path / "item_score.csv").write_text("\n".join(lines), encoding="utf-8")
    found = conformance.check(tmp_path)
    assert [each.is_expected for each in found] == [True, False]
    assert found[0].row[3] == "0.000001"
    assert "expected and not there" in found[0].words.say("en")


def test_every_kind_of_rule_is_in_it(suite: Path) -> None:
    told = json.loads((suite / "frameworks.json").read_text(encoding="utf-8"))
    used = {word for framework in told for word in _rules(framework)}
    assert used == set(names())
    readme = (suite / "README.md").read_text(encoding="utf-8")
    assert all(f"### {name}" in readme for name in names())


def _rules(node: object) -> list[str]:
    if isinstance(node, list):
        return [word for each in node for word in _rules(each)]
    if not isinstance(node, dict):
        return []
    own = [node["rule"]] if isinstance(node.get("rule"), str) else []
    return own + [word for each in node.values() for word in _rules(each)]


def test_the_suite_is_the_same_every_time(suite: Path, tmp_path: Path) -> None:
    conformance.write(tmp_path)
    assert {file.name: file.read_bytes() for file in suite.iterdir()} == {
        file.name: file.read_bytes() for file in tmp_path.iterdir()
    }
