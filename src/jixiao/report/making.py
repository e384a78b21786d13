"""Making papers: which forms, in which formats, into which folder. Each file is written beside and then swapped in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from jixiao import kinds
from jixiao.document import formats as document_formats
from jixiao.document.layout import Layout
from jixiao.document.layout import layout as shipped_layout
from jixiao.document.model import Document
from jixiao.errors import Misuse
from jixiao.files.writing import make_folder
from jixiao.findings import Finding
from jixiao.report.form import FOLDER, Material
from jixiao.report.publication import without_sources
from jixiao.report.tracing import traced
from jixiao.wording import Text, same

FORMATS = document_formats.__name__


class Made(NamedTuple):
    """One file that was made."""

    form: str
    title: Text
    path: Path


def forms() -> list[str]:
    """All forms in the order of the year."""
    return sorted(kinds.names(FOLDER), key=lambda name: (kinds.load(FOLDER, name).order, name))


def makeable(material: Material) -> list[str]:
    """The forms that this dossier has what it takes for."""
    return [name for name in forms() if _lacking(kinds.load(FOLDER, name), material) is None]


def built(material: Material, name: str) -> Document:
    """The document of a form. ``Misuse`` says what the dossier lacks for it."""
    form = kinds.load(FOLDER, name)
    lacking = _lacking(form, material)
    if lacking is not None:
        raise Misuse(lacking)
    own = _material(form, material)
    made = traced(form.build(own), name, own)
    return without_sources(made) if getattr(form, "public", False) else made


def make(
    material: Material,
    out: Path,
    only: Sequence[str] = (),
    formats: Sequence[str] = (),
    layout: Layout | None = None,
) -> list[Made]:
    """Make the forms that were asked for (all that can be made, unless told), in the formats asked for (all, unless told)."""
    return list(making(material, out, only, formats, layout))


def making(
    material: Material,
    out: Path,
    only: Sequence[str] = (),
    formats: Sequence[str] = (),
    layout: Layout | None = None,
    target: Callable[[Path], Path] | None = None,
) -> Iterator[Made]:
    """Make papers one by one. ``target`` is told where each is to stand just before it is written, and may name another place."""
    known = kinds.names(FORMATS)
    for wanted in formats:
        if wanted not in known:
            raise Misuse(
                Text("不能写成“{format}”；可用：{known}", "“{format}” cannot be written; known are: {known}").fill(
                    format=wanted, known=same(", ".join(known))
                )
            )
    documents = {name: built(material, name) for name in only or makeable(material)}
    make_folder(out)
    for name, document in documents.items():
        form = kinds.load(FOLDER, name)
        for each in formats or known:
            path = out / f"{_safe(form.name(material))}.{each}"
            path = path if target is None else target(path)
            kinds.load(FORMATS, each).write(document, path, layout or shipped_layout())
            yield Made(name, form.title, path)


def left_out(material: Material, only: Sequence[str] = ()) -> Iterator[Finding]:
    """What the papers for the public leave out of a dossier, each with its place."""
    for name in only or makeable(material):
        form = kinds.load(FOLDER, name)
        if hasattr(form, "left_out"):
            yield from form.left_out(_material(form, material))


def _material(form: ModuleType, material: Material) -> Material:
    """What a form is made from: papers of the middle of the year see rows up to their day."""
    return material.mid_year if form.stage == "mid_year" else material


def _lacking(form: ModuleType, material: Material) -> Text | None:
    """What a dossier lacks for a form; None if it can be made."""
    if form.about == "unit":
        is_other = form.scored and material.score.framework.kind != "unit"
        return _OTHER_KIND.fill(form=form.title, id=material.score.framework.id) if is_other else None
    projects = material.projects
    if not projects:
        return _NO_PROJECT.fill(form=form.title)
    if form.scored and projects[0].project_score is None:
        return _NO_PROJECT_FRAMEWORK.fill(form=form.title)
    return None


_OTHER_KIND = Text(
    "“{form}”不是为指标体系 {id} 的评价对象（单位或项目）设计的",
    "“{form}” is not made from scores of what {id} scores (a unit, or a project)",
)
_NO_PROJECT = Text("“{form}”按支出项目编制，卷宗中没有支出项目", "“{form}” speaks of projects, and the dossier has none")
_NO_PROJECT_FRAMEWORK = Text(
    "“{form}”要写项目得分，卷宗没有写明按项目计分的指标体系：在 dossier.yaml 的 frameworks 中加上一个，如 mof-project-2020",
    "“{form}” states scores of projects, and the dossier names no framework for them: add one to frameworks in dossier.yaml, such as mof-project-2020",
)


def _safe(name: str) -> str:
    """A file name without the signs that file systems refuse."""
    return "".join("_" if sign in '<>:"/\\|?*' or ord(sign) < ord(" ") else sign for sign in name)[:120]
