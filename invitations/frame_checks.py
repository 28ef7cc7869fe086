"""What a study declares about its list, looked at before anybody brings one (`surveys/declarations.py` asks). Pure."""

from collections.abc import Iterator, Mapping

from invitations.frame import FrameSchemaError, schema_of
from invitations.frame_sources import sources_of
from surveys.declarations import Declarations
from surveys.engine.checks.names import MAX_COLUMN, NAME
from surveys.engine.problems import Problem

CODES: Mapping[str, str] = {"wrong_list": "error"}
"""docs/checks.md says what it means."""
LONGEST = MAX_COLUMN - len("reg_")
"""Characters of a stratum: a dataset has it as a column `reg_NAME`."""


def problems(asked: Declarations) -> Iterator[Problem]:
    frame, groups = asked.definition.frame, tuple(asked.definition.groups)
    try:
        schema = schema_of(frame, groups)
        sources_of(frame, schema)
    except FrameSchemaError as fault:
        yield fault.problem
        return
    for name in schema.strata:
        if not NAME.fullmatch(name) or len(name) > LONGEST:
            message = f"“{name[:60]}” cannot name a column of the dataset."
            advice = f"Use at most {LONGEST} lower-case letters, digits and _, a letter first, here and in `columns`."
            yield FrameSchemaError("strata", message, advice).problem
    for name in sorted({name for name in schema.strata if schema.strata.count(name) > 1}):
        yield FrameSchemaError("strata", f"“{name}” stands here twice.", "Keep it once.").problem
