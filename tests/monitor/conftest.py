"""Tests of forecasts use the years of ``benchmarks/``, so that both speak of the same."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
