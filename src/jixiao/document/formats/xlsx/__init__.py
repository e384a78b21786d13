"""Excel files (.xlsx): every table on a sheet of its own, the way official forms are filled in and printed.

Running text stands on the sheet 正文, the numbers of charts on 图表, and what each figure came from on 数据来源. A cell that people fill
in is unlocked and tinted, and is found again wherever it stands (``entries``). What no sheet shows is carried on a hidden one: the
order of text and tables among each other, the parts of a text that are bold, styles of lines, kinds of cells, widths in proportion, and
the trace. If people's programs drop that sheet, tables and lines are read as they stand, sheet by sheet. Pictures and charts that
people add themselves are not read, nor are comments and the colours of cells.
"""

from __future__ import annotations

from jixiao.document.formats.xlsx.reading import read
from jixiao.document.formats.xlsx.writing import write

__all__ = ["read", "write"]
