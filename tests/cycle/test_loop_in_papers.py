from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.dossiers import EXAMPLE, Copy

from jixiao.cycle.proving import Act
from jixiao.cycle.rectifying import candidates, finish, register, take, verify
from jixiao.cycle.rerunning import Ground
from jixiao.cycle.result_uses import Decision, decide
from jixiao.cycle.results import of_project
from jixiao.cycle.sources import from_scores
from jixiao.document.projection import project
from jixiao.report.form import Material
from jixiao.report.forms import rectification_ledger, result_application
from jixiao.report.quoted import quoted_digits
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier
from jixiao.tables.reading import read_dossier


def paper(dossier: Dossier) -> list[str]:
    document = rectification_ledger.build(Material(dossier, score_unit(dossier)))
    assert [each.digits for each in quoted_digits(document, dossier) if not each.has_source] == []
    return project(document).splitlines()


def cells(lines: list[str], code: str) -> list[str]:
    [line] = [line for line in lines if f"| {code} |" in line]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_ledger_shows_states_dates_and_proofs(tmp_path: Path) -> None:
    copy, following = Copy(tmp_path / "a"), Copy(tmp_path / "b")
    surplus = {f"TS-{number:03d}" for number in range(1, 6)}
    following.remove("asset", lambda each: each["asset_code"] in surplus)
    dossier = read_dossier(copy.path)
    found = [each for each in from_scores(dossier) if each.about == ("item", "asset-allocation")]
    dossier = register(dossier, candidates(dossier, found), Act(date(2024, 1, 20)))
    proof = tmp_path / "移交清单.txt"
    proof.write_text("五台", "utf-8")
    dossier = take(dossier, "ZG-03", Act(date(2024, 2, 1), "甲"))
    dossier = finish(dossier, "ZG-03", Act(date(2024, 12, 2), "甲"), [proof])
    assert cells(paper(dossier), "ZG-03")[-6:] == [
        "已完成",
        "2024年12月2日",
        "逾期完成",
        "移交清单.txt",
        "evidence/移交清单.txt：与登记时一致",
        "",
    ]
    done = verify(dossier, "WT-03", Act(date(2025, 1, 20), "乙"), Ground(read_dossier(following.path)))
    assert done.verdict.holds
    lines = paper(done.dossier)
    assert "台账登记至2025年1月20日" in "".join(lines)
    assert cells(lines, "ZG-03")[-6:-4] == ["已销号", "2024年12月2日"]
    assert cells(lines, "ZG-03")[-1] == "乙2025年1月20日"
    assert cells(lines, "ZG-01")[-4:] == ["超期", "", "", ""]
    (copy.path / "evidence" / proof.name).write_text("六台", "utf-8")
    held = cells(paper(read_dossier(copy.path)), "ZG-03")[-2]
    assert held == f"evidence/{proof.name}：文件已变化；核验失效：佐证 evidence/{proof.name}：文件已变化"


def test_a_ledger_without_any_history_says_nothing_of_days_that_it_does_not_know() -> None:
    lines = paper(read_dossier(EXAMPLE))
    assert "台账登记至" not in "".join(lines)
    assert cells(lines, "ZG-01")[-4:] == ["", "", "", ""]


def test_the_form_of_results_has_the_decision_beside_the_proposal(tmp_path: Path) -> None:
    dossier = read_dossier(Copy(tmp_path).path)
    made = Decision("reduce", date(2024, 9, 2), "主任办公会", "任务减少", Decimal("900000.00"), "会议纪要〔2024〕9号")
    dossier = decide(dossier, of_project(dossier, "P01", date(2024, 2, 1)), made)
    document = result_application.build(Material(dossier, score_unit(dossier)))
    assert [each.digits for each in quoted_digits(document, dossier) if not each.has_source] == []
    [line] = [line for line in project(document).splitlines() if "任务减少" in line]
    assert [cell.strip() for cell in line.strip("|").split("|")][2:] == [
        "在京公务接待保障",
        "评价等次为“优”（自评99.21分）",
        "105.20",
        "优先保障",
        "105.20",
        "压减",
        "90.00",
        "任务减少；会议纪要〔2024〕9号",
        "2024年9月2日",
        "",
        "",
    ]
