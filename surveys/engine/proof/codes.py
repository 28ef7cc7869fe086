"""Every code that the proof can give, with its severity. docs/proof.md says what each means."""

from collections.abc import Mapping

from surveys.engine.problems import Problem, Severity

_ERRORS = """
proof_unreachable_section proof_unreachable_page proof_unreachable_question proof_unreachable_option
proof_unreachable_outcome proof_unreachable_group proof_always_true proof_empty_options proof_dead_end
proof_nothing_asked proof_screening_gap proof_assert_fails proof_undecided
"""
_WARNINGS = "proof_always_in_group proof_derived_never proof_rule_gap"

PROOF_CODES: Mapping[str, Severity] = {
    **dict.fromkeys(_ERRORS.split(), "error"),
    **dict.fromkeys(_WARNINGS.split(), "warning"),
}


def finding_problem(code: str, where: str, message: str, what_to_do: str) -> Problem:
    return Problem(where, code, message, what_to_do, PROOF_CODES[code])
