"""jixiao review: read anybody's report or form, and say what does not hold."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jixiao.command import CLEAN, ERRORS, Parser, Progress, say, say_json
from jixiao.errors import Misuse
from jixiao.wording import Language, Text

order = 60
words = Text("审核别人写的报告和表：哪里不成立、算式是什么", "read anybody's report or form and say what does not hold")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    files = Text(
        "要审核的文件（docx、xlsx、pdf、html、纯文本等）、文件夹或通配式，可有多个",
        "papers (docx, xlsx, pdf, html, txt …), folders or patterns, one or more",
    )
    parser.ask("files", files, Text("文件", "FILE"), nargs="+")
    parser.ask("--dossier", Text("与这个卷宗核对", "hold them against this dossier"), metavar="DOSSIER")
    parser.ask("--framework", Text("按这个指标体系复算", "work scores out anew by this framework"), metavar="ID")
    parser.ask("--annotate", Text("把意见批注在副本里，写到这个文件夹", "write annotated copies into this folder"), metavar="DIR")
    parser.ask("--sheet", Text("写出审核工作表", "write the reviewer's workbook"), metavar="FILE.xlsx")
    parser.ask(
        "--suppress", Text("按这个文件不再提示已核实的问题", "leave out what this file says was looked at"), metavar="FILE"
    )
    parser.ask(
        "--write-suppressions",
        Text("把现有问题写成待填理由的登记文件", "write what is found as such a file, whose reasons are to be filled in"),
        metavar="FILE",
    )
    parser.ask("--quality", Text("质量等次的界限（YAML）", "the bounds of the grades of quality, a YAML file"), metavar="FILE")
    parser.ask(
        "--jobs",
        Text("同时用几个进程（默认与处理器核数相同）", "how many processes (as many as cores by default)"),
        type=int,
        default=0,
        metavar="N",
    )
    parser.flag("--json", Text("输出 JSON", "print JSON"))
    parser.flag("--sarif", Text("输出 SARIF 2.1.0", "print SARIF 2.1.0"))


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.review.likeness import copies, findings
    from jixiao.review.many import Wanted, files_of, review_all
    from jixiao.review.results import reviewed
    from jixiao.review.summary import grades_in, shipped_grades
    from jixiao.review.suppressing import read_suppressions

    if options.json and options.sarif:
        raise Misuse(Text("--json 与 --sarif 只能用一个", "--json and --sarif exclude each other"))
    grades = grades_in(Path(options.quality)) if options.quality else shipped_grades()
    suppressions = read_suppressions(Path(options.suppress)) if options.suppress else None
    paths = files_of(options.files)
    wanted = Wanted(Path(options.dossier) if options.dossier else None, options.framework, with_sentences=len(paths) > 1)
    progress = Progress(len(paths))
    found = review_all(paths, wanted, options.jobs, progress.tell)
    progress.close()
    alike = copies(found) if len(found) > 1 else []
    papers = reviewed(found, grades, suppressions, findings(alike) if len(found) > 1 else None)
    written = list(_write(papers, alike, options, language))
    _say(papers, written, options, language)
    if suppressions is not None:
        _complain(suppressions, language)
    return ERRORS if any(paper.summary.errors for paper in papers) else CLEAN


def _write(papers: Any, alike: Any, options: argparse.Namespace, language: Language) -> Iterator[Path]:  # noqa: ANN401 - the rooms are imported when the command runs
    """Write what was asked for; the files come back."""
    from jixiao.document.formats.xlsx import write
    from jixiao.review.annotated import annotate_all
    from jixiao.review.sheet import sheet
    from jixiao.review.suppressing import write_suppressions

    if options.annotate:
        yield from annotate_all(papers, Path(options.annotate), language)
    if options.sheet:
        write(sheet(papers, alike, language), Path(options.sheet))
        yield Path(options.sheet)
    if options.write_suppressions:
        listed = ((paper.result.path.name, finding) for paper in papers for finding in paper.outcome.findings)
        write_suppressions(Path(options.write_suppressions), listed)
        yield Path(options.write_suppressions)


def _say(papers: Any, written: list[Path], options: argparse.Namespace, language: Language) -> None:  # noqa: ANN401 - see above
    from jixiao.review.results import as_json, as_text, totals
    from jixiao.review.sarif import sarif

    if options.json:
        say_json([as_json(paper, language) for paper in papers])
        return
    if options.sarif:
        say_json(sarif(papers, language))
        return
    for paper in papers:
        say(as_text(paper, language))
    if len(papers) > 1:
        say(totals(papers).say(language))
    for path in written:
        say(Text("已写出 {path}", "written: {path}").fill(path=path).say(language))


def _complain(suppressions: Any, language: Language) -> None:  # noqa: ANN401 - see above
    """Tell those who read the screen which entries fit nothing."""
    from jixiao.findings import as_text

    for finding in suppressions.unused():
        sys.stderr.write(as_text(finding, language) + "\n")
