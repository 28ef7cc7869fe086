"""Every code that a Problem can have, with its severity. docs/checks.md says what each means."""

from collections.abc import Mapping

from surveys.engine.problems import Problem, Severity

_FORM = """
bad_characters bad_date bad_key bad_rule bad_value duplicate_name editions_left key_for_other_type missing_key
no_such_edition outcome_end score_missing too_large unknown_key unknown_language unknown_option_list unquoted
wrong_type
"""
_SENSE = """
arithmetic_on_text bad_bounds bad_code bad_mailing bad_min_items bad_name column_clash core_misplaced dates_order
duplicate_code duplicate_value empty_page equals_on_multi exclusive_all exclusive_single group_unreachable
item_without_score kept_name kind_mismatch long_name looks_forward missing_source_text no_catch_all no_options
not_a_condition not_yet_known order_on_choice other_option pivot_missing reason_code reason_twice
reason_words_missing reminders_tell reserved_name selected_on_single stale_translation unknown_code unknown_group
unknown_item unknown_placeholder unknown_reference unknown_term unreachable_outcome value_outside_base variable_factor
"""
_WARNINGS = """
difficult_word holds_when_skipped jargon_unexplained long_sentence long_sentences missing_translation
glossary_departure other_without_text passive_voice scale_differs unused_term
"""

FORM = frozenset(_FORM.split())
"""Found while a document is read: with one of these there is no definition."""

SENSE = frozenset(_SENSE.split())
"""Found in a definition that could be read."""

WARNINGS = frozenset(_WARNINGS.split())
"""Worth a look; these do not stop a publication."""

CODES: Mapping[str, Severity] = {
    **dict.fromkeys(FORM | SENSE, "error"),
    **dict.fromkeys(WARNINGS, "warning"),
}


def fault(code: str, where: str, message: str, what_to_do: str) -> Problem:
    """A problem with the severity of its code."""
    return Problem(where, code, message, what_to_do, CODES[code])
