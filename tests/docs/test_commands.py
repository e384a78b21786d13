"""What the READMEs, the tutorial, the how-to pages and the architecture page tell a reader to do works, and shows what they show.

```console          `$ jixiao …` and `$ export …` are run in the page's own empty folder; the lines below are what they print.
                    … stands for anything within a line, and alone in a line for any lines. `$ echo $?` shows an exit code;
                    without it a command ends with 0. Other commands (make, pip) are left alone.
```diff             `--- FILE`, then lines to take away and to put in: each stands in the file exactly once.
**`FILE`**          the next fenced block is the content of that file.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page.relative_to(ROOT).as_posix()
    for pattern in ("README*.md", "docs/tutorial/*.md", "docs/how-to/*.md", "docs/explanation/*.md")
    for page in ROOT.glob(pattern)
)
FENCE = re.compile(r"(?:^\*\*`(?P<file>[^`]+)`\*\*\n\n)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
ANYTHING = "…"


class Step(NamedTuple):
    command: str
    shown: list[str]


class Reader:
    """Somebody who does what a page says, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        self.env.pop("JIXIAO_LANG", None)
        self.code = 0

    def follow(self, page: str) -> int:
        done = 0
        for block in FENCE.finditer(page):
            if block["file"]:
                self.write(block["file"], block["body"])
            elif block["kind"] == "diff":
                self.change(block["body"])
            elif block["kind"] == "console":
                found = list(steps(block["body"]))
                for place, step in enumerate(found):
                    following = found[place + 1].command if place + 1 < len(found) else ""
                    done += self.do(step, tells_code=following == "echo $?")
        return done

    def write(self, name: str, body: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")

    def change(self, body: str) -> None:
        head, *lines = body.splitlines()
        path = self.folder / head.removeprefix("--- ")
        text = path.read_text(encoding="utf-8")
        out = "".join(f"{line[1:]}\n" for line in lines if line.startswith("-"))
        into = "".join(f"{line[1:]}\n" for line in lines if line.startswith("+"))
        if out:
            assert text.count(out) == 1, (path.name, out)
            text = text.replace(out, into)
        else:
            text = text.removesuffix("\n") + "\n" + into
        path.write_text(text, encoding="utf-8")

    def do(self, step: Step, *, tells_code: bool) -> int:
        name, *words = shlex.split(step.command, comments=True)
        if name == "export":
            self.env.update((key, value) for key, _, value in (word.partition("=") for word in words))
        elif name == "echo":
            assert [str(self.code)] == step.shown, step.command
        elif name == "jixiao":
            ran = subprocess.run(
                [sys.executable, "-m", "jixiao.cli", *words],
                cwd=self.folder,
                env=self.env,
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            self.code = ran.returncode
            printed = ran.stdout + ran.stderr
            assert tells_code or ran.returncode == 0, f"$ {step.command}\n{printed}"
            if step.shown:
                assert fits(step.shown, printed.splitlines()), f"$ {step.command}\n{printed}"
            return 1
        return 0


def steps(body: str) -> Iterator[Step]:
    for line in body.splitlines():
        if line.startswith("$ "):
            step = Step(line.removeprefix("$ "), [])
            yield step
        else:
            step.shown.append(line)


def fits(shown: list[str], printed: list[str]) -> bool:
    patterns = [
        r"(?:[^\n]*\n)*?" if line.strip() == ANYTHING else re.escape(line.rstrip()).replace(ANYTHING, "[^\n]*") + "\n"
        for line in shown
    ]
    return re.fullmatch("".join(patterns), "".join(f"{line.rstrip()}\n" for line in printed)) is not None


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_tells_to_do_works_and_shows_what_it_shows(page: str, tmp_path: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    done = Reader(tmp_path).follow(text)
    assert done or "$ jixiao" not in text


def test_lines_that_are_left_out_match_anything_and_nothing_else() -> None:
    assert fits(["a", "…", "d 1… end"], ["a", "b", "c", "d 12 end"])
    assert not fits(["a", "c"], ["a", "b", "c"])
    assert not fits(["a"], ["a", "b"])


def test_the_readmes_begin_with_the_two_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        block = FENCE.search((ROOT / name).read_text(encoding="utf-8"))
        assert block is not None
        assert [line.split("#")[0].strip() for line in block["body"].splitlines()] == ["make demo", "make test"], name
