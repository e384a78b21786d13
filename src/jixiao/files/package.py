"""Office files from outside, opened within bounds: zip archives of XML parts, where nothing is unpacked before it is measured."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, Self

from lxml import etree

from jixiao.errors import Unreadable
from jixiao.files.reading import read_bounded
from jixiao.wording import Text

LARGEST_FILE = 64_000_000
MOST_MEMBERS = 4_000
LARGEST_UNPACKED = 256_000_000
LARGEST_PART = 64_000_000
"""Bytes, and members of the archive. The papers of a large unit have some 200 kB packed and 5 MB unpacked."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LARGEST_DIRECTORY = 2_000_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_END = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT = 65_535
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
)

Element = Any
"""An element of an XML tree; lxml has no types of its own."""


class Package:
    """An opened office file. Use it in a ``with`` block; whatever is broken in it is ``Unreadable`` with a sentence."""

    def __init__(self, path: Path, largest_unpacked: int = LARGEST_UNPACKED) -> None:
        self.path = path
        self.raw = read_bounded(path, LARGEST_FILE)
        self._archive = self._open()
        self._sizes = {info.filename: info.file_size for info in self._archive.infolist()}
        if len(self._sizes) > MOST_MEMBERS or sum(self._sizes.values()) > largest_unpacked:
            raise self.fault(_TOO_LARGE)
        if any(info.flag_bits & 1 for info in self._archive.infolist()):
            raise self.fault(_IS_ENCRYPTED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._archive.close()

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._sizes)

    def size(self, name: str) -> int:
        """How many bytes a part says it has unpacked; never more of it are read."""
        return self._sizes[name]

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        with self.stream(name) as stream:
            if self._sizes[name] > LARGEST_PART:
                raise self.fault(_TOO_LARGE)
            return stream.read()

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """A part to be read piece by piece, for those that may be larger than is kept."""
        if name not in self._sizes:
            raise self.fault(Text("缺少 {name}", "{name} is missing").fill(name=name))
        try:
            with self._archive.open(name) as stream:
                yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
            raise self.fault(Text("{name} 已损坏", "{name} is damaged").fill(name=name)) from error

    def xml(self, name: str) -> bytes:
        """The bytes of an XML part, in the namespaces of the transitional form whichever it was written in."""
        raw = self.read(name)
        for strict, ordinary in _STRICT:
            raw = raw.replace(strict, ordinary)
        return raw

    def tree(self, name: str) -> Element:
        """The root element of a part. Entities are never resolved, and a document type is refused."""
        raw = self.xml(name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(raw, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.fault(Text("{name} 不是完整的 XML", "{name} is no complete XML").fill(name=name)) from error
        if root.getroottree().docinfo.doctype:
            raise self.fault(Text("{name} 含有文档类型声明", "{name} declares a document type").fill(name=name))
        return root

    def related(self, part: str, kind: str) -> str | None:
        """The name of the part that ``part`` (the whole file, if empty) names as its one of a kind, such as ``styles``."""
        return next((name for _, name, its_kind in self._relations(part) if its_kind == kind), None)

    def targets(self, part: str) -> dict[str, str]:
        """The names of all parts that a part refers to, by the ids that it uses for them."""
        return {identity: name for identity, name, _ in self._relations(part)}

    def rewritten(self, parts: Mapping[str, bytes]) -> bytes:
        """The file with these parts in place of its own, new ones at the end; every other part keeps its bytes, its order and its date."""
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self._archive.infolist():
                archive.writestr(info, parts[info.filename] if info.filename in parts else self.read(info.filename))
            for name in parts:
                if name not in self:
                    archive.writestr(zipfile.ZipInfo(name, _EARLIEST), parts[name], zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        folder = PurePosixPath(part).parent
        relations = str(folder / "_rels" / f"{PurePosixPath(part).name}.rels")
        if relations not in self:
            return
        for relation in self.tree(relations):
            target = relation.get("Target") or ""
            name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(str(folder / target))
            if relation.get("TargetMode") != "External" and name in self:
                yield relation.get("Id") or "", name, (relation.get("Type") or "").rpartition("/")[2]

    def fault(self, cause: Text) -> Unreadable:
        """What is wrong with the file, as an error."""
        return Unreadable(
            Text("无法打开文件 {file}：{cause}。", "The file {file} cannot be opened: {cause}.").fill(file=self.path, cause=cause)
        )

    def _open(self) -> zipfile.ZipFile:
        if self.raw.startswith(_OLD_OFFICE):
            if _ENCRYPTED in self.raw:
                raise self.fault(_IS_ENCRYPTED)
            raise self.fault(
                Text(
                    "它是旧格式（.doc、.xls、.wps、.et）或加密的文件，请另存为 .docx 或 .xlsx",
                    "it has an old format (.doc, .xls, .wps, .et) or is encrypted; save it as .docx or .xlsx",
                )
            )
        if self._directory_size() > _LARGEST_DIRECTORY:
            raise self.fault(_TOO_LARGE)
        try:
            return zipfile.ZipFile(BytesIO(self.raw))
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
            raise self.fault(_NO_ARCHIVE) from error

    def _directory_size(self) -> int:
        """The size of the list of members, so that a list of millions is not read."""
        found = self.raw.rfind(b"PK\x05\x06", max(0, len(self.raw) - _LONGEST_COMMENT - _END.size))
        if found < 0 or found + _END.size > len(self.raw):
            raise self.fault(_NO_ARCHIVE)
        return int(_END.unpack_from(self.raw, found)[5])


_IS_ENCRYPTED = Text("它已加密，请先取消密码", "it is encrypted; take the password off first")
_TOO_LARGE = Text("解压后过大", "it is too large when unpacked")
_NO_ARCHIVE = Text("它不是完整的 .docx 或 .xlsx 文件", "it is no complete .docx or .xlsx file")
