"""manage.py compare_editions: what differs between two editions, and what that does to answers given. Reads only."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.management.base import BaseCommand

from respondents.replay import Replayed, Report, interviews_of, replay_interviews, report
from staff.progress import bar
from surveys.drafts import NoDraft
from surveys.editions import NoEdition, definition_of, lineage
from surveys.engine.changes import EFFECTS
from surveys.engine.compare import Change, compare
from surveys.engine.edition_problems import edition_problems
from surveys.engine.problems import DefinitionError, Problem, errors
from surveys.load import CannotRead
from surveys.named_editions import Named, named_edition

REFUSED, CANNOT_READ = 1, 2
LISTED = 20
"""Interviews named one by one; --json names all."""

WORDS = {
    "gained": "would get the page",
    "lost": "would no longer get the page",
    "asked": "would be asked",
    "not_asked": "would no longer be asked",
    "fell_off": "have an answer that would no longer count to",
    "came_back": "have an answer that would count again to",
    "unfit": "have an answer that cannot be read to",
    "asked_again": "would be led back to the page",
    "values": "would get another value of",
}


@dataclass(frozen=True)
class Found:
    """The comparison of two editions, and the replay where it was asked for."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    replay: Report | None = None


class Command(BaseCommand):
    help = (
        "Compare two editions of a study: every change with its effect on stored answers (none, compatible, "
        "changes_path, breaks), and what keeps NEW from following OLD. With --replay, all interviews of OLD go through "
        "NEW: who would see what else. NEW (and OLD) is the number of a published edition, `draft`, or a folder or "
        "file; `draft:2` and FILE:2 name one of several. Nothing is written. Exit code 0: NEW can follow OLD; "
        "1: it cannot; 2: there is nothing to read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help="for example perspectief-2024")
        parser.add_argument("old", metavar="OLD", help="for example 2")
        parser.add_argument("new", metavar="NEW", help="for example 3, draft, or a file")
        parser.add_argument("--replay", action="store_true", help="put the stored answers of OLD through NEW")
        parser.add_argument("--json", action="store_true", help="write everything as JSON, for a program to read")

    def handle(self, *args: Any, study: str, old: str, new: str, **options: Any) -> None:
        try:
            before, after = named_edition(study, old), named_edition(study, new)
            found = found_between(before, after, replayed=options["replay"])
        except (CannotRead, NoEdition, NoDraft, DefinitionError) as error:
            self.stderr.write(str(error))
            sys.exit(CANNOT_READ)
        self.stdout.write(as_json(found) if options["json"] else "\n".join(in_lines(found)))
        if errors(found.problems):
            sys.exit(REFUSED)


def found_between(old: Named, new: Named, *, replayed: bool) -> Found:
    """Raises CannotRead where a replay is asked of an edition that was never published: it has no interviews."""
    earlier = [definition_of(edition) for edition in lineage(old.edition)] or [old.definition]
    problems = edition_problems(earlier, new.definition)
    changes = compare(old.definition, new.definition)
    return Found(changes, problems, report(_replayed(old, new)) if replayed else None)


def _replayed(old: Named, new: Named) -> Sequence[Replayed]:
    if old.edition is None:
        raise CannotRead(f"{old.name} was never published, so nobody answered it. Name OLD by its number.")
    return list(bar(replay_interviews(interviews_of(old.edition), new.definition), "replay"))


def as_json(found: Found) -> str:
    content = {
        "follows": not errors(found.problems),
        "changes": [asdict(change) for change in found.changes],
        "problems": [asdict(problem) for problem in found.problems],
        "replay": found.replay.as_json() if found.replay else None,
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def in_lines(found: Found) -> Iterator[str]:
    """Changes, heaviest first; problems; counts; the replay."""
    for effect in reversed(EFFECTS):
        yield from (str(change) for change in found.changes if change.effect == effect)
    yield from map(str, found.problems)
    counted = ", ".join(f"{sum(c.effect == effect for c in found.changes)} {effect}" for effect in EFFECTS)
    yield f"{len(found.changes)} changes: {counted}. {len(errors(found.problems))} errors."
    if found.replay:
        yield from replay_lines(found.replay)


def replay_lines(told: Report) -> Iterator[str]:
    yield f"Replay: {told.interviews} interviews, {told.same} keep their path; {told.running} are running, "
    yield f"of which {told.running_same} keep their path."
    for name, words in WORDS.items():
        for thing, count in told.counts[name].items():
            yield f"  {count} {words} {thing}"
    gone = sum(item.replay.group_gone for item in told.differing)
    if gone:
        yield f"  {gone} are in a group that is gone"
    for item in told.differing[:LISTED]:
        yield f"  {json.dumps(item.as_json(), ensure_ascii=False)}"
    if len(told.differing) > LISTED:
        yield f"  … and {len(told.differing) - LISTED} more; --json names them all."
