"""jixiao portfolio collect: dossiers into a lake."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jixiao.command import CLEAN, ERRORS, Parser, Progress, say
from jixiao.wording import Language, Text

order = 100
words = Text("把许多卷宗汇集成数据湖", "collect many dossiers into a lake")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask(
        "sources",
        Text(
            "卷宗，或放着卷宗的文件夹；也可以是网页应用的数据库（数据文件夹、文件或 postgresql:// 地址）",
            "dossiers, or folders in which they stand; or a database of the application (data folder, file or postgresql:// address)",
        ),
        Text("路径", "PATH"),
        nargs="+",
    )
    parser.ask(
        "--out", Text("数据湖放在哪里（新文件夹）", "where the lake is put (a new folder)"), Text("湖", "LAKE"), required=True
    )
    parser.ask(
        "--framework",
        Text("都按这个指标体系（默认各取卷宗所写的）", "the framework for all (each dossier's own by default)"),
        "ID",
    )
    parser.ask(
        "--jobs",
        Text("同时用几个进程（默认与处理器核数相同）", "how many processes (as many as cores by default)"),
        "N",
        type=int,
        default=0,
    )


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code is 1 if a dossier was set aside."""
    collected = _collected(options)
    for each in collected.set_aside:
        say(Text("搁置 {path}：{why}", "set aside {path}: {why}").fill(path=each.path, why=each.because).say(language))
    done = Text(
        "收入 {units} 个单位，分 {parts} 部分；搁置 {aside} 个。数据湖在 {out}",
        "{units} units taken in, in {parts} parts; {aside} set aside. The lake is at {out}",
    )
    say(done.fill(units=collected.units, parts=collected.parts, aside=len(collected.set_aside), out=options.out).say(language))
    return ERRORS if collected.set_aside else CLEAN


def _collected(options: argparse.Namespace) -> Any:  # noqa: ANN401 - the room that makes it is imported when the command runs
    from jixiao.portfolio.database_address import source_of

    database = source_of(options.sources[0]) if len(options.sources) == 1 else None
    if database is not None:
        from jixiao.portfolio.databases import collect_database

        return collect_database(database, Path(options.out), options.framework, options.jobs)
    from jixiao.portfolio.collecting import collect
    from jixiao.portfolio.incoming import dossiers_in

    sources = [Path(source) for source in options.sources]
    progress = Progress(len(dossiers_in(sources)))
    try:
        return collect(sources, Path(options.out), options.framework, options.jobs, tell=progress.tell)
    finally:
        progress.close()
