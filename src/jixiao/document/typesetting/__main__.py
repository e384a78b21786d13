"""Sets the pages that another process of ours asks for; the folder that it prepared is the only argument."""

from __future__ import annotations

import sys
from pathlib import Path

from jixiao.document.typesetting.compiling import compiled_from

if __name__ == "__main__":
    compiled_from(Path(sys.argv[1]))
