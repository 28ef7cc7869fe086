"""The guide for who hosts a group session: in the study's own language, and what to read out in every offered one."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override

from invitations.letters import TextNotDrawable, fonts_folder
from surveys import languages, typeset
from surveys.models import Edition

TEMPLATE = Path(__file__).parent / "typst" / "guide.typ"


class GuideTextMissing(ValueError):
    """The edition lacks words that the guide needs. Names each of them."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"The guide is not complete; missing: {', '.join(missing)}. "
            "Write them under `materials: guide:` and publish again."
        )
        self.missing = tuple(missing)


@dataclass(frozen=True)
class Part:
    """A heading and what stands below it; `read_out`: the host says it to the group."""

    title: str
    texts: tuple[str, ...]
    read_out: bool


@dataclass(frozen=True)
class GuideText:
    """The guide in one language."""

    language: str
    title: str
    lead: str
    parts: tuple[Part, ...]

    @property
    def read_out(self) -> tuple[Part, ...]:
        """The parts that are said to the group; all of them where the study marks none."""
        return tuple(part for part in self.parts if part.read_out) or self.parts

    def every_text(self) -> tuple[str, ...]:
        return (self.title, self.lead, *(text for part in self.parts for text in (part.title, *part.texts)))


def material(edition: Edition, name: str) -> Mapping[str, Any]:
    """A material of the edition; empty where it has none."""
    return json.loads(edition.document).get("materials", {}).get(name) or {}


def guide_text(guide: Mapping[str, Any], language: str) -> GuideText:
    """The guide's words in this language, none from another one. Raises GuideTextMissing."""
    parts = tuple(
        Part(
            _said(part.get("title"), language),
            tuple(_said(text, language) for text in part.get("text") or ()),
            bool(part.get("read_out")),
        )
        for part in guide.get("parts") or ()
    )
    found = GuideText(language, _said(guide.get("title"), language), _said(guide.get("lead"), language), parts)
    if missing := list(_missing(found)):
        raise GuideTextMissing(missing)
    return found


def _missing(text: GuideText) -> Iterator[str]:
    """Every place that has no words in the text's language."""
    if not text.title:
        yield f"title in {text.language}"
    if not text.lead:
        yield f"lead in {text.language}"
    if not text.parts:
        yield f"parts in {text.language}"
    for number, part in enumerate(text.parts, start=1):
        if not part.title or not part.texts or not all(part.texts):
            yield f"part {number} in {text.language}"


def make(edition: Edition, out: Path, day: date) -> Path:
    """Writes the guide. Raises GuideTextMissing, TextNotDrawable, TypesetError; then there is no file."""
    guide = material(edition, "guide")
    own, *others = (guide_text(guide, language) for language in edition.offered)
    _refuse_undrawable([own, *others])
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    content = data(edition, own, others, day)
    typeset.write_pdf(typeset.Document(TEMPLATE, content, fonts_folder()), part)
    os.replace(part, out)
    return out


def kept(edition: Edition) -> Path:
    """The guide of this edition, made where it is not there yet. Raises what `make` raises."""
    name = f"{edition.study.slug}-groep-{edition.number}.pdf"
    path = Path(settings.VAR_DIR) / "guides" / name
    return path if path.is_file() else make(edition, path, timezone.localdate())


def data(edition: Edition, own: GuideText, others: Sequence[GuideText], day: date) -> dict[str, Any]:
    """Data of `typst/guide.typ`."""
    with override(own.language):
        labels = {
            "read_out": gettext("Read this out"),
            "say": gettext("To read out in another language"),
            "page": gettext("Page {page} of {pages}"),
            "demo": gettext("Trial print. Do not send.") if edition.demo else "",
        }
    return {
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "labels": labels,
        "own": {**_text_data(own, own.parts), "lead": own.lead},
        "others": [_text_data(text, text.read_out) for text in others],
    }


def _text_data(text: GuideText, parts: Sequence[Part]) -> dict[str, Any]:
    return {
        "lang": text.language,
        "rtl": languages.direction(text.language) == "rtl",
        "name": languages.name(text.language),
        "title": text.title,
        "parts": [{"title": part.title, "texts": part.texts, "read_out": part in text.read_out} for part in parts],
    }


def _refuse_undrawable(texts: Sequence[GuideText]) -> None:
    words = [words for text in texts for words in text.every_text()]
    if missing := typeset.undrawable(words, fonts_folder()):
        raise TextNotDrawable(f"The fonts cannot draw: {' '.join(missing)}. Take these characters out of the guide.")


def _said(text: Any, language: str) -> str:
    return str(text.get(language) or "").strip() if isinstance(text, Mapping) else ""
