"""The shipped study as it is asked now, read once."""

from functools import cache

from surveys.engine.definition import Definition
from surveys.engine.editions import select_edition
from surveys.engine.parse import parse
from surveys.load import read_folder


@cache
def perspectief() -> Definition:
    return parse(select_edition(read_folder("perspectief-2024"), 2))
