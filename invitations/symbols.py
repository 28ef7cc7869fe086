"""Two-dimensional codes as vector drawings. Pure: a symbol's modules in, SVG out."""

from itertools import groupby
from typing import Any, Literal

Modules = list[list[bool]]
"""A square of modules, row by row, without white around it; dark is True."""
_DARK = 128


def modules(text: str, kind: Literal["QRCode", "DataMatrix"], **options: str) -> Modules:
    """The smallest symbol of this kind; `options` are zxing-cpp's, such as `ec_level`. Raises ValueError."""
    import zxingcpp

    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind), **options)
    image: Any = made.to_image(scale=1, add_quiet_zones=False)
    dots: Any = memoryview(image).tolist()
    return _without_margin([[dot < _DARK for dot in row] for row in dots])


def svg(dark: Modules, quiet: int) -> tuple[str, int]:
    """The drawing, `quiet` white modules around it, and its side in modules."""
    side = len(dark) + 2 * quiet
    path = "".join(_path_of(row, y, quiet) for y, row in enumerate(dark, start=quiet))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#000" d="{path}"/></svg>'
    ), side


def _without_margin(rows: Modules) -> Modules:
    """Rows and columns that are white all along left out at the edges, never inside: a symbol may hold a white row."""
    dark = [(y, x) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    top, bottom = dark[0][0], dark[-1][0]
    left, right = min(x for _, x in dark), max(x for _, x in dark)
    return [row[left : right + 1] for row in rows[top : bottom + 1]]


def _path_of(row: list[bool], y: int, x: int) -> str:
    """Dark stretches of one row as rectangles one module high, from `x` on."""
    drawn = ""
    for dark, stretch in groupby(row):
        length = len(list(stretch))
        if dark:
            drawn += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return drawn
