"""Django's own commands: ``python -m jixiao.web migrate``, ``… check --deploy``."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jixiao.web.settings")
    execute_from_command_line(["python -m jixiao.web", *sys.argv[1:]])
