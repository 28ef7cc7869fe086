"""Where printed figures are read from: a study's folder, or a file in which somebody gathered them. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exports.published import BadMap, Published, published
from surveys.engine.problems import DefinitionError
from surveys.load import CannotRead, place_of, read_file

FACTS, MAP = "published.yaml", "published_map.yaml"
OF_THE_STUDY = "published"
"""What stands for the study's own file on a command line."""


class NoFigures(ValueError):
    """There are no printed figures to read, or they cannot be read. The message says what to do."""


@dataclass(frozen=True)
class Report:
    """The figures, the map as it was read (sizes of groups, limits), and how many people answered."""

    published: Published
    about: Mapping[str, Any]
    people: int


def read_report(study: str, source: str = OF_THE_STUDY) -> Report:
    """The figures of a study: its folder's `published.yaml`, or another file in that form or as it was gathered.

    The map is always the study's own. Raises NoFigures.
    """
    try:
        folder = place_of(study)
        facts = read_file(folder / FACTS)
        about = read_file(folder / MAP)
        if source != OF_THE_STUDY:
            facts = {"register": facts.get("register", ()), **gathered(read_file(Path(source)))}
        return Report(published(facts, about), about, sum(about["sizes"].values()))
    except (CannotRead, DefinitionError, BadMap) as problem:
        raise NoFigures(f"The printed figures of {study} cannot be read. {problem}") from problem
    except (KeyError, TypeError, AttributeError) as problem:
        message = f"{FACTS if source == OF_THE_STUDY else source} or {MAP} of {study} is not in the form of"
        raise NoFigures(f"{message} docs/published.md: {type(problem).__name__} at {problem}.") from problem


def gathered(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Tables with columns by name, also where they were gathered as a list of keys and n's."""
    return {**{key: facts[key] for key in ("register",) if key in facts}, "tables": [*map(_table, facts["tables"])]}


def _table(table: Mapping[str, Any]) -> Mapping[str, Any]:
    if table["kind"] == "regression":
        var = table.get("var") or table.get("outcome")
        printed = table["printed"] if "printed" in table else _printed(table)
        return {"id": table["id"], "kind": "regression", "var": var, "printed": printed}
    columns = table.get("columns") or {}
    if isinstance(columns, list):
        columns = {column["key"]: column.get("n") for column in columns}
    head = {"id": table["id"], "kind": table["kind"], "var": table["var"], "by": table["by"]}
    n = table["n"] if "n" in table else table.get("n_total")
    wave = {"wave": "previous"} if table.get("wave") else {}
    return {**head, "n": n, **wave, "columns": columns, "rows": [*map(_row, table.get("rows") or [])]}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in ("code", "n", "pct", "value", "aggregate_of") if key in row}


def _printed(table: Mapping[str, Any]) -> int:
    """How many figures a regression has: three for each predictor, R², and alpha where it stands with it."""
    of_rows = sum(row.get(key) is not None for row in table["rows"] for key in ("b", "se", "t"))
    return of_rows + 1 + ("cronbach_alpha" in (table.get("scale") or {}))
