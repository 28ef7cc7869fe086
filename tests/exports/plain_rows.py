"""Rows made one interview at a time, cell by cell: what rows that are made many at once must be equal to."""

from exports.case_columns import case_values
from exports.dataset import Source, row_of
from exports.flag_columns import flag_values
from exports.row_blocks import Beside, codes_of
from exports.values import Row, Value, value_of
from respondents.models import Interview


def plain_row(source: Source, beside: Beside, interview: Interview) -> tuple[Value, ...]:
    row = row_of(interview)
    case = case_values(interview, row) | flag_values(interview, row, beside.seen)
    about = [case[column.name] for column in source.about]
    return (*about, *beside.weights.values(interview.pk), *_asked(source, beside, interview, row))


def _asked(source: Source, beside: Beside, interview: Interview, row: Row) -> list[Value]:
    settled = codes_of(interview)
    return [
        beside.codes.value(column, row, settled)
        if column.name in beside.codes.by_name
        else beside.texts.told(interview, column, value_of(column, row))
        for column in source.asked
    ]
