"""The types of the fixtures that stand in ``conftest``."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from jixiao.web.dossiers.writing import Writer

Who = Callable[[str], Writer]
"""Somebody of the demonstration who writes."""

Browser = Callable[[str], Client]
"""Somebody of the demonstration at a browser."""
