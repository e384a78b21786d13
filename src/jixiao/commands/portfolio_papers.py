"""jixiao portfolio papers: the official papers of thousands of dossiers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from jixiao.command import CLEAN, ERRORS, Parser, day, listed_words, say
from jixiao.errors import Misuse
from jixiao.wording import Language, Text

order = 111
words = Text("成批写出许多卷宗的全套表和报告，可中断续作", "write the papers of many dossiers; a run that was cut off goes on")

_SECONDS, _MEGABYTES = 300, 2_000


def arguments(parser: Parser) -> None:
    """What the command takes."""
    where = Text("放着卷宗的文件夹，或由卷宗汇集成的数据湖", "the folder in which the dossiers stand, or the lake of them")
    parser.ask("folder", where, Text("文件夹", "FOLDER"))
    parser.ask(
        "--out",
        Text("写到哪个文件夹；每个卷宗占一个子文件夹", "the folder to write into; each dossier has a folder of its own"),
        Text("文件夹", "FOLDER"),
        required=True,
    )
    parser.ask(
        "--only",
        Text("只写这一种（可重复；默认全部）", "only this form (may be repeated; all by default)"),
        "FORM",
        action="append",
    )
    parser.ask(
        "--format",
        Text("格式，用逗号分开（默认全部）", "formats, separated by commas (all by default)"),
        "docx,html,pdf,xlsx",
    )
    parser.ask(
        "--framework",
        Text("都按这个指标体系（默认各取卷宗所写的）", "the framework for all (each dossier's own by default)"),
        "ID",
    )
    parser.ask("--layout", Text("版式：名称，或版式文件的路径", "the layout: its name, or the path of its file"), "LAYOUT")
    parser.ask(
        "--as-of",
        Text(
            "监控表和年中报告截至哪一天（默认6月30日）", "the day of monitoring forms and mid-year reports (June 30 by default)"
        ),
        "DATE",
    )
    parser.ask(
        "--units",
        Text("数据湖中只写这些单位（代码，以逗号分开）", "of a lake, only these units (codes, separated by commas)"),
        "CODES",
    )
    parser.ask(
        "--sample",
        Text("数据湖中只写抽样名单中的单位（.csv）", "of a lake, only the units of a sample (.csv)"),
        Text("文件", "FILE"),
    )
    _ask_bounds(parser)
    _ask_prune(parser)


def _ask_bounds(parser: Parser) -> None:
    jobs = Text("同时用几个进程（默认与处理器核数相同）", "how many processes (as many as cores by default)")
    parser.ask("--jobs", jobs, "N", type=int, default=0)
    seconds = Text("每个卷宗至多几秒（默认 {n}）", "how many seconds a dossier may take ({n} by default)")
    parser.ask("--seconds", seconds.fill(n=_SECONDS), "N", type=int, default=_SECONDS)
    memory = Text("每个进程至多多少内存，MB（默认 {n}）", "how much memory a process may take, in MB ({n} by default)")
    parser.ask("--memory", memory.fill(n=_MEGABYTES), "MB", type=int, default=_MEGABYTES)


def _ask_prune(parser: Parser) -> None:
    parser.flag(
        "--prune",
        Text(
            "卷宗已不在的，其文件移到“卷宗已撤”文件夹（不删除）",
            "put the papers whose dossiers are no longer there aside, in a folder of their own in OUT (nothing is deleted)",
        ),
    )


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code is 1 if a dossier has no papers."""
    from jixiao.document.layout import DEFAULT
    from jixiao.portfolio.pace import Pace
    from jixiao.portfolio.papers import papers
    from jixiao.report.batch import Wanted
    from jixiao.workers import Bounds

    wanted = Wanted(
        options.framework,
        as_of=day(options.as_of) if options.as_of else None,
        only=tuple(options.only or ()),
        formats=tuple(listed_words(options.format)),
        layout=options.layout or DEFAULT,
    )
    tasks = _tasks(options)
    bounds = Bounds(options.seconds, options.memory)
    pace = Pace(len(tasks), sys.stderr, language)
    try:
        tally = papers(tasks, Path(options.out), wanted, options.jobs, bounds, lambda _, done: pace.tell(done.became))
    finally:
        pace.close()
    code = _say(tally, options, language)
    _tell_gone(options, tasks, language)
    return code


def _tasks(options: argparse.Namespace) -> Any:  # noqa: ANN401 - the room is imported when the command runs
    from jixiao.portfolio.lake import MANIFEST
    from jixiao.portfolio.papers import tasks_in

    folder = Path(options.folder)
    if (folder / MANIFEST).exists():
        from jixiao.portfolio.letters import codes_in
        from jixiao.portfolio.papers_of_lake import tasks_of

        return tasks_of(folder, codes_in(Path(options.sample)) if options.sample else listed_words(options.units))
    if options.units or options.sample:
        raise Misuse(Text("--units 和 --sample 只用于数据湖", "--units and --sample are for a lake"))
    return tasks_in(folder)


def _say(tally: Any, options: argparse.Namespace, language: Language) -> int:  # noqa: ANN401 - the room is imported when the command runs
    from jixiao.portfolio.papers import FAILURES

    for failed in tally.failed:
        text = Text("{path}：未能写出：{why}", "{path}: not written: {why}")
        say(text.fill(path=failed.task.dossier, why=failed.because).say(language))
    for path in tally.edited:
        text = Text(
            "{path} 写出后被改动过，保留原样；新的写在旁边",
            "{path} was edited since it was written and was kept; the new one stands beside it",
        )
        say(text.fill(path=path).say(language))
    done = Text(
        "写出 {made} 套，共 {papers} 个文件；{unchanged} 套没有变化；{failed} 个卷宗未能写出。文件在 {out}",
        "{made} sets written, {papers} papers; {unchanged} unchanged; {failed} dossiers without papers. They are in {out}",
    )
    counts = {"made": tally.made, "papers": tally.papers, "unchanged": tally.unchanged, "failed": len(tally.failed)}
    say(done.fill(**counts, out=options.out).say(language))
    if tally.failed:
        text = Text("未写出的卷宗和原因见 {file}", "The dossiers without papers and the reasons stand in {file}")
        say(text.fill(file=Path(options.out) / FAILURES).say(language))
    return ERRORS if tally.failed else CLEAN


def _tell_gone(options: argparse.Namespace, tasks: Any, language: Language) -> None:  # noqa: ANN401 - see above
    """Say which papers have no dossier any more; of a lake all units count, also where only some were asked for."""
    from jixiao.portfolio.papers_gone import ASIDE, LIST, gone

    if options.units or options.sample:
        from jixiao.portfolio.papers_of_lake import tasks_of

        tasks = tasks_of(Path(options.folder))
    found = gone(Path(options.out), Path(options.folder), {task.name for task in tasks}, prune=options.prune)
    standing = sum(each.aside is None for each in found)
    if standing:
        text = Text(
            "另有 {n} 套文件，卷宗已不在 {folder}：见 {file}；加 --prune 移到“{aside}”文件夹",
            "{n} more sets stand whose dossiers are no longer in {folder}: see {file}; --prune moves them to the folder {aside}",
        )
        say(text.fill(n=standing, folder=options.folder, file=Path(options.out) / LIST, aside=ASIDE).say(language))
    if len(found) > standing:
        text = Text(
            "卷宗已不在的 {n} 套文件移到了 {folder}", "{n} sets whose dossiers are no longer there were moved to {folder}"
        )
        say(text.fill(n=len(found) - standing, folder=Path(options.out) / ASIDE).say(language))
