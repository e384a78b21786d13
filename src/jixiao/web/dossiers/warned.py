"""A warning of monitoring as pages show it: its light, its sentence, and the indicator that it is about."""

from __future__ import annotations

from typing import NamedTuple

from jixiao.monitor import shown
from jixiao.monitor.rule import Signal
from jixiao.wording import Text


class Warned(NamedTuple):
    """A warning; ``indicator`` is the code of the indicator that it is about, empty where it is about money."""

    light: str
    name: Text
    text: Text
    indicator: str


def warned(signal: Signal) -> Warned:
    """A signal in words."""
    code = signal.spot.code if signal.spot.kind == "indicator" else ""
    return Warned(signal.light, shown.light_name(signal.light), shown.warning(signal), code)
