"""jixiao portfolio score: all units of a lake, on any engine."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, ERRORS, Parser, Progress, say
from jixiao.wording import Language, Text

order = 101
words = Text("给数据湖里的所有单位计分、评等、排名", "score, grade and rank all units of a lake")
_MEMORY = 1_500


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("lake", Text("数据湖", "the lake"), Text("湖", "LAKE"))
    parser.ask("--out", Text("结果放在哪里", "where the result is put"), Text("湖", "LAKE"), required=True)
    parser.ask_engine()
    memory = Text("最多用多少内存，MB（默认 {n}）", "memory at most, in MB ({n} by default)").fill(n=_MEMORY)
    parser.ask("--memory", memory, "MB", type=int, default=_MEMORY)
    parser.ask("--threads", Text("最多用几个线程（默认全部）", "threads at most (all by default)"), "N", type=int, default=0)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it."""
    from jixiao.portfolio.engine import Settings
    from jixiao.portfolio.lake import lake_at
    from jixiao.portfolio.scoring import score_lake

    lake = lake_at(Path(options.lake), "fact", "unit")
    progress = Progress(len(lake.parts("fact")))
    settings = Settings(options.memory, options.threads, options.address)
    try:
        made = score_lake(lake.path, Path(options.out), options.engine, settings, lambda part: progress.tell(Path(part)))
    finally:
        progress.close()
    done = Text(
        "{units} 个单位已按 {frameworks} 计分（{engine}）：重算 {scored} 部分，沿用 {kept} 部分。结果在 {out}",
        "{units} units scored by {frameworks} ({engine}): {scored} parts scored, {kept} kept. The result is at {out}",
    )
    said = done.fill(
        units=made.units,
        frameworks="、".join(made.frameworks),
        engine=made.engine,
        scored=len(made.scored),
        kept=len(made.kept),
        out=options.out,
    )
    say(said.say(language))
    for framework, units in made.set_aside.items():
        say(_ASIDE.fill(units=units, framework=framework, out=options.out).say(language))
    return ERRORS if made.set_aside else CLEAN


_ASIDE = Text(
    "{units} 个单位按 {framework} 评定等级字母，没有分数，未成批计分，名单在 {out}/set_aside；请用 jixiao score 逐个评定",
    "{units} units are rated by {framework}, which gives letters and no points: they were set aside and are listed in {out}/set_aside; "
    "use jixiao score for each of them",
)
