"""Charts and pictures: put onto a sheet, and pictures found on one."""

from __future__ import annotations

import struct
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter.exceptions import UndefinedImageSize, UnsupportedImageFormat
from xlsxwriter.image import Image

from jixiao.document.drawing import words
from jixiao.document.drawing.marks import GRID, colour, stroke_of
from jixiao.document.drawing.points import are_percent
from jixiao.document.drawing.points import values as values_of
from jixiao.document.formats.xlsx.anatomy import Range
from jixiao.document.formats.xlsx.grid import Anchor
from jixiao.document.formats.xlsx.sheets import CHART_SHEET
from jixiao.document.images import media_of
from jixiao.document.layout import Layout
from jixiao.document.model import Chart, Picture
from jixiao.document.tidy import one_line
from jixiao.errors import Unwritable
from jixiao.files.package import Element, Package
from jixiao.wording import Text

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TWIPS_PER_PIXEL = 15
_PIXELS_PER_INCH = 96
_MOST_LABELS = 24
_LONGEST_ALT = 2_000
_MOVES_ONLY = 2


def put_chart(book: Any, page: Any, anchor: Anchor, chart: Chart, cells: Range, layout: Layout) -> None:  # noqa: ANN401
    """A chart of Excel's own over cells of the sheet of charts."""
    top, left, bottom, right = cells
    font: dict[str, object] = {"name": layout.styles["text"].font, "size": 9}
    made = book.add_chart({"type": chart.kind})
    labels = len(chart.categories) * len(chart.series) <= _MOST_LABELS
    for column in range(left + 1, right + 1):
        made.add_series(
            {
                "name": [CHART_SHEET, top, column],
                "categories": [CHART_SHEET, top + 1, left, bottom, left],
                "values": [CHART_SHEET, top + 1, column, bottom, column],
                "data_labels": {"value": True, "font": {**font, "size": 8}} if labels else {},
                **_paint(chart, column - left - 1),
            }
        )
    title: dict[str, object] = {
        "name": [CHART_SHEET, top - 1, left],
        "name_font": {**font, "size": 12, "bold": True},
        "overlay": False,
    }
    made.set_title(title if chart.title else {"none": True})
    unit: dict[str, object] = {"name": [CHART_SHEET, top, left], "name_font": {**font, "bold": False}} if chart.unit else {}
    whole = {"min": 0} if min(values_of(chart), default=Decimal()) >= 0 else {}
    values = {
        "num_font": font,
        "num_format": "0%" if are_percent(chart) else "General",
        **whole,
        "major_gridlines": {"visible": True, "line": {"color": GRID}},
    } | unit
    lies = chart.kind == "bar"
    made.set_x_axis(values if lies else {"num_font": font})
    made.set_y_axis(
        {"num_font": font, "reverse": True, "crossing": "max", "major_gridlines": {"visible": False}} if lies else values
    )
    made.set_legend({"position": "bottom", "font": font} if len(chart.series) > 1 else {"none": True})
    made.show_blanks_as("gap")
    made.set_size({"width": anchor.width // _TWIPS_PER_PIXEL, "height": anchor.height // _TWIPS_PER_PIXEL})
    page.insert_chart(
        anchor.row, 0, made, {"description": words(chart)[:_LONGEST_ALT], "object_position": _MOVES_ONLY, "y_offset": 4}
    )


def put_picture(page: Any, anchor: Anchor, picture: Picture, path: Path) -> None:  # noqa: ANN401 - the library has no types
    """A picture; ``Unwritable`` if it is none that Excel knows."""
    name = f"picture.{picture.media.partition('/')[2]}"
    try:
        image = Image(BytesIO(picture.data))
    except (UnsupportedImageFormat, UndefinedImageSize, struct.error, IndexError, ZeroDivisionError) as error:
        raise Unwritable(
            Text(
                "无法写入文件 {file}：图片“{alt}”不是完整的 PNG 或 JPEG 图片。",
                "The file {file} cannot be written: the picture “{alt}” is no complete PNG or JPEG picture.",
            ).fill(file=path, alt=picture.alt)
        ) from error
    options = {
        "image_data": BytesIO(picture.data),
        "description": picture.alt,
        "x_scale": anchor.width / _TWIPS_PER_PIXEL / (image.width * _PIXELS_PER_INCH / image.x_dpi),
        "y_scale": anchor.height / _TWIPS_PER_PIXEL / (image.height * _PIXELS_PER_INCH / image.y_dpi),
        "object_position": _MOVES_ONLY,
        "y_offset": 4,
    }
    page.insert_image(anchor.row, 0, name, options)


def pictures_on(package: Package, part: str) -> list[Picture]:
    """The pictures of a sheet in the order in which they were put there; charts and shapes are none."""
    drawing = package.related(part, "drawing") if part in package else None
    if drawing is None:
        return []
    targets = package.targets(drawing)
    found = [_picture(package, each, targets) for each in package.tree(drawing).iter(f"{_DRAWING}pic")]
    return [each for each in found if each is not None]


def _picture(package: Package, element: Element, targets: dict[str, str]) -> Picture | None:
    blip = element.find(f"{_DRAWING}blipFill/{_MAIN}blip")
    about = element.find(f"{_DRAWING}nvPicPr/{_DRAWING}cNvPr")
    name = "" if blip is None else targets.get(blip.get(f"{_RELATION}embed") or "", "")
    data = package.read(name) if name in package else b""
    media = media_of(data)
    if media is None:
        return None
    return Picture(data, one_line("" if about is None else about.get("descr") or ""), media)


def _paint(chart: Chart, series: int) -> dict[str, object]:
    """Colours that can be told apart in grey print."""
    line = {"color": stroke_of(series), "width": 2 if chart.kind == "line" else 0.75}
    if chart.kind == "line":
        return {"line": line, "marker": {"type": "automatic", "size": 6, "fill": {"color": colour(series)}, "border": line}}
    return {"fill": {"color": colour(series)}, "border": line}
