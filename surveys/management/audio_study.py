"""What commands about sound share: whose texts are meant."""

from collections.abc import Iterable, Sequence

from surveys.audio_texts import definitions_of, shipped
from surveys.engine.definition import Definition
from surveys.load import STUDIES, CannotRead
from surveys.models import Study


def studies_meant(slug: str | None) -> dict[str, tuple[Definition, ...]]:
    """By slug: this study; without one all that are loaded, or else all that are shipped.

    Raises CannotRead, DefinitionError, NothingToHear.
    """
    if slug:
        return {slug: _one(slug)}
    loaded = list(Study.objects.values_list("slug", flat=True))
    return {name: _one(name) for name in loaded or _shipped_slugs()}


def _one(slug: str) -> tuple[Definition, ...]:
    study = Study.objects.filter(slug=slug).first()
    return definitions_of(study) if study else shipped(slug)


def _shipped_slugs() -> list[str]:
    return sorted(folder.name for folder in STUDIES.iterdir() if folder.is_dir())


def languages_meant(named: str, definitions: Sequence[Definition]) -> tuple[str, ...]:
    """Those named (`nl,tr`), or all of the study's. Raises CannotRead where one is not the study's."""
    known = definitions[0].languages
    wanted: Iterable[str] = filter(None, (tag.strip() for tag in named.split(","))) if named else known
    found = tuple(dict.fromkeys(wanted))
    unknown = [tag for tag in found if tag not in known]
    if unknown:
        raise CannotRead(f"{definitions[0].study} has no texts in {', '.join(unknown)}. Languages: {', '.join(known)}.")
    return found
