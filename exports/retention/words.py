"""What staff and the command line are told about a purge."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from exports.retention.backups import Backup
from exports.retention.dates import NotYet

REASONS: Mapping[str, str] = {
    "promised": _("Until %(day)s people can have their answers removed by code. Purge after that day."),
    "no_day": _("No edition promises a last day for removing answers. Say why it is purged now."),
    "open": _("Fieldwork is not over. Close it first."),
    "letters": _("Letters of this study still lie on the disk. Delete them first: delete_letters."),
}
STORES: Mapping[str, str] = {
    "links": _("Links between codes and questionnaires"),
    "visits": _("Stays on phones (digests)"),
    "codes": _("Digests of codes"),
    "people": _("Lines of the list: numbers and kinds, no names"),
    "letters": _("What happened to letters"),
    "interviews": _("Questionnaires, with times to be rounded to days"),
    "events": _("Answers as they came in, with times to be rounded to days"),
    "cells_kept": _("Cells of counts that are kept for the response"),
    "manifests": _("Lists that went with letters"),
    "job_files": _("Files that were made"),
    "tables": _("Tables written anew"),
    "withdrawals": _("Lines in the log of withdrawals"),
    "misses": _("Minutes in which wrong codes were typed"),
    "sessions": _("Log-ins of staff that ended"),
    "left_on_somebodys_word": _("Older backups that are still listed"),
}
STEPS: Mapping[str, str] = {
    "bridges": _("links, codes and the list removed"),
    "times": _("times rounded to days, rows in random order"),
    "files": _("files removed"),
    "space": _("deleted rows out of the database's files"),
    "backups": _("older backups gone"),
}


def told(problem: NotYet) -> str:
    return gettext(REASONS[problem.code]) % {"day": problem.day or ""}


def store(name: str) -> str:
    return gettext(STORES.get(name, name))


def step(name: str) -> str:
    return gettext(STEPS.get(name, name))


def backups(found: list[Backup]) -> str:
    """The oldest first, ten at most."""
    names = ", ".join(f"{one.name} ({one.made:%Y-%m-%d}{'' if one.known else '?'})" for one in found[:10])
    told = gettext("Older backups still hold what was removed: %(n)s. %(names)s. Delete them, and purge again.")
    return told % {"n": len(found), "names": names}
