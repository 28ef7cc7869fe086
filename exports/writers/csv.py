"""CSV: UTF-8 with a byte order mark, comma, codes as in the other formats."""

import csv
from pathlib import Path
from typing import Any

from exports.values import Value
from exports.writers.table import Cut, Table
from surveys.formulas import QUOTE, RISKY, harmless


def write(table: Table, path: Path) -> tuple[Cut, ...]:
    """Write header and rows; nothing is ever cut. Text that a spreadsheet would run gets a quote before it."""
    texts = [variable.name for variable in table.variables if variable.storage == "text"]
    with path.open("wb") as file:
        file.write("\ufeff".encode())
        for number, chunk in enumerate(table.chunks):
            chunk.with_columns(_harmless(texts)).write_csv(
                file, include_header=not number, include_bom=False, line_terminator="\r\n"
            )
    return ()


def _harmless(names: list[str]) -> list[Any]:
    import polars

    columns = [polars.col(name) for name in names]
    return [
        polars.when(column.str.contains(RISKY)).then(polars.lit(QUOTE) + column).otherwise(column).alias(name)
        for name, column in zip(names, columns, strict=True)
    ]


def safe(value: Value) -> Value:
    """A text that starts like a formula, made harmless; everything else as it is."""
    return harmless(value) if isinstance(value, str) else value


def write_codebook(table: Table, path: Path) -> None:
    """A line per variable and value: name, label, measure, value, its label, missing (yes or empty), comparability."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("variable", "label", "measure", "value", "value_label", "missing", "comparability"))
        for variable in table.variables:
            about = (variable.name, safe(variable.label), variable.measure)
            writer.writerow((*about, "", "", "", variable.comparability))
            for value, label in variable.labels.items():
                missing = "yes" if variable.reasons and value < 0 else ""
                writer.writerow((*about, value, safe(label), missing, variable.comparability))
