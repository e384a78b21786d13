"""The site as a web server runs it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jixiao.web.settings")
application = get_wsgi_application()
PAGES = get_resolver().url_patterns
"""Loaded before the first visitor comes: he does not wait for it, and a program with a broken page does not start."""
