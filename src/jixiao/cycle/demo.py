"""The main job on the example unit, end to end: its dossier is laid out, checked, scored, and written as form and report."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from jixiao.findings import has_errors, summary
from jixiao.report.batch import Done, Job, Wanted, run
from jixiao.report.forms.self_evaluation_report import TITLE as REPORT
from jixiao.review.checking import check
from jixiao.score.as_text import lost_lines, total_line
from jixiao.score.scoring import Score, shown
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import MANIFEST
from jixiao.tables.reading import read_dossier
from jixiao.wording import Language, Text

EXAMPLE = "beijing-office-2023"


class Shown(NamedTuple):
    """What the demonstration made: one screen to read, and the report."""

    screen: str
    report: Path
    has_errors: bool


def demo(out: Path, language: Language) -> Shown:
    """Lay out the example dossier under ``out`` (one that stands there already is kept), and run the year on it."""
    folder = out / EXAMPLE
    kept = (folder / MANIFEST).is_file()
    if not kept:
        with as_file(files("jixiao.examples") / EXAMPLE) as example:
            shutil.copytree(example, folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    dossier = read_dossier(folder)
    outcomes = check(dossier)
    made = score_unit(dossier)
    done = run(Job(folder, out), Wanted())
    lines = [
        Text("示例单位：{unit}，{year}年度", "The example unit: {unit}, {year}")
        .fill(unit=dossier.unit_name, year=dossier.fiscal_year)
        .say(language),
        Text("沿用已有的卷宗：{path}", "The dossier that stood there was kept: {path}").fill(path=folder).say(language)
        if kept
        else Text("卷宗：{path}", "Dossier: {path}").fill(path=folder).say(language),
        Text("检查：{summary}", "Checked: {summary}").fill(summary=summary(outcomes)).say(language),
        "",
        total_line(made, language),
        *(
            f"  {each.item.name.say(language)} {shown(each.score, made.framework).say(language)}"
            for each in made.items
            if each.item.parent is None
        ),
        *(f"  {line}" for line in lost_lines(dossier, made, language)),
        "",
        *_papers(done, language),
        "",
        Text("接下来可以：", "What to do next:").say(language),
        *(f"  {line}" for line in _next(folder, made, language)),
    ]
    report = next((path for path in (*done.made, *done.unchanged) if path.name.endswith(f"{REPORT}.docx")), out)
    return Shown("\n".join(lines), report, has_errors(outcomes))


def _papers(done: Done, language: Language) -> Iterator[str]:
    """The papers, a line each with the formats in which it stands there."""
    formats: dict[str, list[str]] = {}
    for path in (*done.made, *done.unchanged):
        formats.setdefault(path.stem, []).append(path.suffix[1:])
    head = Text("写出的表和报告（{out}）：", "Papers written ({out}):") if done.made else _UNCHANGED
    yield head.fill(out=done.job.out).say(language)
    for stem, endings in formats.items():
        yield f"  {stem}  {' '.join(endings)}"


_UNCHANGED = Text("表和报告没有变化，未重写（{out}）：", "Papers that have not changed and were left as they are ({out}):")


def _next(folder: Path, made: Score, language: Language) -> list[str]:
    rate = made.of("spending-rate")
    points = shown(rate.score if rate else None, made.framework)
    steps = (
        (f"jixiao explain {folder} spending-rate", Text("看 {n} 分怎么来的", "see where {n} comes from").fill(n=points)),
        (f"jixiao score {folder}", Text("看每一项得分", "see the score of every item")),
        (
            f"jixiao check {folder}",
            Text("改一行 {csv} 再检查", "change a row of {csv} and check again").fill(csv="reception.csv"),
        ),
        (f"jixiao report {folder} --out {folder.parent}", Text("重新写表和报告", "write form and report again")),
    )
    return [f"{command}    # {why.say(language)}" for command, why in steps]
