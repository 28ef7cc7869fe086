"""Tables of statistics that are no frequency table (models, alphas, waves), and how their numbers are printed. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format

Value = str | int | float | None


@dataclass(frozen=True)
class Head:
    """A column: what stands above it and how many decimals are printed; None for a column of text.

    `chance`: a p-value, which is never printed as 0.
    """

    label: str
    decimals: int | None = None
    chance: bool = False

    @property
    def is_figure(self) -> bool:
        return self.decimals is not None


@dataclass(frozen=True)
class Sheet:
    """One table with what is said under it. Each row has a value per head."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()


def printed(value: Value, head: Head) -> str:
    """As it stands in a table: rounded, with the decimal mark of the active language, never -0; an en dash for none."""
    if value is None:
        return "–"
    if isinstance(value, str) or head.decimals is None:
        return str(value)
    text = rounded(value, head.decimals)
    if head.chance and text == rounded(0, head.decimals):
        return f"<{rounded(10.0**-head.decimals, head.decimals)}"
    return text


def rounded(value: float, decimals: int) -> str:
    """A number with so many decimals and the decimal mark of the active language; never -0."""
    text = f"{value:.{decimals}f}"
    text = text.removeprefix("-") if float(text) == 0 else text
    return str(number_format(Decimal(text), decimals))
