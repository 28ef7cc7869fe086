"""Tables in chapters by what a study declares its questions to be about (`surveys/engine/tags.py`). Pure."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from exports.breakdowns import CannotTabulate
from exports.counting import Data
from exports.printed import Chapter
from exports.printing import Printer
from surveys.engine.tags import Kind, Tag, of_name, tags_of


def kinds_named(data: Data, asked: Sequence[str]) -> tuple[Kind, ...]:
    """The kinds of tag with these names, each once, in the order asked. Raises CannotTabulate with what can be had."""
    known = {kind.name: kind for kind in tags_of(data.definition)}
    for name in asked:
        if name not in known:
            told = _("%(study)s has no tags of the kind “%(asked)s”. Choose from: %(known)s.")
            listed = ", ".join(known) or _("none")
            raise CannotTabulate(told % {"study": data.definition.study, "asked": name, "known": listed})
    return tuple(known[name] for name in dict.fromkeys(asked))


def tag_named(data: Data, asked: str) -> Tag:
    """The tag that `kind:code` names. Raises CannotTabulate with what can be had."""
    known = {tag.key: tag for kind in tags_of(data.definition) for tag in kind.tags}
    if asked not in known:
        told = _("%(study)s has no tag “%(asked)s”. Choose from: %(known)s.")
        listed = ", ".join(known) or _("none")
        raise CannotTabulate(told % {"study": data.definition.study, "asked": asked, "known": listed})
    return known[asked]


def sources(data: Data) -> Mapping[str, str]:
    """Coded answers by name → the question that they are answers to, whose tags they bear."""
    return {one.name: one.source for one in data.beside if one.source}


def tagged(data: Data, kinds: Sequence[Kind], names: Sequence[str]) -> tuple[str, ...]:
    """Those of the names that bear a tag of one of the kinds."""
    asked = sources(data)
    return tuple(name for name in names if of_name(kinds, asked.get(name, name)))


def chapters(
    kinds: Sequence[Kind], names: Sequence[str], asked: Mapping[str, str], printer: Printer
) -> tuple[Chapter, ...]:
    """A chapter per tag that bears on a table, kind by kind, and a last one for tables without a tag of these kinds.

    `names`: what each table is of, in the order of tables; `asked` as `sources` gives it.
    """
    return tuple(chapter for chapter in _every(kinds, names, asked, printer) if chapter.places)


def _every(
    kinds: Sequence[Kind], names: Sequence[str], asked: Mapping[str, str], printer: Printer
) -> Iterator[Chapter]:
    of_tables = [{tag.key for tag in of_name(kinds, asked.get(name, name))} for name in names]
    for kind in kinds:
        for tag in kind.tags:
            words = {"kind": printer.noted(kind.label), "tag": printer.noted(tag.label)}
            places = tuple(place for place, keys in enumerate(of_tables) if tag.key in keys)
            yield Chapter(tag.key, printer.words["chapter"].format(**words), places, words["tag"])
    if kinds:
        without = tuple(place for place, keys in enumerate(of_tables) if not keys)
        yield Chapter("", printer.words["no_chapter"], without)
