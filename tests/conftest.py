"""Settings that every test shares."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("jixiao", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("jixiao")

os.environ.setdefault("JIXIAO_KEY", "a key that only tests use, and that opens nothing but what they make")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jixiao.web.settings")
