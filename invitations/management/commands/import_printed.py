"""import_printed STUDY FILE: what the printer says became of the letters."""

from invitations import letter_events
from invitations.letter_file_command import LetterFileCommand


class Command(LetterFileCommand):
    help = (
        "Compares the printer's file (return number, status printed / spoiled / posted, date) with the sealed batches "
        "and stores it: whole or not at all. The same file twice is once. Spoiled letters can be made again."
    )
    import_file = staticmethod(letter_events.import_printed)
