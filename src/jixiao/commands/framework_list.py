"""jixiao framework list: the frameworks that come with jixiao."""

from __future__ import annotations

import argparse

from jixiao.command import CLEAN, Parser, say
from jixiao.wording import Language, Text

order = 80
words = Text("列出随附的指标体系", "the frameworks that come with jixiao")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    del parser  # it takes none


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    del options
    from jixiao.framework.library import libraries, load_library
    from jixiao.framework.load import load, shipped

    for framework_id in shipped():
        say(f"{framework_id}  {load(framework_id).name.say(language)}")
    for library_id in libraries():
        name = Text("{name}（指标库）", "{name} (library)").fill(name=load_library(library_id).name)
        say(f"{library_id}  {name.say(language)}")
    return CLEAN
