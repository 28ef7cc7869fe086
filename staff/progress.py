"""Progress of commands, shown to people only: on a terminal a bar, in a log or pipe nothing."""

import sys
from collections.abc import Iterable
from typing import Any

from tqdm import tqdm


def bar(iterable_or_total: Iterable[Any] | int, label: str) -> Any:
    """A tqdm bar on stderr. An iterable is passed through; with a total, call `.update(n)` and `.close()`."""
    quiet = not sys.stderr.isatty()
    if isinstance(iterable_or_total, int):
        return tqdm(total=iterable_or_total, desc=label, disable=quiet, file=sys.stderr)
    return tqdm(iterable_or_total, desc=label, disable=quiet, file=sys.stderr)
