"""Settings that every test shares."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("jixiao", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("jixiao")
