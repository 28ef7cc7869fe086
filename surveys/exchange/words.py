"""What is said about a file and its rows, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from surveys.exchange.incoming import NEW, NOTED, REFUSED, STEP, UNCHANGED, WAITING, Line

WORDS = {
    # the file
    "too_large": _("The file is larger than 5 MB. Export fewer texts at a time."),
    "not_a_file": _("This is neither an XLIFF file nor an .xlsx workbook without a password. Save it as one of them."),
    "not_well_formed": _("The XLIFF file is broken at line %(line)s. Export it from the translation program again."),
    "doctype": _("The file declares a document type, which can hide entities. Export it as plain XLIFF 1.2."),
    "not_xliff_12": _("This is not XLIFF 1.2. Export it in that version (.xlf)."),
    "too_deep": _("The elements of the file are nested too deep. Export it from the translation program again."),
    "too_many_rows": _("The file has more rows than the limit of %(limit)s. Delete empty rows, or split it."),
    "no_texts": _("The file holds no texts."),
    "macros": _("The workbook has macros. Save it as .xlsx, without them."),
    "damaged": _("The workbook is damaged. Open it, save it as .xlsx again, and retry."),
    "unpacked_too_large": _("Unpacked, the workbook is far too large. Copy the texts to a new export."),
    "too_many_formulas": _("The workbook is full of formulas or merged cells. Replace them by their values."),
    "sheet_missing": _("The sheet “%(sheet)s” is missing. Fill in the workbook as it was exported."),
    "column_missing": _("The column “%(column)s” is missing. Fill in the workbook as it was exported."),
    "cell_too_long": _("A text is longer than a cell can hold (%(limit)s characters). Export as XLIFF."),
    "no_character": _("A text holds U+FFFE or U+FFFF, which a workbook cannot. Take it out, or export as XLIFF."),
    # refused rows
    "other_study": _("The file is of the study “%(study)s”, not of “%(expected)s”."),
    "wrong_language": _("The study is not translated into “%(language)s” here. Check the file's target language."),
    "source_changed": _("The source text was changed or removed after the export. Export it again and translate that."),
    "changed_meanwhile": _("Somebody gave this text another translation after the export. Compare the two."),
    "placeholder": _("The names in braces differ from the source. Use exactly these: %(names)s."),
    "unknown_id": _("No text of this study has this id. Do not change ids, and add no rows."),
    "source_altered": _("The source text in the file is not the one that was exported. Put it back."),
    "emptied": _("The translation was deleted. Fill it in, or put back what was there."),
    "too_long": _("The translation has %(length)s characters; %(limit)s fit."),
    "twice": _("The file has this id more than once, with different texts, states or remarks. Keep one."),
    "formula": _("The row holds a formula. Replace it by its value, as text."),
    "unknown_state": _("“%(state)s” is not a state that is known here. Set one of them, or give the state on import."),
    "bad_characters": _("The row holds characters that cannot be stored. Type it again."),
    "remark_too_long": _("The remark or the translation back is too long (2,000 characters for a remark)."),
    "back_alone": _("There is a translation back, but no translation that is up to date. Translate the text first."),
    # other rows
    "repeated": _("The same row again."),
    "layout": _("Only spaces or line breaks differ: the text stays as it is."),
    "source_copied": _("The translation is the source text itself. If that is meant, set its state to translated."),
    "state_restarted": _("The text is another one, so it begins again as translated."),
    "left_as_it_was": _("Source or translation were changed after the export; this row brings nothing new."),
    "already_there": _("This translation is there already."),
}

OUTCOME_WORDS = {
    NEW: _("new translations"),
    STEP: _("same text, further state"),
    NOTED: _("only a remark or a translation back"),
    UNCHANGED: _("unchanged"),
    WAITING: _("not translated yet"),
    REFUSED: _("refused"),
}
STATE_WORDS = {
    "missing": _("missing"),
    "stale": _("older than the source"),
    "unrecorded": _("not recorded"),
    "translated": _("translated"),
    "reviewed": _("reviewed"),
    "adjudicated": _("adjudicated"),
    "tested": _("tested"),
}


def say(code: str, details: Mapping[str, object] | None = None) -> str:
    """The message for a code; '' for ''."""
    return str(WORDS[code]) % (details or {}) if code else ""


def said_of(line: Line) -> str:
    return say(line.code, line.details)
