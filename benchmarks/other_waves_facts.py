"""Make a study's `other_waves.yaml` from the file in which figures of other waves were gathered: facts, no sentences.

.venv/bin/python benchmarks/other_waves_facts.py published_tables_other_waves.yaml OUT.yaml
"""

import argparse
from pathlib import Path
from typing import Any

import yaml

KEYS = ("id", "document", "figure", "survey", "wave", "wave_certainty", "var", "by", "unit", "precision")
KEYS += ("multi_response", "rows", "columns", "values", "qual", "qual_by_cell", "qual_by_column", "n")
HEADER = "# Figures of other waves and surveys as printed; made by benchmarks/other_waves_facts.py."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gathered", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    tables = yaml.safe_load(given.gathered.read_text(encoding="utf-8"))["tables"]
    lines = [HEADER, "tables:"]
    for table in tables:
        kept = {key: table[key] for key in KEYS if table.get(key) is not None}
        for number, (key, value) in enumerate(kept.items()):
            lines.append(f"{'    ' if number else '  - '}{key}: {_flow(value)}")
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(tables)} tables: {given.out}")


def _flow(value: Any) -> str:
    written = yaml.dump(value, Dumper=yaml.SafeDumper, default_flow_style=True, width=10_000, allow_unicode=True)
    return written.removesuffix("\n...\n").strip()


if __name__ == "__main__":
    main()
