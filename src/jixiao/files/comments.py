"""What comments in office files have in common: new parts, their kinds and their relations, put in where the file lists them."""

from __future__ import annotations

from pathlib import PurePosixPath

from lxml import etree

from jixiao.files.package import Element, Package
from jixiao.wording import Text

CONTENT_TYPES = "[Content_Types].xml"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_EMPTY_RELATIONS = f'<Relationships xmlns="{RELATIONS}"/>'.encode()


def parsed(package: Package, part: str, raw: bytes | None = None) -> Element:
    """The tree of a part as it stands, with comments and instructions, or of the bytes that take its place."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(package.read(part) if raw is None else raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise package.fault(Text("{name} 不是完整的 XML", "{name} is no complete XML").fill(name=part)) from error
    if root.getroottree().docinfo.doctype:
        raise package.fault(Text("{name} 含有文档类型声明", "{name} declares a document type").fill(name=part))
    return root


def serialized(root: Element) -> bytes:
    """The bytes of a part."""
    found: bytes = etree.tostring(root.getroottree(), encoding="UTF-8", standalone=True)
    return found


class Additions:
    """The parts that are changed or added, with the lists that name them."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.parts: dict[str, bytes] = {}
        self._types = parsed(package, CONTENT_TYPES)
        self._relations: dict[str, Element] = {}

    def relate(self, part: str, kind: str, target: str, office: str = OFFICE) -> str:
        """Note that a part refers to another as its one of a kind; the id of the reference."""
        root = self._relations_of(part)
        taken = {each.get("Id") for each in root}
        identity = next(name for name in (f"rIdJx{number}" for number in range(1, len(taken) + 2)) if name not in taken)
        path = relative(target, str(PurePosixPath(part).parent))
        etree.SubElement(root, f"{{{RELATIONS}}}Relationship", Id=identity, Type=f"{office}/{kind}", Target=path)
        return identity

    def declare(self, part: str, content_type: str) -> None:
        """Note of which kind a new part is."""
        etree.SubElement(self._types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Note of which kind all parts with an ending are, unless that is known."""
        if all((each.get("Extension") or "").lower() != ending for each in self._types):
            default = etree.Element(f"{{{_TYPES}}}Default", Extension=ending, ContentType=content_type)
            self._types.insert(0, default)

    def free_name(self, stem: str, ending: str) -> str:
        """The name of a part that the file does not have yet: the stem alone, or with a number."""
        numbers = ["", *range(1, len(self.package.names) + len(self.parts) + 2)]
        names = [f"{stem}{number}{ending}" for number in numbers]
        return next(name for name in names if name not in self.package and name not in self.parts)

    def all(self) -> dict[str, bytes]:
        """Everything that is to be written."""
        lists = {relations_of(part): serialized(root) for part, root in self._relations.items()}
        return {CONTENT_TYPES: serialized(self._types), **lists, **self.parts}

    def _relations_of(self, part: str) -> Element:
        if part not in self._relations:
            name = relations_of(part)
            self._relations[part] = parsed(self.package, name, None if name in self.package else _EMPTY_RELATIONS)
        return self._relations[part]


def relations_of(part: str) -> str:
    """The name of the part that lists what a part refers to."""
    path = PurePosixPath(part)
    return str(path.parent / "_rels" / f"{path.name}.rels")


def relative(target: str, folder: str) -> str:
    """A part's name as it is said from a folder of the archive."""
    here, there = PurePosixPath(folder).parts, PurePosixPath(target).parts
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    return "/".join([*[".."] * (len(here) - same), *there[same:]])


def office_of(root: Element) -> str:
    """The namespace of references in the form of the format, transitional or strict, that a part is written in."""
    return _STRICT_OFFICE if "purl.oclc.org" in (etree.QName(root).namespace or "") else OFFICE
