"""What keeps somebody from going on, and where it leads them."""

from respondents.append import InterviewSent, InterviewWithdrawn
from respondents.models import Interview


class PageUnknown(LookupError):
    """The study has no such page."""


class PageClosed(Exception):
    """The page is not on the path, or pages before it are still open. `next_page` is where to go on (None: check)."""

    def __init__(self, next_page: str | None) -> None:
        self.next_page = next_page
        super().__init__("This page cannot be opened yet.")


class AnswerNeeded(Exception):
    """The page decides which questions come next: it cannot be skipped without a reason."""


class NotFinished(PageClosed):
    """There are pages left, so it cannot be sent yet."""


class NothingToWithdraw(Exception):
    """No answers were given with this code."""


class WithdrawalOver(Exception):
    """After this day the link between code and answers is gone, and answers cannot be found to be removed."""


def must_be_open(interview: Interview) -> None:
    """Raises InterviewSent or InterviewWithdrawn."""
    if interview.state == Interview.State.SENT:
        raise InterviewSent
    if interview.state == Interview.State.WITHDRAWN:
        raise InterviewWithdrawn
