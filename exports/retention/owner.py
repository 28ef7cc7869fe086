"""A purge rewrites tables, which the site's role may not: it runs as their owner, in a process of its own."""

import subprocess
import sys
from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from exports.retention.space import tables
from staff.jobs import child_environment

MAY = """
SELECT bool_and(has_table_privilege(name, 'DELETE') AND pg_has_role(current_user, tableowner, 'USAGE'))
FROM unnest(%s::text[]) AS name JOIN pg_tables ON tablename = name AND schemaname = 'public'
"""


class NotTheOwner(Exception):
    """This role may not delete what a purge deletes, and no other is known."""

    def __init__(self) -> None:
        super().__init__(
            "This database role may not rewrite tables. Set DATABASE_OWNER_URL to the address with the owner's role, "
            "for the process that purges."
        )


def may_purge() -> bool:
    """Whether the role of this process owns the tables; on SQLite whoever has the file does."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(MAY, [list(tables())])
        row = cursor.fetchone()
    return bool(row and row[0])


def command(arguments: Sequence[str]) -> tuple[int, str]:
    """`manage.py …` as the owner: its exit code and what it said. Raises NotTheOwner."""
    if not settings.DATABASE_OWNER_URL:
        raise NotTheOwner
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
        cwd=settings.BASE_DIR,
        env={**child_environment(), "DATABASE_URL": settings.DATABASE_OWNER_URL},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip()
