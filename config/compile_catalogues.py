"""Texts: locale/*/LC_MESSAGES/*.po → *.mo, by Babel: gettext's own programs are not needed.

Run as `python -m config.compile_catalogues`.
"""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_catalogue(source: Path) -> int:
    """Write the .mo beside the .po; how many texts it holds. Raises PoFileError."""
    with source.open("rb") as po:
        catalogue = read_po(po, abort_invalid=True)
    draft = source.with_suffix(".mo.new")
    with draft.open("wb") as mo:
        write_mo(mo, catalogue)
    draft.replace(source.with_suffix(".mo"))
    return sum(1 for message in catalogue if message.id and message.string and not message.fuzzy)


def main() -> int:
    failed = 0
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        try:
            print(f"{source.relative_to(LOCALE)}: {compile_catalogue(source)} texts")
        except PoFileError as error:
            failed += 1
            print(f"{source.relative_to(LOCALE)}: {error}. Mend this line.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
