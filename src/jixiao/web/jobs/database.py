"""Where the database stands, as the rooms below name it, which read it without Django."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from jixiao.portfolio.database_address import Source


def source() -> Source:
    """The database and the data folder of this site."""
    return Source(_address(), Path(settings.DATA))


def _address() -> str:
    said = {name: str(value) for name, value in connection.settings_dict.items() if isinstance(value, (str, int, Path))}
    if connection.vendor != "postgresql":
        return said["NAME"]
    who = f"{quote(said['USER'], safe='')}:{quote(said['PASSWORD'], safe='')}@" if said["USER"] else ""
    port = f":{said['PORT']}" if said["PORT"] else ""
    return f"postgresql://{who}{said['HOST']}{port}/{said['NAME']}"
