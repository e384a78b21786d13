"""The command line: what each command prints and the code it ends with. Programs rely on both."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.dossiers import EXAMPLE, FRAMEWORK, Copy, laid_out
from tests.judged import FILE, ID, use

from jixiao import kinds
from jixiao.cli import main
from jixiao.document import formats
from jixiao.wording import LANGUAGES

HAN = re.compile(r"[\u3400-\u9fff]")
PLACE = {"page", "paragraph", "table", "row", "column"}
FINDING = {"check", "rule", "severity", "place", "quote", "stated", "expected", "because", "advice"}
SCORE = {"code", "name", "parent", "points", "score", "lost", "rule", "state", "because", "reason"}


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


class Ran:
    """What a command said, and the code it ended with."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def data(self) -> Any:
        return json.loads(self.out)


class Run:
    """Runs commands in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str | Path) -> Ran:
        code = main([str(word) for word in words])
        return Ran(code, *self.capsys.readouterr())


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("JIXIAO_LANG", raising=False)
    return Run(capsys)


def in_a_process(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jixiao.cli", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8", **environment},
    )


# ---- score


def test_score_prints_the_tree_and_the_points_lost(run: Run) -> None:
    ran = run("score", EXAMPLE)
    assert (ran.code, ran.err) == (0, "")
    assert "总分 97.99 / 100.00，等次：优" in ran.out
    assert re.search(r"扣 0\.01 .*spending-rate.*21,543,400\.00元 ÷ 21,572,700\.00元 × 10 分 ≈ 9\.99 分", ran.out)


def test_score_json_has_the_shape_of_the_contract(run: Run) -> None:
    ran = run("score", EXAMPLE, "--json")
    assert ran.code == 0
    heads = {key: ran.data[key] for key in ("fiscal_year", "framework", "total", "out_of", "in_play", "grade")}
    assert heads == {
        "fiscal_year": 2023,
        "framework": FRAMEWORK,
        "total": "97.99",
        "out_of": "100.00",
        "in_play": "100.00",
        "grade": "优",
    }
    assert ran.data["unit"] == "440100-ZJB"
    assert all(each.keys() >= SCORE for each in ran.data["scores"])
    assert {each["parent"] for each in ran.data["scores"]} >= {None, "effectiveness", "efficiency"}


def test_score_takes_the_framework_that_is_named(run: Run) -> None:
    assert run("score", EXAMPLE, "--framework", FRAMEWORK, "--json").data["framework"] == FRAMEWORK


def test_a_unit_with_nothing_but_its_name_scores_nothing_and_that_is_no_fault(run: Run, tmp_path: Path) -> None:
    ran = run("score", laid_out(tmp_path), "--json")
    assert ran.code == 0
    assert (ran.data["total"], ran.data["in_play"], ran.data["grade"]) == (None, "0.00", None)
    assert {each["state"] for each in ran.data["scores"]} == {"not_reported"}
    assert "无得分" in run("score", tmp_path).out


# ---- check


def test_check_of_the_example_finds_no_error(run: Run) -> None:
    ran = run("check", EXAMPLE)
    assert ran.code == 0
    assert "错误0处，需说明1处，提示1处" in ran.out.splitlines()[-1]
    assert "[需说明 mid-year-and-year-end-differ]" in ran.out


def test_check_names_the_place_and_ends_with_one(run: Run, copy: Copy) -> None:
    copy.set("payment", 5, amount_yuan="许多")
    ran = run("check", copy.path)
    assert ran.code == 1
    assert re.search(
        r"^payment\.csv 第5行 “金额”列 \[错误 cells-fit-their-type\]\n  现为：许多\n  应为：金额", ran.out, re.MULTILINE
    )


def test_check_json_has_the_shape_of_the_contract(run: Run, copy: Copy) -> None:
    copy.set("stocktake", 2, held_on="2023年6月31日")
    ran = run("check", copy.path, "--json")
    assert ran.code == 1
    assert all(each.keys() == {"file", "checked", "findings"} for each in ran.data)
    assert all(each["checked"].keys() == {"held", "failed", "not_checkable"} for each in ran.data)
    assert [each["file"] for each in ran.data] == sorted(each["file"] for each in ran.data)
    found = {each["file"]: each["findings"] for each in ran.data}
    assert all(finding.keys() == FINDING and finding["place"].keys() == PLACE for each in found.values() for finding in each)
    (finding,) = found["stocktake.csv"]
    assert (finding["check"], finding["rule"], finding["severity"]) == ("dates-exist", "N01", "error")
    assert (finding["place"]["row"], finding["place"]["column"]) == (2, "held_on")
    assert finding["stated"] == "2023年6月31日"


def test_findings_that_are_no_errors_end_with_zero(run: Run, copy: Copy) -> None:
    copy.remove("asset", lambda row: row["category"] == "台式计算机" and row["reason"] != "")
    ran = run("check", copy.path)
    assert ran.code == 0
    assert "reasons-stand-for-points-lost" in ran.out


# ---- explain


def test_explain_goes_down_to_rows_and_evidence(run: Run) -> None:
    ran = run("explain", EXAMPLE, "ledger.reception.persons")
    assert ran.code == 0
    assert "2095" in ran.out
    assert "reception.csv" in ran.out
    assert "第2行" in ran.out
    assert "佐证：evidence/reception-approval.txt" in ran.out


@pytest.mark.parametrize("code", ["spending-rate", "score.spending-rate", "Spending-Rate"])
def test_explain_takes_the_code_of_an_item(run: Run, code: str) -> None:
    ran = run("explain", EXAMPLE, code)
    assert ran.code == 0
    assert "score.spending-rate" in ran.out
    assert "9.99" in ran.out


def test_explain_of_an_item_gives_the_reason_for_points_lost(run: Run) -> None:
    assert "现行办法规定了目标" in run("explain", EXAMPLE, "performance-policies").out


def test_explain_takes_the_code_of_an_indicator(run: Run) -> None:
    assert "indicator.out-01.score" in run("explain", EXAMPLE, "OUT-01").out


def test_explain_without_a_code_lists_all_figures(run: Run) -> None:
    lines = run("explain", EXAMPLE).out.splitlines()
    ids = [line.split("  ")[0] for line in lines]
    assert all(re.fullmatch(r"[a-z0-9.-]{1,40}", each) for each in ids)
    assert len(ids) == len(set(ids))
    assert {"year", "score.total", "spending.rate", "ledger.reception.persons", "figure.desktops"} <= set(ids)


# ---- report and demo


def test_report_writes_the_forms_into_a_new_folder(run: Run, tmp_path: Path) -> None:
    ran = run("report", EXAMPLE, "--out", tmp_path / "new" / "papers")
    assert ran.code == 0
    written = [Path(line) for line in ran.out.splitlines()]
    assert all(path.is_file() for path in written)
    assert {path.suffix[1:] for path in written} == set(kinds.names(formats.__name__))
    assert any("自评报告" in path.name for path in written)
    assert any("自评表" in path.name for path in written)


def test_report_writes_only_what_was_asked_for(run: Run, tmp_path: Path) -> None:
    ran = run("report", EXAMPLE, "--out", tmp_path, "--only", "self_evaluation_form", "--format", "xlsx")
    assert [Path(line).suffix for line in ran.out.splitlines()] == [".xlsx"]
    assert [path.suffix for path in tmp_path.iterdir() if not path.name.startswith(".")] == [".xlsx"]


def test_demo_shows_the_year_on_one_screen_and_keeps_what_was_edited(run: Run, tmp_path: Path) -> None:
    first = run("demo", "--out", tmp_path, "--no-open")
    assert first.code == 0
    assert "总分 97.99 / 100.00，等次：优" in first.out
    assert len(first.out.splitlines()) < 40
    reason = tmp_path / "beijing-office-2023" / "deduction_reason.csv"
    edited = reason.read_text("utf-8-sig").replace("现行办法规定了目标", "办法规定了目标")
    reason.write_text(edited, "utf-8")
    second = run("demo", "--out", tmp_path, "--no-open")
    assert second.code == 0
    assert reason.read_text("utf-8") == edited
    assert "沿用已有的卷宗" in second.out


# ---- frameworks


def test_framework_list_show_and_test(run: Run) -> None:
    assert FRAMEWORK in run("framework", "list").out
    shown = run("framework", "show", FRAMEWORK)
    assert (shown.code, "[spending-rate]" in shown.out) == (0, True)
    assert "sum(payment.amount_yuan) / sum(budget.adjusted_yuan)" in shown.out
    tested = run("framework", "test", FRAMEWORK)
    assert tested.code == 0
    assert "0项不成立" in tested.out
    assert run("framework", "test").code == 0


def test_a_framework_may_be_named_by_its_path(run: Run, tmp_path: Path) -> None:
    for path in (FILE, FILE.parent):
        shown = run("framework", "show", path)
        assert (shown.code, "[data-quality]" in shown.out) == (0, True)
    own = tmp_path / "small" / "framework.yaml"
    own.parent.mkdir()
    own.write_text(FILE.read_text("utf-8"), "utf-8")
    missing = run("framework", "test", own)
    assert (missing.code, missing.out) == (2, "")
    assert "cases.yaml" in missing.err
    (own.parent / "cases.yaml").write_text('- {name: 一半, item: service, value: "0.5", score: "3.00"}\n', "utf-8")
    assert "0项不成立" in run("framework", "test", own.parent).out
    (own.parent / "cases.yaml").write_text('- {name: 一半, item: service, value: "0.5", score: "4.00"}\n', "utf-8")
    tested = run("framework", "test", own)
    assert tested.code == 1
    assert "算出的是3.00" in tested.out
    assert "only in" in run("--lang", "en", "framework", "diff", FRAMEWORK, own).out


def test_the_faults_of_a_framework_are_said_with_their_lines(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "framework.yaml"
    own.write_text(FILE.read_text("utf-8").replace("rule: judged", "rule: judge"), "utf-8")
    ran = run("framework", "show", own)
    assert (ran.code, ran.out) == (2, "")
    line = FILE.read_text("utf-8").splitlines().index("    rule: judged") + 1
    assert f"framework.yaml 第{line}行" in ran.err


# ---- misuse: code 2 and one clear sentence


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["score", "nowhere"], "nowhere"),
        (["check", "."], "dossier.yaml"),
        (["explain", EXAMPLE, "no-such-figure"], "no-such-figure"),
        (["score", EXAMPLE, "--framework", "nowhere-1999"], FRAMEWORK),
        (["framework", "show", "nowhere-1999"], FRAMEWORK),
        (["framework", "test", "nowhere-1999"], FRAMEWORK),
        (["framework", "show", "."], FRAMEWORK),
        (["report", EXAMPLE, "--out", "x", "--format", "odt"], "docx"),
        (["report", EXAMPLE, "--out", "x", "--only", "no_such_form"], "self_evaluation_form"),
        (["report", EXAMPLE], "--out"),
        (["report", EXAMPLE, "--out", __file__], "test_cli.py"),
        (["score"], "score"),
        (["no-such-command"], "no-such-command"),
        ([], "jixiao"),
        (["score", EXAMPLE, "--no-such-option"], "--no-such-option"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else None,
)
def test_misuse_ends_with_two_and_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str | Path], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for language in LANGUAGES:
        ran = run("--lang", language, *words)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
        assert "Traceback" not in ran.err
        assert len(ran.err.strip().splitlines()) <= 4
        assert bool(HAN.search(ran.err)) == (language == "zh")


def test_a_folder_without_manifest_is_no_dossier(run: Run, tmp_path: Path) -> None:
    ran = run("check", tmp_path)
    assert ran.code == 2
    assert "其中没有 dossier.yaml" in ran.err


def test_a_dossier_without_framework_cannot_be_scored(run: Run, tmp_path: Path) -> None:
    folder = laid_out(tmp_path, manifest="unit_code: U1\nfiscal_year: 2023\n")
    ran = run("score", folder)
    assert ran.code == 2
    assert "--framework" in ran.err
    assert run("check", folder).code == 0


@pytest.mark.parametrize("manifest", ["unit_code: [", "fiscal_year: 23", "- a\n- b", "", "unit_code: U1\nunit_code: U2"])
def test_a_manifest_that_cannot_be_used_is_said_in_one_sentence(run: Run, tmp_path: Path, manifest: str) -> None:
    ran = run("check", laid_out(tmp_path, manifest=manifest))
    assert (ran.code, ran.out) == (2, "")
    assert "dossier.yaml" in ran.err
    assert len(ran.err.splitlines()) == 1


# ---- languages


DATA = {"stated", "name", "quote", "reason", "unit"}


def own_words(value: Any, key: str = "") -> list[str]:
    """All texts of a JSON value that are jixiao's own and not the unit's."""
    if isinstance(value, dict):
        return [text for name, inner in value.items() for text in own_words(inner, name)]
    if isinstance(value, list):
        return [text for inner in value for text in own_words(inner, key)]
    return [value] if isinstance(value, str) and key not in DATA else []


def test_in_english_no_sentence_of_the_score_is_chinese(run: Run) -> None:
    data = run("--lang", "en", "score", EXAMPLE, "--json").data
    assert data["grade"] == "Excellent"
    assert [each["name"] for each in data["scores"] if HAN.search(each["name"])] == []
    registers = [each for each in data["scores"] if each["source"] == "register"]
    assert registers
    assert [text for text in own_words([each["because"] for each in registers]) if HAN.search(text)] == []
    text = run("--lang", "en", "score", EXAMPLE).out.splitlines()
    assert [line for line in text[1:] if HAN.search(line) and "reason:" not in line] == []


def test_in_english_no_sentence_of_a_check_is_chinese(run: Run, copy: Copy) -> None:
    copy.set("payment", 5, amount_yuan="many", paid_on="2023-02-30", project_code="P99", fund_source="none")
    copy.set("indicator", 5, measure="sum(reception.person)")
    use(copy.path)
    for framework, code in ((ID, "data-quality"), (FRAMEWORK, "asset-data")):
        copy.add("judgement", {"framework": framework, "item_code": code, "answer": "maybe", "reason": "so"})
    ran = run("--lang", "en", "check", copy.path, "--json")
    assert ran.code == 1
    sentences = [
        finding[key] for each in ran.data for finding in each["findings"] for key in ("because", "advice") if finding[key]
    ]
    checks = {finding["check"] for each in ran.data for finding in each["findings"]}
    assert {"answers-are-known", "register-items-are-not-judged"} <= checks
    unit_words = {"经济效益指标", "在京集中展示的广州企事业单位", "调研成果获中央领导批示", "信息被中办采用"}
    own = [text for text in sentences if not any(word in text for word in unit_words)]
    assert len(own) >= 6
    assert [text for text in own if HAN.search(text)] == []


def test_in_english_explanations_show_english_columns(run: Run) -> None:
    lines = run("explain", EXAMPLE, "spending-rate", "--lang", "en").out.splitlines()
    assert lines[0] == "Score of Spending rate of the budget (score.spending-rate): 9.99"
    assert any("row 2 Payment id=PAY-2023-0001, Paid on=2023-01-10" in line for line in lines)


def test_the_language_may_stand_before_or_after_the_command_or_in_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run("--lang", "en", "score", EXAMPLE).out
    assert first == run("score", EXAMPLE, "--lang=en").out
    monkeypatch.setenv("JIXIAO_LANG", "en")
    assert first == run("score", EXAMPLE).out
    assert "总分" in run("score", EXAMPLE, "--lang", "zh").out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_is_in_the_language_of_the_reader(language: str) -> None:
    for words in (["--help"], ["score", "--help"], ["report", "--help"], ["framework", "--help"]):
        ran = in_a_process(*words, JIXIAO_LANG=language)
        assert ran.returncode == 0
        assert bool(HAN.search(ran.stdout)) == (language == "zh")


# ---- as a program


def test_a_process_ends_with_the_code_of_its_command(copy: Copy) -> None:
    assert in_a_process("score", EXAMPLE, "--json").returncode == 0
    copy.set("payment", 5, amount_yuan="许多")
    assert in_a_process("check", copy.path).returncode == 1
    wrong = in_a_process("check", copy.path.parent)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "不是卷宗" in wrong.stderr


def test_a_reader_that_goes_away_is_no_fault() -> None:
    script = f'"{sys.executable}" -m jixiao.cli explain "{EXAMPLE}" | head -n 1'
    ran = subprocess.run(["bash", "-c", script], capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert len(ran.stdout.splitlines()) == 1
    assert ran.stderr == ""


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["frobnicate"], "命令 不能是“frobnicate”，可用：new, check", "COMMAND cannot be “frobnicate”; known are: new, check"),
        (["score"], "缺少参数 卷宗", "DOSSIER is missing"),
        (["score", "a", "--bogus"], "不认识的参数 --bogus", "--bogus is not known"),
        (["new", "x", "--year", "abc"], "--year 应为数字，不能是“abc”", "--year takes a number, not “abc”"),
        (["report", "x", "--out"], "--out 后面缺少内容", "--out needs a value"),
        (["score", "no/such/place"], "没有这个文件夹或文件：no/such/place", "There is no such folder or file: no/such/place"),
    ],
)
def test_misuse_is_told_in_the_readers_language(capsys: pytest.CaptureFixture[str], words: list[str], zh: str, en: str) -> None:
    for language, sentence in (("zh", zh), ("en", en)):
        assert main(["--lang", language, *words]) == 2
        assert sentence in capsys.readouterr().err
