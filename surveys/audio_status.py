"""How far the sound of a study is, per language."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys import audio
from surveys.audio_texts import NothingToHear, definitions_of, spoken_in
from surveys.engine.definition import Definition
from surveys.models import Clip, Study
from surveys.voices import may_play


@dataclass(frozen=True)
class Status:
    """Texts by what is heard. `silent`: a clip is there and may not be played. `stale`: files of texts that no study
    has any more; `lost`: clips whose files are gone."""

    language: str
    texts: int
    human: int
    synthetic: int
    silent: int
    stale: int
    lost: int

    @property
    def none(self) -> int:
        return self.texts - self.human - self.synthetic


def status_of(definitions: Sequence[Definition], every: Sequence[Definition]) -> tuple[Status, ...]:
    """One per language of the study. `every`: the definitions of all studies, to know which files are stale."""
    return tuple(_of(definitions, every, language) for language in definitions[0].languages)


def _of(definitions: Sequence[Definition], every: Sequence[Definition], language: str) -> Status:
    texts = spoken_in(definitions, language)
    known = audio.clips_by_hash(language)
    clips = [known[one.text_hash] for one in texts if one.text_hash in known]
    signed, recordings = audio.signed_voices(), definitions[0].audio.recordings
    heard = [clip for clip in clips if may_play(clip.source, language, clip.voice, signed, recordings)]
    human = sum(clip.source == Clip.Source.HUMAN for clip in heard)
    said = frozenset(one.text_hash for one in spoken_in((*definitions, *every), language))
    return Status(
        language=language,
        texts=len(texts),
        human=human,
        synthetic=len(heard) - human,
        silent=len(clips) - len(heard),
        stale=len(audio.stray_files(language, said)) // len(audio.SUFFIXES),
        lost=sum(not audio.has_files(clip) for clip in clips),
    )


def definitions_of_all() -> tuple[Definition, ...]:
    """Drafts and newest editions of all studies that can be read."""
    found: list[Definition] = []
    for study in Study.objects.all():
        try:
            found += definitions_of(study)
        except NothingToHear:
            continue
    return tuple(found)
