"""YAML written: plain data that reads back as the same data, in the order in which it was given."""

from __future__ import annotations

from pathlib import Path

import yaml

from jixiao.files.writing import write_bytes
from jixiao.files.yamls import Data

_WIDTH = 120


def write_yaml(path: Path, data: Data) -> None:
    """Write data as a YAML file, beside and then swapped in."""
    text = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    write_bytes(path, text.encode())


class _Dumper(yaml.SafeDumper):
    """Never refers back to a part that stands twice, because readers here accept no references."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the library asks for each part
        """Write every part in full."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """A text; one with line ends or signs that YAML folds stands in quotation marks with those signs escaped."""
    is_odd = any(not sign.isprintable() or sign in _FOLDED for sign in text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if is_odd else None)


_FOLDED = "\x85\u2028\u2029\ufeff"
_Dumper.add_representer(str, _text)
