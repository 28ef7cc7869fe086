"""CSV: UTF-8 with a byte order mark, comma, codes as in the other formats."""

import csv
from pathlib import Path

from exports.values import Value
from exports.writers.table import Table

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write(table: Table, path: Path) -> int:
    """Write header and rows; returns the number of rows. Text that a spreadsheet would run gets a quote before it."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(variable.name for variable in table.variables)
        for row in table.rows:
            writer.writerow(safe(value) for value in row)
            count += 1
    return count


def safe(value: Value) -> Value:
    """A text that starts like a formula, made harmless; everything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


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
