"""What actions of the workflow and kinds of background work have in common: a file that says what it is, in which order, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import cast

from jixiao.wording import Text


@dataclass(frozen=True)
class Described:
    """A kind as its file describes it."""

    name: str
    module: ModuleType

    @property
    def order(self) -> int:
        """Its place among its like."""
        return cast("int", self.module.order)

    @property
    def words(self) -> Text:
        """What it does."""
        return cast("Text", self.module.words)

    @property
    def permission(self) -> str:
        """Who may do it, or ask for it."""
        return cast("str", self.module.permission)
