"""Stored interviews in bulk: copies of the personas' own, with events, folded answers and visits (needs Django)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

COPIES = """
CREATE TEMPORARY TABLE copies ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, model.id AS model
FROM (
  SELECT id, row_number() OVER (ORDER BY respnr) - 1 AS place, count(*) OVER () AS every
  FROM respondents_interview WHERE synthetic AND respnr IS NOT NULL
) AS model, generate_series(0, %(n)s) AS turn
WHERE turn * every + place < %(n)s
"""
"""Interviews that were played have a number for datasets; copies have none."""

INTERVIEWS = """
INSERT INTO respondents_interview (id, {columns})
SELECT copies.id, {columns} FROM copies JOIN respondents_interview AS model ON model.id = copies.model
"""

EVENTS = """
INSERT INTO respondents_answerevent (interview_id, seq, key, at, edition_id, page, language, kind, patch, based_on)
SELECT copies.id, event.seq, event.key, event.at, event.edition_id, event.page, event.language, event.kind, event.patch,
  event.based_on
FROM copies JOIN respondents_answerevent AS event ON event.interview_id = copies.model
WHERE event.seq <= %(events)s
"""

VISITS = """
INSERT INTO respondents_visit (token_digest, interview_id, horizon, sent, helped, interviewed, opened_at, last_at)
SELECT sha256(copies.id::text::bytea), copies.id, 0, true, false, false, model.started_at, model.last_at
FROM copies JOIN respondents_interview AS model ON model.id = copies.model
"""
"""A visit ends with its cookie; its row stays until it is cleared."""

ANALYZE = "VACUUM (ANALYZE) respondents_interview, respondents_answerevent, respondents_visit"


FILLED = ("respondents_interview", "respondents_answerevent", "respondents_visit")

CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('f', 'u', 'p')
  AND NOT EXISTS (SELECT 1 FROM pg_constraint AS other WHERE other.confrelid = pg_constraint.conrelid
    AND other.conindid = pg_constraint.conindid AND other.contype = 'f')
ORDER BY contype = 'f', conname
"""
"""Keys and references of a table, but for a key that other tables refer to."""

INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""


def fill(size: int, events: int) -> tuple[int, int]:
    """Tops the store up to `size` interviews of at most so many events; how many of both it holds then."""
    from respondents.models import AnswerEvent, Interview

    missing = size - Interview.objects.count()
    if missing > 0:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            cursor.execute(COPIES, {"n": missing})
            cursor.execute("ANALYZE copies")
            with _bare(cursor):
                cursor.execute(INTERVIEWS.format(columns=_columns()))
                cursor.execute(EVENTS, {"events": events})
                cursor.execute(VISITS)
    with connection.cursor() as cursor:
        cursor.execute(ANALYZE)
    return Interview.objects.count(), AnswerEvent.objects.count()


@contextmanager
def _bare(cursor: Any) -> Iterator[None]:
    """Without indexes and references while rows go in; made anew afterwards, as they were."""
    constraints = [(table, *one) for table in FILLED for one in _found(cursor, CONSTRAINTS, table)]
    indexes = [one for table in FILLED for one in _found(cursor, INDEXES, table)]
    for table, name, _ in reversed(constraints):
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, made in indexes:
        cursor.execute(made)
    for table, name, made in constraints:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}')


def _found(cursor: Any, query: str, table: str) -> list[tuple[str, str]]:
    cursor.execute(query, [table])
    return list(cursor.fetchall())


def _columns() -> str:
    from respondents.models import Interview

    fields = [field.column for field in Interview._meta.concrete_fields if field.name not in ("id", "respnr")]
    return ", ".join(f'"{column}"' for column in fields)
