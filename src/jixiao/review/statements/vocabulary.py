"""Words of the domain that a reader goes by, from the YAML file of its name: lists by key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import as_file, files

from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text


@cache
def vocabulary(name: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of ``statements/NAME.yaml``. A fault in a shipped file is a programming error (``ValueError``)."""
    findings = list[Finding]()
    with as_file(files("jixiao.review.statements") / f"{name}.yaml") as path:
        part = Part.top(read_yaml(path), path.name, "vocabulary", findings)
        found = {key: tuple(part.words(key)) for key in part.data or {}}
    if findings:
        raise ValueError("\n".join(as_text(finding, "en") for finding in findings))
    return found


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest first; words of a vocabulary are plain or patterns themselves."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """The words of one list as a pattern."""
    return re.compile(any_of(vocabulary(name)[key]))
