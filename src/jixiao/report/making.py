"""Making papers: which forms, in which formats, into which folder. Each file is written beside and then swapped in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jixiao import kinds
from jixiao.document import formats as document_formats
from jixiao.document.layout import layout
from jixiao.errors import Misuse, Unwritable
from jixiao.report.form import FOLDER, Material
from jixiao.wording import Text, same

FORMATS = document_formats.__name__


class Made(NamedTuple):
    """One file that was made."""

    form: str
    title: Text
    path: Path


def make(material: Material, out: Path, only: Sequence[str] = (), formats: Sequence[str] = ()) -> list[Made]:
    """Make the forms that were asked for (all unless told), in the formats asked for (those each form is made in unless told)."""
    for wanted in formats:
        if wanted not in kinds.names(FORMATS):
            raise Misuse(
                Text("不能写成“{format}”；可用：{known}", "“{format}” cannot be written; known are: {known}").fill(
                    format=wanted, known=same(", ".join(kinds.names(FORMATS)))
                )
            )
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritable(
            Text("无法建立文件夹 {path}：{why}", "The folder {path} cannot be made: {why}").fill(path=out, why=error.strerror)
        ) from error
    made = []
    for name in only or kinds.names(FOLDER):
        form = kinds.load(FOLDER, name)
        if form.framework_kind != material.score.framework.kind:
            if only:
                raise Misuse(_OTHER_KIND.fill(form=form.title, id=material.score.framework.id))
            continue
        document = form.build(material)
        for each in formats or form.formats:
            path = out / f"{_safe(form.name(material))}.{each}"
            kinds.load(FORMATS, each).write(document, path, layout())
            made.append(Made(name, form.title, path))
    return made


_OTHER_KIND = Text(
    "“{form}”不是为指标体系 {id} 的评价对象（单位或项目）设计的",
    "“{form}” is not made from scores of what {id} scores (a unit, or a project)",
)


def _safe(name: str) -> str:
    """A file name without the signs that file systems refuse."""
    return "".join("_" if sign in '<>:"/\\|?*' or ord(sign) < ord(" ") else sign for sign in name)[:120]
