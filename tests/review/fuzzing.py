"""A fuzzer guided by coverage for what reads words and cells: an input that runs a line that none ran before is kept and changed on.

``make fuzz MINUTES=5`` runs it; what breaks is written into ``out/fuzz`` and ends it. Targets are text in, nothing out, and must not raise.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

from jixiao.document.foreign.txt.flow import flowed
from jixiao.document.model import Document
from jixiao.document.opening import Opened
from jixiao.document.tidy import tidied
from jixiao.review.form_reading.cells import amount, measured, operator_of, share
from jixiao.review.form_reading.words import words
from jixiao.review.lexer import YUAN, tokens
from jixiao.review.normal import normal
from jixiao.review.reviewing import Against, reviewed

SECONDS = 10
"""What one input may take; all are short."""

LONGEST = 3_000
WATCHED = "jixiao/review"
Target = Callable[[str], object]


def lexer(text: str) -> None:
    read = normal(text)
    found = list(tokens(read.text))
    assert all(0 <= token.start < token.end <= len(read.text) for token in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def cells(text: str) -> None:
    for line in text.splitlines():
        measured(line)
        measured(line, "年")
        share(line)
        operator_of(line)
        amount(line, YUAN["万元"])
        words().column(line)


def paper(text: str) -> None:
    """All that a review does with a text: its tables and forms, its statements, every check."""
    made = flowed(text)
    reviewed(Path("paper.txt"), Opened(tidied(Document("", tuple(made.blocks))), {}), Against())


TARGETS: dict[str, Target] = {"lexer": lexer, "cells": cells, "paper": paper}

SEEDS = (
    "2023年度自评报告\n\n一、概况\n\n年度支出预算2157.27万元，本年支出2154.34万元，完成预算的99.86%。截至2023年6月31日，进度60%。",
    "全年接待457批2095人次，其中省级33批80人次，市级74批181人次，其他350批1834人次；扣2分，得97.99分，等次为优。",
    "≥735人次\n90%以上\n不低于10年\n=100%\n300余本\n约1600人\n95-100%\n0.8619\n1,234.50万元\n未填报\n—",
    (
        "自评表\n单位：万元\n| 项目名称 | 甲 | < | < | < |\n| 资金 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |\n| 总额 | 43.2 | 43.2 | 37.24 | 86% |\n"
        "| 一级指标 | 三级指标 | 指标值 | 完成值 | 得分 |\n| 产出（50分） | 甲（20分） | ≥3栋 | 3栋 | 20 |\n| ^ | 乙（30分） | 95% | 0.9 | 30 |\n| 总分 | < | < | < | 50 |"
    ),
    "| 项目 | 决算数 | 上年决算数 | 比上年增减额 | 增减率 |\n|---|---|---|---|---|\n| 甲 | 3.02 | 3.11 | -0.09 | -2.80% |\n| 合计 | 6.00 | 5.00 | 1.00 | 20% |",
    "三、存在问题\n\n一是预算编制不够精细；二是资产管理有待加强。\n\n四、改进措施\n\n要完善制度，由办公室负责，2024年6月底前完成。",
)
PIECES = (
    *(
        "0",
        "9",
        ".",
        ",",
        "%",
        "％",
        "‰",
        "万元",
        "元",
        "分",
        "批",
        "人次",
        "年",
        "月",
        "日",
        "2023",
        "12",
        "31",
        "-",
        "—",
        "～",
        "≥",
        "≤",
    ),
    *(
        "其中",
        "分别为",
        "合计",
        "占",
        "同比增长",
        "等5个方面",
        "扣",
        "得",
        "满分",
        "（",
        "）",
        "“",
        "”",
        "、",
        "，",
        "。",
        "；",
        "：",
        "\n",
        "\n\n",
    ),
    *(
        "|",
        "^",
        "<",
        "---",
        "\u3000",
        "\u200b",
        "０",
        "９",
        "一、",
        "（一）",
        "1.",
        "①",
        "约",
        "余",
        "以上",
        "不超过",
        "总分",
        "权重",
        "执行率",
    ),
)


class Found(NamedTuple):
    """What a run of the fuzzer came to."""

    tried: int
    kept: int
    lines: int


class Broken(Exception):
    """An input at which a target raised."""


class Coverage:
    """The lines that ran, of the files that are watched."""

    def __init__(self) -> None:
        self.seen: set[tuple[CodeType, int]] = set()

    def trace(self, frame: FrameType, event: str, _: object) -> Any:
        if event == "call" and WATCHED not in frame.f_code.co_filename:
            return None
        if event == "line":
            self.seen.add((frame.f_code, frame.f_lineno))
        return self.trace

    @contextmanager
    def watched(self) -> Iterator[None]:
        before = sys.gettrace()
        sys.settrace(self.trace)
        try:
            yield
        finally:
            sys.settrace(before)


def changed(corpus: list[str], chance: random.Random) -> str:
    """Another input, from one or two that are known."""
    text = chance.choice(corpus)
    for _ in range(chance.randint(1, 6)):
        at, end = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        end = min(end, at + 40)
        match chance.randrange(6):
            case 0:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 1:
                text = text[:at] + text[end:]
            case 2:
                text = text[:at] + text[at:end] * chance.randint(2, 5) + text[end:]
            case 3:
                other = chance.choice(corpus)
                start = chance.randint(0, len(other))
                text = text[:at] + other[start : start + 60] + text[at:]
            case 4:
                text = (
                    text[:at] + chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x3000, 0xA000)))) + text[at + 1 :]
                )
            case _:
                text = text[:at] + chance.choice(PIECES) + text[end:]
    return text[:LONGEST]


def fuzz(target: Target, seconds: float, seed: int = 0, most: int | None = None) -> Found:
    """Change inputs for so many seconds; ``Broken`` with the input at which the target raised, or took too long."""
    chance, coverage = random.Random(seed), Coverage()
    corpus: list[str] = []
    waiting, tried, until = list(SEEDS), 0, time.monotonic() + seconds
    while (waiting or time.monotonic() < until) and (most is None or tried < most):
        text = waiting.pop() if waiting else changed(corpus, chance)
        before = len(coverage.seen)
        try:
            with coverage.watched(), within(SECONDS):
                target(text)
        except Exception as error:
            raise Broken(text) from error
        tried += 1
        if len(coverage.seen) > before:
            corpus.append(text)
    return Found(tried, len(corpus), len(coverage.seen))


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Stop what takes longer."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def main() -> int:
    """Run every target for its share of the minutes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=3)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--out", type=Path, default=Path("out/fuzz"))
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}\n")
    for name, target in TARGETS.items():
        try:
            found = fuzz(target, options.minutes * 60 // len(TARGETS), options.seed)
        except Broken as broken:
            options.out.mkdir(parents=True, exist_ok=True)
            path = options.out / f"{name}-{sha256(str(broken).encode()).hexdigest()[:10]}.txt"
            path.write_text(str(broken), "utf-8")
            sys.stdout.write(f"{name}: {broken.__cause__!r} at the input in {path}\n")
            return 1
        sys.stdout.write(f"{name}: {found.tried} inputs, {found.kept} kept, {found.lines} lines\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
