"""The kinds of a folder, collected by file name. Nothing lists them: adding a kind is adding its file."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from jixiao.errors import Misuse
from jixiao.wording import Text, same


@cache
def names(folder: str) -> tuple[str, ...]:
    """The names of all kinds in a package such as ``jixiao.framework.rules``, in order; none of them is loaded."""
    package = import_module(folder)
    return tuple(sorted(module.name for module in iter_modules(package.__path__) if not module.name.startswith("_")))


@cache
def load(folder: str, name: str) -> ModuleType:
    """The module of one kind, loaded when it is first asked for; an unknown name is ``Misuse`` that lists the known ones."""
    if name not in names(folder):
        raise Misuse(
            Text("没有名为“{name}”的种类；已有：{known}", "There is no kind named “{name}”; known are: {known}").fill(
                name=name, known=same(", ".join(names(folder)))
            )
        )
    return import_module(f"{folder}.{name}")
