"""What respondents saw acknowledged, beside what is stored: `python -m tests.faults.ledger diaries.json`, as JSON.

Lost: an acknowledged save without its event, with another value in it, or not in the answers that count; a sending
that did not make the interview sent; an interview whose folded state does not follow from its events.
Doubled: an event that nobody sent, a save stored twice, a second interview for a code or for nobody.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from respondents.models import AnswerEvent, Interview

Raw = Mapping[str, list[str]]
SAVES = ("save", "next", "skip")
OF_RESPONDENTS = ("answer", "skip", "superseded")


@dataclass
class Account:
    """Counts of saves, and one line for each that is wrong (no answers in it)."""

    acknowledged: int = 0
    stored: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    sent: int = 0
    interviews: int = 0


def account(diaries: Sequence[Mapping[str, Any]], known: Sequence[str], study: str) -> Account:
    """All diaries against the database. `known`: every code that was given out, also to others. Made-up people of
    `simulate` do not count.
    """
    found = Account()
    for diary in diaries:
        interview = _interview_of(diary["code"])
        _compare(diary["notes"], interview, found)
        found.interviews += interview is not None
    found.doubled += ["an interview that no code opens"] * _strangers(known, study)
    return found


def _strangers(known: Sequence[str], study: str) -> int:
    from invitations.codes import digest, normalise
    from invitations.issue import code_key
    from respondents.models import Interview

    digests = [digest(normalise(code), code_key()) for code in known]
    ours = Interview.objects.filter(link__code__digest__in=digests)
    return Interview.objects.filter(edition__study__slug=study, synthetic=False).exclude(pk__in=ours).count()


def _interview_of(code: str) -> "Interview | None":
    from invitations.entry_lookup import find
    from respondents.entry import link_of

    link = link_of(find(None, code))
    return link.interview if link else None


def _compare(notes: Sequence[Mapping[str, Any]], interview: "Interview | None", found: Account) -> None:
    acknowledged = {note["key"]: note for note in notes if note["acknowledged"] and note["kind"] in SAVES}
    found.acknowledged += len(acknowledged)
    if interview is None:
        found.lost += [f"{note['page']}: no interview" for note in acknowledged.values()]
        return
    events = list(interview.events.order_by("seq"))
    by_key = {event.key: event for event in events}
    lost = [fault for key, note in acknowledged.items() if (fault := _fault(note, by_key.get(key)))]
    found.stored += len(acknowledged) - len(lost)
    found.lost += [*lost, *_folded_wrong(interview, events), *_not_counted(notes, interview)]
    found.doubled += list(_too_much(notes, events))
    if any(note["kind"] == "send" and note["acknowledged"] for note in notes):
        found.sent += 1
        found.lost += ["sent, and still open"] * (interview.state != "sent")


def _fault(note: Mapping[str, Any], event: "AnswerEvent | None") -> str:
    """What is wrong with how an acknowledged save was stored; '' where nothing is."""
    if event is None:
        return f"{note['page']}: no event"
    if event.page != note["page"] or (note["seq"] and note["seq"] != event.seq):
        return f"{note['page']}: stored elsewhere"
    raw = _raw(note["fields"])
    answers = event.patch.get("answers") or {}
    wrong = [name for name, value in answers.items() if not _says(name, value, raw, note["kind"] == "skip")]
    return f"{note['page']}: another value of {wrong}" if wrong else ""


def _raw(fields: Sequence[Sequence[str]]) -> Raw:
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def _says(name: str, stored: Mapping[str, Any] | None, raw: Raw, skipped: bool) -> bool:
    """Whether the stored answer is what the form said."""
    chosen = raw.get(name, []) + raw.get(f"{name}-reason", []) + raw.get(f"{name}-side", [])
    if stored is None:
        return skipped or not "".join(chosen)
    kind = next(iter(stored))
    value = stored[kind]
    match kind:
        case "code" | "reason":
            return value in chosen
        case "codes":
            return set(value) == set(chosen)
        case "text":
            return [value] == [" ".join(text.split()) for text in chosen if text]
        case "number":
            return Decimal(value) == Decimal(chosen[0])
        case "months":
            return value == 12 * _number(raw, name, "years") + _number(raw, name, "months")
        case "date":
            return _same_day(value, name, raw)
    return _same_place(value, chosen[0])


def _number(raw: Raw, name: str, part: str) -> int:
    return int((raw.get(f"{name}-{part}") or ["0"])[0] or 0)


def _same_day(value: Mapping[str, str], name: str, raw: Raw) -> bool:
    if value["precision"] in ("before", "after"):
        return raw.get(f"{name}-side") == [value["precision"]]
    told = {"year": int(value["lower"][:4]), "month": int(value["lower"][5:7]), "day": int(value["lower"][8:10])}
    given = {part: _number(raw, name, part) for part in told}
    return all(not number or told[part] == number for part, number in given.items()) and any(given.values())


def _same_place(code: str, typed: str) -> bool:
    from surveys import place_names

    kind = "municipality" if code.startswith("GM") else "country"
    return any(place_names.names(kind, language).get(code) == typed for language in ("nl", "en", "ar", "tr", "ti"))


def _folded_wrong(interview: "Interview", events: Sequence["AnswerEvent"]) -> Iterator[str]:
    from respondents.state import Folded, refold

    if refold(interview) != Folded(interview.answers, interview.passed):
        yield "the folded state is not what the events say"
    if [event.seq for event in events] != list(range(1, interview.seq + 1)):
        yield "the order of events has holes"


def _not_counted(notes: Sequence[Mapping[str, Any]], interview: "Interview") -> Iterator[str]:
    """Per question, the last acknowledged answer must count, or one that was sent after it."""
    may_count: dict[str, list[Raw]] = {}
    for note in notes:
        if note["kind"] not in ("save", "next"):
            continue
        raw = _raw(note["fields"])
        for name in {given.partition("-")[0] for given in raw} & interview.answers.keys():
            may_count[name] = [raw] if note["acknowledged"] else [*may_count.get(name, []), raw]
    for name, raws in may_count.items():
        if interview.answers[name] is not None and not any(
            _says(name, interview.answers[name], raw, False) for raw in raws
        ):
            yield f"{name}: another answer counts than the last acknowledged"


def _too_much(notes: Sequence[Mapping[str, Any]], events: Sequence["AnswerEvent"]) -> Iterator[str]:
    sent = {note["key"] for note in notes}
    kinds = Counter(event.kind for event in events)
    for event in events:
        if event.kind in OF_RESPONDENTS and event.key not in sent:
            yield f"{event.page}: an event that nobody sent"
    for kind in ("sent", "consent"):
        if kinds[kind] > 1:
            yield f"{kinds[kind]} events {kind}"


def main(file: str, study: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    given = json.loads(Path(file).read_text())
    print(json.dumps(asdict(account(given["diaries"], given["known"], study))))


if __name__ == "__main__":
    main(*sys.argv[1:])
