"""Scripts of others for staff pages, copied from node_modules to static/vendor/ with their licences.

Run as `python -m config.build_scripts` after `npm ci`. Respondents' pages use none of them.
"""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "static" / "vendor"
SCRIPTS = {
    "htmx.js": ("htmx.org/dist/htmx.min.js", "htmx.org/LICENSE"),
    "sortable.js": ("sortablejs/Sortable.min.js", "sortablejs/LICENSE"),
}
"""Our name → the file and its licence in node_modules."""


def build(packages: Path = PACKAGES, target: Path = TARGET) -> None:
    """Raises FileNotFoundError where `npm ci` was not run."""
    target.mkdir(parents=True, exist_ok=True)
    for name, (script, licence) in SCRIPTS.items():
        shutil.copyfile(packages / script, target / name)
        shutil.copyfile(packages / licence, target / f"{Path(name).stem}-LICENSE.txt")


def main() -> int:
    try:
        build()
    except FileNotFoundError as missing:
        print(f"{missing.filename} is missing. Run `npm ci` first.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
