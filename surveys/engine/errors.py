"""What can go wrong with a single answer."""

from typing import Any


class AnswerError(ValueError):
    """An answer that cannot be taken. `code` is stable; the page turns it and `params` into words.

    not_an_option, exclusive, two_answers, not_a_number, too_small, too_big, too_many_decimals, too_many_months,
    no_such_date, date_incomplete, date_out_of_range, too_long; and for stored answers: stored_answer.
    """

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code if not params else f"{code} {params}")
