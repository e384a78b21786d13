"""jixiao report: write the papers of the year, of one dossier or of many; or say which papers made earlier no longer hold."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from jixiao.command import CLEAN, ERRORS, Parser, Progress, day, listed_words, say, say_json
from jixiao.errors import Misuse
from jixiao.wording import Language, Text

order = 50
words = Text(
    "写出全年的表和报告，或核对已写出的文件是否仍与数据一致",
    "write the forms and reports of the year, or hold those made earlier against the data",
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    dossiers = Text("卷宗文件夹或工作簿，可有多个", "dossiers, each a folder or a workbook")
    parser.ask("dossiers", dossiers, Text("卷宗", "DOSSIER"), nargs="+")
    parser.ask_framework()
    parser.ask(
        "--out", Text("写到哪个文件夹；有多个卷宗时各占一个子文件夹", "the folder to write into; several dossiers have one each")
    )
    stale = Text(
        "不写文件，而是核对这个文件夹（或文件）里的数字和文字是否仍然成立",
        "write nothing, but say what in this folder or paper no longer holds",
    )
    parser.ask("--stale", stale, metavar="DIR")
    parser.ask("--only", Text("只写这一种（可重复）", "only this form (may be repeated)"), action="append", metavar="FORM")
    parser.ask(
        "--format",
        Text("格式，用逗号分开（默认全部）", "formats, separated by commas (all by default)"),
        metavar="docx,html,pdf,xlsx",
    )
    parser.ask(
        "--layout", Text("版式：名称，或版式文件的路径", "the layout: its name, or the path of its file"), metavar="LAYOUT"
    )
    as_of = Text(
        "监控表和年中报告截至哪一天（默认6月30日）", "the day of monitoring forms and mid-year reports (June 30 by default)"
    )
    parser.ask("--as-of", as_of, metavar="DATE")
    parser.ask(
        "--jobs",
        Text("同时用几个进程（默认与处理器核数相同）", "how many processes (as many as cores by default)"),
        type=int,
        default=0,
        metavar="N",
    )
    parser.flag(
        "--force",
        Text("没有变化的也重写，改动过的也覆盖", "write what has not changed as well, and over papers that were edited"),
    )
    parser.flag("--json", Text("核对结果输出 JSON", "print what no longer holds as JSON"))


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    if options.stale:
        return _stale(options, language)
    if not options.out:
        raise Misuse(
            Text(
                "用 --out 说明写到哪里，或用 --stale 核对已有的文件",
                "Say where to write by --out, or what to hold against the data by --stale",
            )
        )
    from jixiao.document.layout import DEFAULT
    from jixiao.report.batch import Wanted, jobs_of, run_all

    wanted = Wanted(
        options.framework,
        options.unit,
        options.project,
        day(options.as_of) if options.as_of else None,
        tuple(options.only or ()),
        tuple(listed_words(options.format)),
        options.layout or DEFAULT,
    )
    jobs = jobs_of([Path(path) for path in options.dossiers], Path(options.out))
    progress = Progress(len(jobs))
    found = run_all(jobs, wanted, options.jobs, force=options.force, tell=lambda done: progress.tell(done.job.dossier))
    progress.close()
    if len(found) == 1 and found[0].failure:
        raise Misuse(found[0].failure)
    for done in found:
        _say(done, language)
    return ERRORS if any(done.failure for done in found) else CLEAN


def _say(done: Any, language: Language) -> None:  # noqa: ANN401 - the room that makes them is imported when the command runs
    """The papers of a dossier, one a line; then what was left alone. What was left out goes beside, not among the papers."""
    from jixiao.findings import as_text

    for path in done.made:
        say(str(path))
    if done.unchanged:
        text = Text("{out}：{n}个文件没有变化，未重写", "{out}: {n} papers have not changed and were left as they are")
        say(text.fill(out=done.job.out, n=len(done.unchanged)).say(language))
    for path in done.beside:
        text = Text(
            "{path} 写出后被改动过，保留原样；新的写在旁边",
            "{path} was edited since it was written and was kept; the new one stands beside it",
        )
        say(text.fill(path=path).say(language))
    if done.left_out:
        head = Text("公开稿没有写入以下内容：", "Left out of the publication copy:").say(language)
        sys.stderr.write("\n".join([head, *(as_text(finding, language) for finding in done.left_out)]) + "\n")
    if done.failure:
        say(
            Text("{path}：未能写出：{why}", "{path}: not written: {why}")
            .fill(path=done.job.dossier, why=done.failure)
            .say(language)
        )


def _stale(options: argparse.Namespace, language: Language) -> int:
    from jixiao.findings import as_json, as_text, has_errors, summary
    from jixiao.report.stale import stale
    from jixiao.tables.reading import read_dossier

    if len(options.dossiers) > 1:
        raise Misuse(Text("--stale 一次核对一个卷宗", "--stale takes one dossier at a time"))
    outcomes = stale(read_dossier(Path(options.dossiers[0])), Path(options.stale))
    if options.json:
        say_json([as_json(outcome, language) for outcome in outcomes])
    else:
        for outcome in outcomes:
            for finding in outcome.findings:
                say(as_text(finding, language))
        say(summary(outcomes).say(language))
    return ERRORS if has_errors(outcomes) else CLEAN
