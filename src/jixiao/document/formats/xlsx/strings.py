"""A workbook whose list of texts is written here: every text as it stands, also one that the library takes for XML (<r>…</r>)."""

from __future__ import annotations

import re
from html import escape

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="{count}" uniqueCount="{unique}">'
)
_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class Book(Workbook):  # type: ignore[misc]  # the library has no types
    """A workbook that is made in memory."""

    def _get_packager(self) -> Packager:
        """As the library offers: "this allows the default packager to be over-ridden"."""
        return _Packager()


class _Packager(Packager):  # type: ignore[misc]  # the library has no types
    def _write_shared_strings_file(self) -> None:
        table = self.workbook.str_table
        if table.count:
            head = _HEAD.format(count=table.count, unique=table.unique_count)
            self._filename("xl/sharedStrings.xml").write(f"{head}{''.join(map(_item, table.string_array))}</sst>")


def _item(text: str) -> str:
    """A text as Excel reads it: what looks like the code of a sign is written by its code, as are signs that XML cannot hold."""
    if "_x" in text or not text.isprintable():
        text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", _CODE.sub("_x005F_", text))
    keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<si><t{keep}>{escape(text, quote=False)}</t></si>"
