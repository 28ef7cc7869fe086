"""import_returns STUDY FILE: letters that came back."""

from invitations import letter_events
from invitations.letter_file_command import LetterFileCommand


class Command(LetterFileCommand):
    help = (
        "Notes letters that came back (return number, date where known): whole or not at all. Whose newest letter came "
        "back gets no more letters until there is a new address."
    )
    import_file = staticmethod(letter_events.import_returned)
