"""Files that were made to do harm, or that harm befell, each by its name."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.document.old_workbook import WORKBOOK

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)) + "]>"
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    "</Types>"
)

Make = Callable[[Path], None]


def _package(path: Path, main: str, parts: dict[str, str | bytes], relations: str = "") -> None:
    folder, _, name = main.rpartition("/")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_SPACE}"><Relationship Id="r" Type="{_KIND}/officeDocument" Target="{main}"/></Relationships>',
        )
        archive.writestr(f"{folder}/_rels/{name}.rels", f'<Relationships xmlns="{_SPACE}">{relations}</Relationships>')
        for part, content in parts.items():
            archive.writestr(part, content)


def docx(body: str, head: str = "", **parts: str) -> Make:
    """A Word file with this body."""
    relations = "".join(f'<Relationship Id="r{name}" Type="{_KIND}/{name}" Target="{name}.xml"/>' for name in parts)
    more = {f"word/{name}.xml": content for name, content in parts.items()}
    main = f"{head}<w:document {_W}><w:body>{body}</w:body></w:document>"
    return lambda path: _package(path, "word/document.xml", {"word/document.xml": main, **more}, relations)


def xlsx(rows: str, sheets: int = 1, head: str = "") -> Make:
    """An Excel file with these rows on each sheet."""
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{_KIND}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in range(sheets)
    )
    listed = "".join(f'<sheet name="S{at}" sheetId="{at + 1}" r:id="r{at}"/>' for at in range(sheets))
    sheet = f"{head}<worksheet {_S}><sheetData>{rows}</sheetData></worksheet>"
    parts: dict[str, str | bytes] = {f"xl/worksheets/sheet{at}.xml": sheet for at in range(sheets)}
    parts["xl/workbook.xml"] = f"<workbook {_S}><sheets>{listed}</sheets></workbook>"
    return lambda path: _package(path, "xl/workbook.xml", parts, relations)


def raw(content: bytes | str, times: int = 1) -> Make:
    """A file of just these bytes."""
    data = content if isinstance(content, bytes) else content.encode()

    def make(path: Path) -> None:
        with path.open("wb") as stream:
            for _ in range(times):
                stream.write(data)

    return make


def _bomb(part: str, size: int) -> Make:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                "_rels/.rels",
                f'<Relationships xmlns="{_SPACE}"><Relationship Id="r" Type="{_KIND}/officeDocument" Target="{part}"/></Relationships>',
            )
            with archive.open(part, "w") as stream:
                for _ in range(size // 1_000_000):
                    stream.write(bytes(1_000_000))

    return make


def _members(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for at in range(20_000):
            archive.writestr(f"word/{at}", "")


def _liar(path: Path) -> None:
    """A part that unpacks to far more than the archive says."""
    make = docx("<w:p><w:r><w:t>" + "甲" * 5_000_000 + "</w:t></w:r></w:p>")
    make(path)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("word/document.xml").file_size
    data = path.read_bytes().replace(struct.pack("<L", size), struct.pack("<L", 100))
    path.write_bytes(data)


def _encrypted(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(3000))


def _pdf(content: bytes, more: bytes = b"") -> Make:
    objects = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<>>>>endobj " + more
    )
    packed = zlib.compress(content, 9)
    stream = b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj " % (len(packed), packed)
    return raw(b"%PDF-1.4\n" + objects + stream + b"trailer<</Root 1 0 R>>\n%%EOF")


_DEEP = 100_000
_PARAGRAPH = "<w:p><w:r><w:t>预算2157.27万元</w:t></w:r></w:p>"
_CELL = f"<w:tc>{_PARAGRAPH}</w:tc>"

FILES: dict[str, Make] = {
    "bomb.docx": _bomb("word/document.xml", 300_000_000),
    "bomb.xlsx": _bomb("xl/workbook.xml", 300_000_000),
    "members.docx": _members,
    "liar.docx": _liar,
    "encrypted.docx": _encrypted,
    "encrypted.xls": _encrypted,
    "deep.docx": docx("<w:sdt><w:sdtContent>" * _DEEP + "</w:sdtContent></w:sdt>" * _DEEP),
    "nested.docx": docx("<w:tbl><w:tr><w:tc>" * 60 + _PARAGRAPH + "</w:tc></w:tr></w:tbl>" * 60),
    "boxes.docx": docx("<w:p><w:r><w:pict><w:txbxContent>" * 60 + _PARAGRAPH + "</w:txbxContent></w:pict></w:r></w:p>" * 60),
    "laughs.docx": docx("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", _LAUGHS),
    "long.docx": docx(_PARAGRAPH * 600_000),
    "rows.docx": docx(f"<w:tbl>{f'<w:tr>{_CELL * 4}</w:tr>' * 40_000}</w:tbl>"),
    "too-many-rows.docx": docx(f"<w:tbl>{f'<w:tr>{_CELL}</w:tr>' * 250_000}</w:tbl>"),
    "before.docx": docx(f'<w:tbl>{f"""<w:tr><w:trPr><w:gridBefore w:val="999"/></w:trPr>{_CELL}</w:tr>""" * 5_000}</w:tbl>'),
    "wide.docx": docx(f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>{_PARAGRAPH}</w:tc></w:tr></w:tbl>'),
    "merged.docx": docx(
        "<w:tbl>" + f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{_PARAGRAPH}</w:tc>{_CELL}</w:tr>" * 20_000 + "</w:tbl>"
    ),
    "numbers.docx": docx(
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>' * 50_000,
        numbering=f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="9{"9" * 4000}"/><w:numFmt '
        'w:val="lowerRoman"/><w:lvlText w:val="%1%1%1%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        "</w:numbering>",
    ),
    "laughs.xlsx": xlsx('<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>', head=_LAUGHS),
    "deep.xlsx": xlsx("<row>" * _DEEP + "</row>" * _DEEP),
    "full.xlsx": xlsx("".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(1, 1_048_577))),
    "stray.xlsx": xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'),
    "styled.xlsx": xlsx("".join(f'<row r="{at}"><c r="A{at}" s="0"/><c r="XFD{at}" s="0"/></row>' for at in range(1, 300_000))),
    "sheets.xlsx": xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', sheets=1000),
    "far.xlsx": xlsx('<row r="1"><c r="ZZZ9999999"><v>1</v></c></row>'),
    "merge.xlsx": xlsx('<row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData>'),
    "deep.html": raw("<html><body>" + "<div>" * _DEEP + "甲"),
    "tables.html": raw("<html><body>" + "<table><tr><td>" * 3_000 + "甲"),
    "wide.html": raw('<html><body><table><tr><td colspan="999999999" rowspan="999999999">甲</td></tr></table>'),
    "grid.html": raw("<html><table>" + '<tr><td colspan="1000" rowspan="60000">甲</td></tr>' * 1_000),
    "many.html": raw("<html><body>" + "<p>甲</p>" * 2_000_000),
    "laughs.html": raw(_LAUGHS.replace("<!DOCTYPE x", "<!DOCTYPE html") + "<html><body>&j;</body></html>"),
    "bomb.pdf": _pdf(b"BT (a) Tj ET " * 20_000_000),
    "endless.pdf": _pdf(b"q " * 5_000_000),
    "page.pdf": raw(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 999999999>>endobj trailer<</Root 1 0 R>>"),
    "bare.pdf": raw(b"%PDF-1.7\n" + bytes(range(256)) * 1000),
    "long.txt": raw("绩效评价，预算完成率为99.86%，自评得分97.99分。\n" * 10_000, 40),
    "too-long.txt": raw("绩效评价，预算完成率为99.86%。\n" * 10_000, 250),
    "one-line.txt": raw("绩效" * 1_000_000, 10),
    "lines.txt": raw("a\n" * 1_000_000, 30),
    "bars.txt": raw("|" * 1_000_000, 50),
    "spaces.txt": raw((" a  b" * 2_000 + "\n") * 20, 100),
    "tabs.txt": raw("1\t2\t3\n" * 200_000),
    "columns.txt": raw(("a" + "  b" * 150 + "\n") * 500, 20),
    "hashes.txt": raw("#" * 10_000_000),
    "binary.txt": raw(bytes(range(256)), 10_000),
    "quote.csv": raw('a,b\n"' + "x" * 3_000_000),
    "wide.csv": raw("," * 5_000_000),
    "rows.csv": raw("1,2,3\n" * 300_000),
    "long.csv": raw("1,2,3,4,5,6,7,8\n" * 10_000, 300),
    "bare.xls": raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)),
    "chain.xls": raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + b"\1\0\0\0" * 2000),
    "circle.xls": raw(WORKBOOK[:512] + bytes(512) + WORKBOOK[1024:]),
    "biff.xls": raw(b"\x09\x08\x10\0\0\x06\x05\0" + b"\x85\0\x08\0" * 50_000),
}  # fmt: skip
for _ending in ("docx", "xlsx", "pdf", "html", "htm", "txt", "csv", "xls", "et", "doc", "wps", "odt", "ods"):
    FILES[f"empty.{_ending}"] = raw(b"")
    FILES[f"noise.{_ending}"] = raw(bytes((at * 7919 + at // 13) % 256 for at in range(5000)))
