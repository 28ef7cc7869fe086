"""Files into a study's draft, without losing what somebody changed in the draft since it was last loaded."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from surveys import drafts
from surveys.engine.dump import canonical
from surveys.engine.plain import plain
from surveys.models import Draft, Study
from surveys.publish import hash_of
from surveys.text_changes import NAMING

SHOWN = 40
"""Differences that a refusal lists."""
SHORT = 70
ABSENT = "(nothing)"
MADE_HERE = "made in the workbench"
"""Stands for the hash of a draft that did not come from files: files do not overwrite it."""


class DraftWasChanged(Exception):
    """The draft was changed since it was last loaded, and differs from the files. `differences` says where and how."""

    def __init__(self, study: Study, differences: tuple[str, ...]) -> None:
        self.differences = differences
        more = f"\n… and {len(differences) - SHOWN} more" if len(differences) > SHOWN else ""
        listed = "\n".join(differences[:SHOWN])
        super().__init__(
            f"The draft of {study.slug} was changed since it was last loaded; nothing was overwritten.\n"
            f"{listed}{more}\n"
            f"Save the draft's texts into the files first (save_texts {study.slug}), or lose them with --replace."
        )


@transaction.atomic
def load(study: Study, document: Mapping[str, Any], *, replace: bool = False) -> Draft:
    """Store the document as the draft. Raises DraftWasChanged, drafts.DraftChanged, DefinitionError."""
    if not replace:
        require_unchanged(study, document)
    draft = drafts.store(study, document)
    draft.loaded_hash = hash_of(drafts.document_of(study))
    draft.save(update_fields=["loaded_hash"])
    return draft


def require_unchanged(study: Study, document: Mapping[str, Any]) -> None:
    """Raises DraftWasChanged where the draft holds changes of its own that the files do not have."""
    draft = Draft.objects.filter(study=study).first()
    if draft is None or not (draft.loaded_hash or study.edits.exists() or study.snapshots.exists()):
        return
    now = drafts.document_of(study)
    if hash_of(now) == draft.loaded_hash or canonical(now) == canonical(plain(document)):
        return
    raise DraftWasChanged(study, tuple(differences(plain(document), now)))


def differences(files: Any, draft: Any, where: str = "") -> Iterator[str]:
    """One line per place where the two differ: what the files say, and what the draft says."""
    if isinstance(files, dict) and isinstance(draft, dict):
        for key in [*files, *(key for key in draft if key not in files)]:
            yield from differences(files.get(key), draft.get(key), f"{where}/{key}" if where else str(key))
    elif isinstance(files, list) and isinstance(draft, list):
        yield from _of_lists(files, draft, where)
    elif files != draft:
        yield f"{where}: files {_short(files)}, draft {_short(draft)}"


def _of_lists(files: list[Any], draft: list[Any], where: str) -> Iterator[str]:
    """Entries are compared by their name or code where they have one, so that one new entry is one difference."""
    first, second = [_key(item) for item in files], [_key(item) for item in draft]
    for kind, a, b, c, d in difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if kind == "equal":
            for left, right in zip(range(a, b), range(c, d), strict=True):
                yield from differences(files[left], draft[right], f"{where}/{_name(files[left], left)}")
        else:
            yield from (f"{where}/{_name(files[n], n)}: only in the files" for n in range(a, b))
            yield from (f"{where}/{_name(draft[n], n)}: only in the draft" for n in range(c, d))


def _key(item: Any) -> str:
    """A name, a code or a number tells an entry apart; without one it is its place that counts."""
    if not isinstance(item, dict):
        return repr(item)
    return next((repr(item[key]) for key in NAMING if key in item), "")


def _name(item: Any, place: int) -> str:
    return str(item.get("name") or item.get("code") or place + 1) if isinstance(item, dict) else str(place + 1)


def _short(value: Any) -> str:
    if value is None:
        return ABSENT
    text = str(value)
    return f"“{text[:SHORT]}…”" if len(text) > SHORT else f"“{text}”"
