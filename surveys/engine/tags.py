"""What a study's questions are about, as it declares under `tags`: kinds of tag, their values, and names below each.

tags:
  goal:
    label: {nl: …, en: …}
    values:
      speed: {label: {nl: …, en: …}, names: [wait_course_long, goal_policy]}
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.engine.definition import Definition
from surveys.engine.document import NO_TEXT, At, Report, strings, text
from surveys.engine.problems import Problem
from surveys.engine.text import Text

KEY = "tags"
WRONG_TAG = "wrong_tag"
SPELLING = "Check the spelling."
ONLY_WORDS = "Use at most 40 lower-case letters, digits and _, beginning with a letter."
WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Tag:
    """One value of a kind. `names` are of questions, derived values and scales, in the order declared."""

    kind: str
    code: str
    label: Text
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """`goal:speed`, the only one of its study."""
        return f"{self.kind}:{self.code}"


@dataclass(frozen=True)
class Kind:
    """What tags of one kind tell of a question, such as the sub-goal of the law that it stands for."""

    name: str
    label: Text
    tags: tuple[Tag, ...]


def tags_of(definition: Definition) -> tuple[Kind, ...]:
    """The kinds that an edition declares, in order; what cannot be read is left out (`problems` tells of it)."""
    return _read(definition.document.get(KEY), Report(languages=definition.languages))


def problems(definition: Definition, every: Sequence[Definition]) -> tuple[Problem, ...]:
    """Every fault of form and of sense. A name has to be of one of `every` edition; with none, names are not judged."""
    report = Report(languages=definition.languages)
    kinds = _read(definition.document.get(KEY), report)
    report.problems += _without_label(kinds, definition.source)
    if every:
        report.problems += _strange(kinds, frozenset().union(*(_known(one) for one in every)))
    return tuple(sorted(set(report.problems)))


def of_name(kinds: Sequence[Kind], name: str) -> tuple[Tag, ...]:
    """The tags that a question, derived value or scale bears, in the order declared."""
    return tuple(tag for kind in kinds for tag in kind.tags if name in tag.names)


def _read(given: Any, report: Report) -> tuple[Kind, ...]:
    if given is None:
        return ()
    return tuple(_kind(item, name) for name, item in _entries(At(given, KEY, report)).items())


def _kind(at: At, name: str) -> Kind:
    fields = at.fields("label values")
    values = fields.read("values", _entries, {})
    tags = tuple(_tag(item, name, code) for code, item in values.items())
    return Kind(name, fields.read("label", text, NO_TEXT), tags)


def _entries(at: At) -> Mapping[str, At]:
    """Those whose key can be a word in an address, an identifier and the name of a sheet."""
    found: dict[str, At] = {}
    for key, item in at.entries().items():
        if isinstance(key, str) and WORD.fullmatch(key):
            found[key] = item
        else:
            at.problem(WRONG_TAG, f"“{str(key)[:60]}” cannot be the word for a tag.", ONLY_WORDS)
    return found


def _tag(at: At, kind: str, code: str) -> Tag:
    fields = at.fields("label names")
    named = fields.read("names", strings, ())
    for name in dict.fromkeys(name for name in named if named.count(name) > 1):
        at.problem(WRONG_TAG, f"“{name[:60]}” stands here twice.", "Keep it once.")
    return Tag(kind, code, fields.read("label", text, NO_TEXT), tuple(dict.fromkeys(named)))


def _without_label(kinds: Sequence[Kind], source: str) -> Iterator[Problem]:
    labelled = [(f"{KEY}/{kind.name}", kind.label) for kind in kinds]
    labelled += [(_place(tag), tag.label) for kind in kinds for tag in kind.tags]
    for where, label in labelled:
        if label.by_language and not label.get(source):
            yield Problem(where, WRONG_TAG, f"The label has no text in {source}.", "Write it.")


def _strange(kinds: Sequence[Kind], known: frozenset[str]) -> Iterator[Problem]:
    """Names that nothing has; and words for kinds and values that a question has: renaming it would change them."""
    every = [tag for kind in kinds for tag in kind.tags]
    words = [(f"{KEY}/{kind.name}", kind.name) for kind in kinds] + [(_place(tag), tag.code) for tag in every]
    for where, word in words:
        if word in known:
            message = f"“{word}” is the name of a question or value too."
            yield Problem(where, WRONG_TAG, message, "Choose another word for the tag.")
    for where, name in [(_place(tag), name) for tag in every for name in tag.names if name not in known]:
        message = f"No edition has a question, derived value or scale “{name[:60]}”."
        yield Problem(where, WRONG_TAG, message, SPELLING)


def _place(tag: Tag) -> str:
    return f"{KEY}/{tag.kind}/values/{tag.code}"


def _known(definition: Definition) -> frozenset[str]:
    made = {one.name for one in definition.derived} | {one.name for one in definition.scales}
    return frozenset(definition.questions) | made
