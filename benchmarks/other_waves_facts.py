"""Make a study's `other_waves.yaml` from the files in which figures were gathered: facts, no sentences.

Figures of an earlier wave that this wave's own report prints are taken from the file of that report.

.venv/bin/python benchmarks/other_waves_facts.py published_tables_other_waves.yaml published_tables.yaml OUT.yaml
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

KEYS = ("id", "document", "figure", "survey", "wave", "wave_certainty", "var", "by", "unit", "precision")
KEYS += ("multi_response", "rows", "columns", "values", "qual", "qual_by_cell", "qual_by_column", "n")
HEADER = "# Figures of other waves and surveys as printed; made by benchmarks/other_waves_facts.py."
REPORT = "Perspectief inburgeraars, third report (2024-2025)"
EARLIER, MARK = "w2", "previous_wave"
ABOUT_ALL_OF = {"t5.3.1a": "wi2021_asiel"}
"""Whom a table is about whose column of the earlier wave names no group."""
TWICE = {"t9.j"}
"""Tables that print once more what another has."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gathered", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    other, own = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in (given.gathered, given.report))
    tables = [*other["tables"], *(found for table in own["tables"] for found in _earlier(table))]
    lines = [HEADER, f"totals: {_flow(_totals(other))}", "tables:"]
    for table in tables:
        kept = {key: table[key] for key in KEYS if table.get(key) is not None}
        for number, (key, value) in enumerate(kept.items()):
            lines.append(f"{'    ' if number else '  - '}{key}: {_flow(value)}")
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(tables)} tables: {given.out}")


def _totals(other: Mapping[str, Any]) -> dict[str, int]:
    """By wave: how many respondents it had at least, as its report says."""
    found = {}
    for source in other["sources"].values():
        if total := source.get("respondents_total"):
            (wave,) = {table["wave"] for table in other["tables"] if table["document"] == source["document"]}
            found[wave] = total["value"]
    return found


def _earlier(table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What a table of this wave's report says of the earlier wave."""
    keys = [column["key"] for column in table.get("columns", ())]
    whole = str(table.get("wave", "")).startswith("previous")
    places = [place for place, key in enumerate(keys) if whole or str(key).endswith(MARK)]
    if not places or str(table["id"]) in TWICE:
        return
    rows = [row for row in table["rows"] if any(row["pct"][place] is not None for place in places)]
    yield {
        "id": f"{str(table['id']).removesuffix('_prev')}_earlier",
        "document": REPORT,
        "survey": "perspectief",
        "wave": EARLIER,
        "wave_certainty": "stated",
        "var": table["var"],
        "by": "group",
        "unit": "pct",
        "precision": "exact",
        "rows": [row["code"] for row in rows],
        "columns": [_group(str(table["id"]), keys[place]) for place in places],
        "values": [[row["pct"][place] for place in places] for row in rows],
    }


def _group(table: str, key: str) -> str:
    return key.removesuffix(f".{MARK}") if key != MARK else ABOUT_ALL_OF[table]


def _flow(value: Any) -> str:
    written = yaml.dump(value, Dumper=yaml.SafeDumper, default_flow_style=True, width=10_000, allow_unicode=True)
    return written.removesuffix("\n...\n").strip()


if __name__ == "__main__":
    main()
