"""The words of generated papers, read from ``words.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jixiao.files.yamls import read_yaml


@cache
def words() -> Any:  # noqa: ANN401 - a file of lists and mappings
    """All of them."""
    return read_yaml(Path(__file__).with_name("words.yaml")).data
