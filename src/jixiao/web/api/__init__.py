"""The API: everything that pages do, for other programs. The library behind it is imported in this room only, and only once."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():  # it still uses a name of the library below it that goes away some day
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"(ninja|pydantic)(\..*)?")
    import ninja

__all__ = ["ninja"]
