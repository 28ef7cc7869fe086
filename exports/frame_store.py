"""Code frames as they are kept: from the study's files or the page, a new version for each change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from exports import frame_faults as faults
from exports.code_frames import Frame, FrameFault, parse_frame, parse_frames
from exports.coding_models import CodeChoice, CodeFrame
from staff import audit
from surveys.editions import definition_of
from surveys.engine.definition import Definition
from surveys.engine.problems import DefinitionError
from surveys.load import CannotRead, place_of, read_file
from surveys.models import Edition, Study

FILE = "coding.yaml"


class NoFrame(LookupError):
    """The question has no code frame yet, or is none with an open answer."""

    def __init__(self, study: str, question: str) -> None:
        super().__init__(f"{study} has no code frame for “{question}”. Declare it in {FILE}, or make it on the page.")


def definitions_of(study_id: int) -> list[Definition]:
    """Of every published edition, newest first."""
    editions = Edition.objects.filter(study=study_id).defer("document").order_by("-number")
    return [definition_of(edition) for edition in editions]


def frames_of(study: Study) -> dict[str, Frame]:
    """The newest frame of each question, by its name. Raises FrameFault where one does not fit the editions."""
    return frames_over(study.pk, definitions_of(study.pk))


def frames_over(study_id: int, definitions: Sequence[Definition]) -> dict[str, Frame]:
    """The same, given the definitions of every edition, newest first."""
    newest = {kept.question: kept for kept in CodeFrame.objects.filter(study=study_id).order_by("version")}
    return {name: parse_frame(kept.document, definitions, kept.version) for name, kept in sorted(newest.items())}


def frame_of(study: Study, question: str) -> Frame:
    """Raises NoFrame."""
    kept = newest_of(study, question)
    if kept is None:
        raise NoFrame(study.slug, question)
    return parse_frame(kept.document, definitions_of(study.pk), kept.version)


def newest_of(study: Study, question: str) -> CodeFrame | None:
    return CodeFrame.objects.filter(study=study, question=question).order_by("-version").first()


@transaction.atomic
def load_file(study: Study, *, now: datetime) -> tuple[Frame, ...]:
    """Frames of the study's coding.yaml that changed since they were last loaded, each as a new version.

    Codes that were added on the page stay. Raises FrameFault; a study without that file has nothing to load.
    """
    raw = _read(study.slug)
    if raw is None:
        return ()
    definitions = definitions_of(study.pk)
    parse_frames(raw, definitions)
    changed = [document for document in raw["coding"] if document != _last_loaded(study, document["question"])]
    return tuple(_store(study, document, CodeFrame.Source.FILE, None, now, definitions) for document in changed)


def _read(slug: str) -> Any | None:
    try:
        path = place_of(slug) / FILE
        return read_file(path) if path.is_file() else None
    except CannotRead:
        return None
    except DefinitionError as error:
        raise FrameFault(error.problems) from error


def _last_loaded(study: Study, question: str) -> Any | None:
    """What the file said when it was last loaded, without what the page added to it."""
    kept = CodeFrame.objects.filter(study=study, question=question, source=CodeFrame.Source.FILE)
    newest = kept.order_by("-version").first()
    return newest.as_read if newest else None


@transaction.atomic
def store(study: Study, document: Mapping[str, Any], *, user: Any, now: datetime) -> Frame:
    """A frame from the page, as the next version. Raises FrameFault."""
    return _store(study, document, CodeFrame.Source.PAGE, user, now, definitions_of(study.pk))


def add_code(study: Study, question: str, code: Mapping[str, Any], *, user: Any, now: datetime) -> Frame:
    """The newest frame with one more code, as the next version. Raises NoFrame, FrameFault."""
    kept = newest_of(study, question)
    if kept is None:
        raise NoFrame(study.slug, question)
    return store(study, {**kept.document, "codes": [*kept.document.get("codes", []), dict(code)]}, user=user, now=now)


def _store(
    study: Study,
    document: Mapping[str, Any],
    source: str,
    user: Any,
    now: datetime,
    definitions: Sequence[Definition],
) -> Frame:
    question = document["question"]
    kept = newest_of(study, question)
    version = kept.version + 1 if kept else 1
    whole = _with_added(study, document, kept) if source == CodeFrame.Source.FILE else dict(document)
    frame = parse_frame(whole, definitions, version)
    _require_used(study, frame)
    CodeFrame.objects.create(
        study=study,
        question=question,
        version=version,
        document=whole,
        as_read=document if source == CodeFrame.Source.FILE else None,
        source=source,
        made_at=now,
        made_by=user,
    )
    audit.record(user, "code frame stored", f"{study.slug}/{question}", version=version, source=source)
    return frame


def _with_added(study: Study, document: Mapping[str, Any], kept: CodeFrame | None) -> dict[str, Any]:
    """The file's frame, and the codes that the page added since the file was last loaded."""
    before = _last_loaded(study, document["question"]) or {}
    known = {one["code"] for one in (*before.get("codes", []), *document.get("codes", []))}
    added = [one for one in (kept.document.get("codes", []) if kept else []) if one["code"] not in known]
    return {**document, "codes": [*document.get("codes", []), *added]} if added else dict(document)


def _require_used(study: Study, frame: Frame) -> None:
    """Raises FrameFault where a code that answers have would go, or a frame for sets would take one code only."""
    live = CodeChoice.objects.filter(
        answer__interview__edition__study=study, answer__question=frame.question, undone_at=None
    )
    given = [frozenset(codes) for codes in live.values_list("codes", flat=True)]
    gone = sorted(frozenset().union(*given) - set(frame.by_code))
    problems = [faults.code_in_use(frame.question, code) for code in gone]
    if not frame.several and any(len(codes) > 1 for codes in given):
        problems.append(faults.several_in_use(frame.question))
    if problems:
        raise FrameFault(problems)
