"""jixiao portfolio try: another framework, or other weights, over everybody."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, WHICH_FRAMEWORK, Parser, say
from jixiao.wording import Language, Text

order = 105
words = Text("换一个指标体系或权重：谁的等次会变，为什么", "with another framework or weights: whose grade changes, and why")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("lake", Text("数据湖", "the lake"), Text("湖", "LAKE"))
    parser.ask("before", WHICH_FRAMEWORK, "ID")
    parser.ask("after", WHICH_FRAMEWORK, "ID")
    parser.ask("--out", Text("结果放在哪里", "where the result is put"), Text("文件夹", "FOLDER"), required=True)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it."""
    from jixiao.portfolio.what_if import what_if

    found = what_if(Path(options.lake), options.before, options.after, Path(options.out))
    head = Text("{units} 个单位，{changed} 个等次改变", "{units} units; {changed} change their grade")
    say(head.fill(units=found.units, changed=found.changed).say(language))
    if found.unknown != "0":
        lacking = Text(
            "新体系中有 {points} 分，数据湖里没有相应事实", "For {points} points of the new framework the lake has no facts"
        )
        say(lacking.fill(points=found.unknown).say(language))
    for each in found.moved:
        line = Text("  {before} → {after}：{units} 个", "  {before} → {after}: {units}")
        say(line.fill(before=each.before, after=each.after, units=each.units).say(language))
    for cause in found.causes:
        line = Text("  {item}：{units} 个单位，合计 {points} 分", "  {item}: {units} units, {points} points together")
        say(line.fill(item=cause.item_code, units=cause.units, points=cause.points).say(language))
    return CLEAN
