"""A moment as microseconds since 1970, worked out by the database: reading a date costs many times a number."""

from typing import Any

from django.db.models import BigIntegerField, Func


class Microseconds(Func):
    """Exact. `Microseconds("at")` is a whole number."""

    output_field = BigIntegerField()
    arity = 1

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """It keeps moments as text, in UTC: `2026-11-21 12:30:00.123456`, the point and what follows only where needed.

        Its strftime rounds to thousandths, so it is given whole seconds.
        """
        template = (
            "(CAST(strftime('%%%%s', substr(%(expressions)s, 1, 19)) AS INTEGER) * 1000000"
            " + CAST(substr(%(expressions)s, 21) AS INTEGER))"
        )
        return self.as_sql(compiler, connection, template=template, **context)
