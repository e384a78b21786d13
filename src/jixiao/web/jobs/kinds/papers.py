"""All papers of a dossier, as one archive."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from jixiao import kinds as files_of
from jixiao.files.writing import zipped
from jixiao.report.form import Material
from jixiao.report.making import FORMATS, makeable, making
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.standings import scored
from jixiao.web.jobs.job import At, Made
from jixiao.wording import Text

order = 10
words = Text("编制全套文件", "make all papers")
permission = "export"
of_dossier = True


def run(at: At) -> Made:
    """Make them one by one; those asked for, or all that can be made, in the formats asked for, or all."""
    dossier = at.dossier
    material = Material(assembled(dossier), scored(dossier))
    only = cast("list[str]", at.arguments.get("only") or makeable(material))
    formats = cast("list[str]", at.arguments.get("formats") or list(files_of.names(FORMATS)))
    total = len(only) * len(formats)
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        made = []
        at.tell(0, total)
        for each in making(material, Path(scratch), only, formats):
            made.append(each.path)
            at.tell(len(made), total)
        content = zipped((path.name, path.read_bytes()) for path in made)
    name = f"{dossier.unit.code}-{dossier.fiscal_year}-papers.zip"
    at.keep(name, content)
    return Made(_MADE.fill(n=len(made)), name, {"papers": len(made), "dossier_version": dossier.version})


_MADE = Text("编制了{n}个文件", "{n} papers were made")
