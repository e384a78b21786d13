"""Setting text and pictures as pages: PDF from markup, PNG from SVG, with fonts that every machine has."""

from __future__ import annotations

from jixiao.document.typesetting.compiling import Refused, Standard, pdf
from jixiao.document.typesetting.coverage import named, with_numbers, without_shape
from jixiao.document.typesetting.drawings import drawable, draws, png
from jixiao.document.typesetting.fonts import Face, face

__all__ = ["Face", "Refused", "Standard", "drawable", "draws", "face", "named", "pdf", "png", "with_numbers", "without_shape"]
