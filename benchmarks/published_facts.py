"""Make a study's `published.yaml` from the files in which a report's figures were gathered: facts only, no sentences.

.venv/bin/python benchmarks/published_facts.py published_tables.yaml population.yaml OUT.yaml
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from exports.published_files import gathered

REGISTER = ("code", "population_n", "population_pct", "sample_n", "sample_pct")
HEADER = "# Figures as printed in the report; made by benchmarks/published_facts.py. null: no figure was printed."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", type=Path)
    parser.add_argument("population", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    tables = gathered(yaml.safe_load(given.tables.read_text(encoding="utf-8")))["tables"]
    register = yaml.safe_load(given.population.read_text(encoding="utf-8"))["tables"]
    of_register = [
        {**_of(table, ("id", "var")), "rows": [_of(row, REGISTER) for row in table["rows"]]} for table in register
    ]
    lines = [HEADER, "tables:", *_lines(tables), "register:", *_lines(of_register)]
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(tables)} tables, {len(register)} of the register: {given.out}")


def _of(table: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: table.get(key) for key in keys}


def _lines(tables: list[Mapping[str, Any]]) -> Iterator[str]:
    for table in tables:
        for number, (key, value) in enumerate(table.items()):
            start = "    " if number else "  - "
            if key == "rows" and value:
                yield f"{start}rows:"
                yield from (f"      - {_flow(row)}" for row in value)
            else:
                yield f"{start}{key}: {_flow(value)}"


def _flow(value: Any) -> str:
    """On one line, so that a difference in a figure is a difference of one line."""
    written = yaml.dump(value, Dumper=yaml.SafeDumper, default_flow_style=True, width=10_000, sort_keys=False)
    return written.removesuffix("\n...\n").strip()


if __name__ == "__main__":
    main()
