"""Many translations of a draft at once, whole or not at all. The rules are those of translations.py.

`translations.translate` writes one text: a dozen queries and an audit entry each, and `mark` reads the whole record.
Here every text column of the draft is read once. The figures stand in docs/translation.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from staff import audit
from staff.models import User
from surveys import drafts
from surveys.models import Draft, Study, TextEvent
from surveys.translation import TEXT_FIELDS
from surveys.translation_units import Unit
from surveys.translations import DRAFT_OF, TextChanged, event_row, require_sound, source_language

AT_ONCE = 500


@dataclass(frozen=True)
class Change:
    """What is done to one unit. `text`: the translation from now on; `kinds`: steps to record, in order."""

    unit: Unit
    text: str
    kinds: tuple[str, ...] = ()
    back: str = ""
    remark: str = ""

    @property
    def after(self) -> Unit:
        return Unit(self.unit.language, self.unit.source, self.text, self.unit.places, self.unit.context)


@transaction.atomic
def change_all(study: Study, language: str, changes: Sequence[Change], *, user: User | None, by: str) -> None:
    """Write the texts and record the steps. Raises TextChanged, NotAllowed: then nothing has changed."""
    draft = drafts.locked(study)
    different = [change for change in changes if change.text != change.unit.translation]
    for change in different:
        require_sound(change.unit, change.text)
    _replace(draft, source_language(study), language, changes)
    if different:
        draft.revision += 1
        draft.save(update_fields=["revision", "changed_at"])
    at = timezone.now()
    events = [event for change in changes for event in _events(study, change, user=user, by=by, at=at)]
    TextEvent.objects.bulk_create(events, batch_size=AT_ONCE)
    audit.record(user, "text.import", f"{study.slug}/{language}", texts=len(different), events=len(events), by=by)


def _replace(draft: Draft, source: str, language: str, changes: Sequence[Change]) -> None:
    """Every row that holds one of the pairs gets its new text. Raises TextChanged where a pair has no row."""
    wanted = {(change.unit.source, change.unit.translation): change for change in changes}
    met: set[tuple[str, str]] = set()
    for model, name in _fields():
        column = f"{name}_{language}"
        rows = model._default_manager.filter(**{DRAFT_OF.get(model, "draft"): draft})
        held = [(row, (row[1] or "", row[2] or "")) for row in rows.values_list("pk", f"{name}_{source}", column)]
        found = [(row[0], pair) for row, pair in held if pair in wanted]
        met.update(pair for _, pair in found)
        texts = {pk: wanted[pair].text for pk, pair in found if wanted[pair].text != pair[1]}
        _write(model, column, texts)
    for pair, change in wanted.items():
        if pair not in met:
            raise TextChanged(change.unit.id)


def _fields() -> Iterator[tuple[type[Model], str]]:
    return ((model, name) for model, names in TEXT_FIELDS.items() for name in names)


def _write(model: type[Model], column: str, texts: Mapping[int, str]) -> None:
    """`texts`: by primary key."""
    rows = [model(pk=pk, **{column: text}) for pk, text in texts.items()]
    model._default_manager.bulk_update(rows, [column], batch_size=AT_ONCE)


def _events(study: Study, change: Change, *, user: User | None, by: str, at: datetime) -> Iterable[TextEvent]:
    told = [(kind, "") for kind in change.kinds]
    told += [("back", change.back)] if change.back else []
    told += [("comment", change.remark)] if change.remark else []
    return (event_row(study, change.after, kind, user=user, by=by, at=at, remark=words) for kind, words in told)
