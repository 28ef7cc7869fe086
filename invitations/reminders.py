"""Who still gets a letter. Respondents tell which units are done; this app does not know interviews."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from invitations.models import Code, Mailing, SampleUnit
from surveys.models import Study

SPLIT = ":"
DoneUnits = Callable[[Study], "QuerySet[SampleUnit] | set[int]"]
_hooks: list[DoneUnits] = []


def done_units(hook: DoneUnits) -> DoneUnits:
    """Registers who knows units that need no reminder (sent, withdrawn): keys, or a queryset of keys."""
    if hook not in _hooks:
        _hooks.append(hook)
    return hook


@dataclass(frozen=True)
class Among:
    """Only people of a stratum: by column of the list the categories that count. All must fit; {}: everybody."""

    by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, units: QuerySet[SampleUnit]) -> QuerySet[SampleUnit]:
        for name, codes in self.by.items():
            units = units.filter(**{f"{'group' if name == 'group' else f'strata__{name}'}__in": list(codes)})
        return units

    @property
    def written(self) -> list[str]:
        """As `column:category`, for jobs, addresses and the audit trail."""
        return [f"{name}{SPLIT}{code}" for name, codes in self.by.items() for code in codes]


EVERYBODY = Among()


def among(written: Iterable[str]) -> Among:
    """Reads what `Among.written` wrote."""
    by: dict[str, tuple[str, ...]] = {}
    for one in written:
        name, _, code = one.partition(SPLIT)
        by[name] = (*by.get(name, ()), code)
    return Among(by)


def strata_of(study: Study) -> dict[str, tuple[str, ...]]:
    """The columns by which a reminder can be aimed, with the categories that the list declares for them, or has."""
    edition = study.editions.order_by("-number").first()
    document = json.loads(edition.document) if edition else {}
    frame = document.get("frame") or {}
    values = {str(one.get("name")): tuple(map(str, one.get("values") or ())) for one in frame.get("columns", ())}
    values["group"] = values.get("group") or tuple(document.get("groups") or ())
    found = {}
    for name in dict.fromkeys(("group", *frame.get("strata", ()))):
        codes = values.get(name) or tuple(_held(study, name))
        if codes:
            found[name] = codes
    return found


def _held(study: Study, name: str) -> list[str]:
    """Categories that the people on the list have, of a column that declares none."""
    held = study.units.values_list(f"strata__{name}", flat=True).order_by().distinct()
    return sorted(str(code) for code in held if code)


def units_to_write_to(study: Study, kind: str, aimed: Among = EVERYBODY) -> QuerySet[SampleUnit]:
    """Active, listed units of the sample without an open code of this kind of mailing, in the order of the frame.

    `aimed`: only those of a stratum; the others can get theirs later.
    Reminders go to those who were invited and whom no hook calls done, decided now. A unit whose letter was blocked
    (spoiled, or came back) counts as not written to. Where DUO puts in the addresses, those who are done get a
    reminder too: leaving them out would tell DUO who took part.
    """
    reachable = study.units.filter(state=SampleUnit.State.ACTIVE, listed=True, sampled=True)
    units = reachable.exclude(Exists(_open_codes(kind)))
    if kind != Mailing.Kind.INVITATION:
        units = units.filter(Exists(_open_codes(Mailing.Kind.INVITATION)))
        for hook in _hooks if reminders_of(study) == "units" else ():
            units = units.exclude(pk__in=hook(study))
    return aimed.of(units).order_by("pk")


def reminders_of(study: Study) -> str:
    """`units` (who is done gets none) or `everyone`, as the newest edition's frame says."""
    edition = study.editions.order_by("-number").first()
    frame = (json.loads(edition.document).get("frame") or {}) if edition else {}
    return frame.get("reminders") or ("everyone" if frame.get("merge") == "duo" else "units")


def _open_codes(kind: str) -> QuerySet[Code]:
    return Code.objects.filter(unit=OuterRef("pk"), mailing__kind=kind, blocked_at=None)
