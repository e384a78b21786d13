"""The archive of a year (归档): one zip file with the data, the framework, the evidence, the papers, the trace and the digests of all of it.

index.html          a page to read, without any server
dossier/            the tables as CSV, ledger kinds, evidence, and in frameworks/ the editions that were scored by
source/             the workbook that the tables came from, if it was one
scores/…json        every score
figures/…json       every figure with its arithmetic and the rows behind it
papers/             the forms and reports
manifest.json       what it is, and the digest of every other file
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import jixiao
from jixiao.cycle.archive_page import page
from jixiao.files.archives import Digest, digest_of, write_archive
from jixiao.framework.load import FILE as FRAMEWORK_FILE
from jixiao.framework.load import shipped, shipped_folder
from jixiao.report.form import Material
from jixiao.report.making import make
from jixiao.report.tracing import source_row
from jixiao.score.as_json import score_json
from jixiao.score.scoring import Score
from jixiao.score.trace import Figures
from jixiao.score.unit_score import OWN_FRAMEWORKS, framework_of, score_unit
from jixiao.tables.converting import BESIDE
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import write_folder
from jixiao.tables.reading import read_dossier

EDITION = 1
MANIFEST, INDEX = "manifest.json", "index.html"
DOSSIER, SOURCE, SCORES, FIGURES, PAPERS = "dossier", "source", "scores", "figures", "papers"
_LEFT_OUT = frozenset({"__pycache__"})


class Archived(NamedTuple):
    """An archive that was written, and the digest of its manifest, which stands for all of it."""

    path: Path
    digest: str


def archive(dossier_path: Path, out: Path | None = None) -> Archived:
    """Write the archive of a dossier, beside it unless told where; the same dossier gives the same bytes."""
    dossier = read_dossier(dossier_path)
    target = out or dossier_path.resolve().parent / f"{dossier.unit_code}-{dossier.fiscal_year}-归档.zip"
    with tempfile.TemporaryDirectory() as scratch:
        members = _data(dossier, dossier_path, Path(scratch)) | results(dossier) | _papers(dossier, Path(scratch))
        members[INDEX] = page(dossier, sorted(members)).encode()
        digests = {name: digest_of(content) for name, content in members.items()}
        manifest = _as_bytes(_manifest(dossier, digests))
        write_archive(target, [(INDEX, members.pop(INDEX)), (MANIFEST, manifest), *sorted(members.items())])
    return Archived(target, digest_of(manifest).sha256)


def results(dossier: Dossier) -> dict[str, bytes]:
    """Every score and figure of a dossier as files, by their names in an archive."""
    found: dict[str, bytes] = {}
    for framework_id in dossier.frameworks:
        for code, score in _scored(dossier, framework_id):
            stem = "/".join(filter(None, (framework_id, code)))
            found[f"{SCORES}/{stem}.json"] = _as_bytes(score_json(dossier, score, "zh"))
            found[f"{FIGURES}/{stem}.json"] = _as_bytes(_figures(Figures(dossier, score)))
    return found


def _scored(dossier: Dossier, framework_id: str) -> Iterator[tuple[str, Score]]:
    """The score of the unit under a framework for units; under one for projects that of each, by its code."""
    if framework_of(dossier, framework_id).kind == "unit":
        yield "", score_unit(dossier, framework_id)
        return
    for row in dossier.table("project"):
        if row["kind"] == "project":
            code = row.text_id("project_code")
            yield code, score_unit(dossier, framework_id, project_code=code)


def _figures(figures: Figures) -> list[dict[str, object]]:
    """Every figure with its arithmetic and the rows behind it."""
    found = (figures.find(figure_id) for figure_id in figures.ids())
    return [
        {
            "id": figure.id,
            "label": figure.label.say("zh"),
            "text": figure.text,
            "because": [line.say("zh") for line in figure.because],
            "rows": [[row.table, row.key, row.digest] for row in (source_row(figures.dossier, each) for each in figure.rows)],
        }
        for figure in found
        if figure is not None
    ]


def _data(dossier: Dossier, path: Path, folder: Path) -> dict[str, Path | bytes]:
    """The dossier as a folder of CSV, as it stands or as it is written from a workbook, with the frameworks that it is scored by."""
    members: dict[str, Path | bytes] = {}
    tables = path
    if path.is_file():
        members[f"{SOURCE}/{path.name}"] = path
        tables = folder / DOSSIER
        write_folder(dossier, tables)
        for name in BESIDE:
            beside = dossier.path / name
            if beside.is_dir():
                members |= _tree(beside, f"{DOSSIER}/{name}")
            elif beside.exists():
                members[f"{DOSSIER}/{name}"] = beside
    members |= _tree(tables, DOSSIER)
    for framework_id in dossier.frameworks:
        inside = f"{DOSSIER}/{OWN_FRAMEWORKS}/{framework_id}"
        if framework_id in shipped() and f"{inside}/{FRAMEWORK_FILE}" not in members:
            members |= _tree(shipped_folder(framework_id), inside)
    return members


def _tree(folder: Path, inside: str) -> dict[str, Path | bytes]:
    """The files of a folder by their names in the archive; hidden ones are left out."""
    found: dict[str, Path | bytes] = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith(".") or part in _LEFT_OUT for part in parts):
            found["/".join((inside, *parts))] = path
    return found


def _papers(dossier: Dossier, folder: Path) -> dict[str, Path | bytes]:
    """The papers in every format; a unit's dossier gives those of its projects as well."""
    material = Material(dossier, score_unit(dossier, project_code=_only_project(dossier)))
    return {f"{PAPERS}/{each.path.name}": each.path for each in make(material, folder / PAPERS)}


def _only_project(dossier: Dossier) -> str | None:
    """The first project, where the dossier's framework scores projects one by one."""
    if framework_of(dossier).kind == "unit":
        return None
    return next((row.text_id("project_code") for row in dossier.table("project") if row["kind"] == "project"), None)


def _manifest(dossier: Dossier, digests: Mapping[str, Digest]) -> dict[str, object]:
    return {
        "edition": EDITION,
        "jixiao": jixiao.__version__,
        "unit_code": dossier.unit_code,
        "unit": dossier.unit_name,
        "fiscal_year": dossier.fiscal_year,
        "frameworks": [[name, framework_of(dossier, name).edition] for name in dossier.frameworks],
        "files": {name: {"sha256": found.sha256, "size": found.size} for name, found in sorted(digests.items())},
    }


def _as_bytes(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
