"""Management commands as tests run them."""

from io import StringIO
from typing import Any

from django.core.management import call_command


def run(*arguments: Any) -> tuple[int, str, str]:
    """`run("check_study", …)`: exit code, what was written to stdout, and to stderr."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()
