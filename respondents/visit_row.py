"""The one statement that each request of a respondent begins with: the visit, and all that is read beside it.

Written out, because a join that is put together anew for each request took longer than anything else in
saving a page (docs/speed.md). Columns come from the models, so that none is forgotten.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

from invitations.models import Channel
from respondents.models import Interview, Visit
from respondents.prepared import row_of
from surveys.editions import edition_known
from surveys.fieldwork import fieldwork_in
from surveys.models import FieldworkChange

READ: tuple[tuple[type[models.Model], frozenset[str]], ...] = (
    (Visit, frozenset()),
    (Interview, frozenset({"changed"})),
    (Channel, frozenset({"label", "organisation_id", "closed_at"})),
    (FieldworkChange, frozenset({"why", "user_id"})),
)
"""Models in the order of their columns, and fields that are left in the database until somebody asks for them."""

JOINS = """
FROM respondents_visit
JOIN respondents_interview ON respondents_interview.id = respondents_visit.interview_id
JOIN invitations_channel ON invitations_channel.id = respondents_interview.channel_id
LEFT JOIN surveys_fieldworkchange ON surveys_fieldworkchange.id = (
  SELECT max(newest.id) FROM surveys_fieldworkchange AS newest WHERE newest.study_id = invitations_channel.study_id)
WHERE respondents_visit.token_digest = %s AND respondents_visit.last_at > %s AND respondents_visit.interviewed = %s
"""

Read = Callable[[Any], Any]


def read(token_digest: bytes, since: datetime, *, interviewed: bool) -> Visit | None:
    """The visit with this digest that was used after `since`, with interview, edition, study, channel and fieldwork."""
    row = row_of(_statement(), [token_digest, _of_database(since), interviewed])
    if row is None:
        return None
    visit, interview, channel, change = _instances(row)
    interview.edition, interview.channel = edition_known(interview.edition_id), channel
    visit.interview, visit.fieldwork = interview, fieldwork_in(change)
    return visit


def _of_database(moment: datetime) -> Any:
    """As each database compares times with its own: SQLite holds them as text."""
    return connection.ops.adapt_datetimefield_value(moment)


def _fields(model: type[models.Model], left: frozenset[str]) -> "list[models.Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if field.attname not in left]


@lru_cache(maxsize=1)
def _statement() -> str:
    columns = [f'{model._meta.db_table}."{field.column}"' for model, left in READ for field in _fields(model, left)]
    return f"SELECT {', '.join(columns)} {JOINS}"


def _instances(row: Sequence[Any]) -> Iterator[Any]:
    """One of each model; None where a joined row was not there."""
    at = 0
    for model, names, readers in _plan(connection.vendor):
        values = row[at : at + len(names)]
        at += len(names)
        read = [value if reader is None else reader(value) for value, reader in zip(values, readers, strict=True)]
        yield None if values[0] is None else model.from_db(connection.alias, names, read)


@lru_cache(maxsize=4)
def _plan(vendor: str) -> list[tuple[type[models.Model], list[str], list[Read | None]]]:
    """Per model its fields' names, and how a value of each becomes Python's (None: it is already)."""
    return [
        (model, [field.attname for field in _fields(model, left)], [_reader(field) for field in _fields(model, left)])
        for model, left in READ
    ]


def _reader(field: "models.Field[Any, Any]") -> Read | None:
    column = field.get_col(field.model._meta.db_table)
    converters = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]
    if not converters:
        return None

    def read(value: Any) -> Any:
        for convert in converters:
            value = convert(value, column, connection)
        return value

    return read
