"""Parquet: the same codes in narrow columns, and the labels as key-value metadata of the file. Written in a stream."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from exports.writers.chunks import schema
from exports.writers.table import Cut, Table, Variable

STUDY, VARIABLES = "inburgerstem", "inburgerstem.variables"
"""Keys of the metadata, both JSON: about the file, and a list with an entry per variable."""


def write(table: Table, path: Path) -> tuple[Cut, ...]:
    """Write rows and metadata; nothing is ever cut."""
    from polars.io.plugins import register_io_source

    def chunks(columns: Any, predicate: Any, rows: Any, size: Any) -> Iterator[Any]:
        return iter(table.chunks)

    frame = register_io_source(chunks, schema=schema(table.variables))
    frame.sink_parquet(path, metadata=dict(metadata(table)), maintain_order=True)
    return ()


def metadata(table: Table) -> Mapping[str, str]:
    """What the file says of itself: title, language of labels, reasons, sets, weight, and each variable."""
    about = {
        "title": table.title,
        "labels": table.language,
        "note": table.note,
        "missing": {str(code): label for code, label in table.missing.items()},
        "sets": [asdict(found) for found in table.sets],
        "weight": table.weight,
    }
    return {STUDY: _json(about), VARIABLES: _json([_described(variable) for variable in table.variables])}


def _described(variable: Variable) -> dict[str, object]:
    return {
        "name": variable.name,
        "label": variable.label,
        "measure": variable.measure,
        "values": {str(value): label for value, label in variable.labels.items()},
        "missing": [-9, -1] if variable.reasons and variable.storage != "text" else None,
        "set": variable.set_name,
        "comparability": variable.comparability,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
