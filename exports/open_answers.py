"""The open answers of a study, found where they are given; those that leave no doubt are coded by the program.

Writes OpenAnswer and the program's choices. Texts are read from the interviews each time, and kept nowhere else.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.crypto import salted_hmac

from exports import coding_state
from exports.code_frames import Frame
from exports.coding import Match, match
from exports.coding_models import CodeChoice, CodeFrame, OpenAnswer
from exports.frame_store import frames_of
from exports.lexicons import lexicon
from exports.spelling import spelled
from respondents.models import AnswerEvent, Interview
from respondents.state import last_seq
from surveys.models import Study

AT_A_TIME = 500


@dataclass
class Counted:
    """Answers of one question after a run: texts in all, coded, with a suggestion, left without; `new` ones found."""

    texts: int = 0
    new: int = 0
    automatic: int = 0
    by_people: int = 0
    suggestion: int = 0
    left: int = 0


@dataclass(frozen=True)
class Given:
    """A text where it stands. `seq`: the event that gave it."""

    interview: Interview
    question: str
    text: str
    seq: int

    @property
    def digest(self) -> str:
        return digest_of(self.question, self.text)


@dataclass(frozen=True)
class _Run:
    study: Study
    frames: Mapping[str, Frame]
    now: datetime
    counts: dict[str, Counted] = field(default_factory=dict)
    matches: dict[tuple[str, str], Match] = field(default_factory=dict)

    def match(self, given: Given) -> Match:
        """Each different text is looked up once."""
        key = (given.question, given.text)
        if key not in self.matches:
            self.matches[key] = suggested(given.text, self.frames[given.question])
        return self.matches[key]


def digest_of(question: str, text: str) -> str:
    """The same for texts that differ in case, accents and punctuation only; nobody without the key can make it."""
    return salted_hmac(
        "exports.open_answers", f"{question}\x1f{spelled(text) or text.strip()}", algorithm="sha256"
    ).hexdigest()


def text_in(stored: Mapping[str, Any] | None) -> str:
    """What somebody typed in a stored answer: a text, or beside "other"; '' for none."""
    return str((stored or {}).get("text") or (stored or {}).get("other") or "").strip()


def suggested(text: str, frame: Frame) -> Match:
    """The program's code of a text, in the frame's codes; without a lexicon nothing."""
    if not frame.lexicon:
        return Match()
    found = match(text, lexicon(frame.lexicon))
    codes = frame.of_lexicon
    if found.code in codes:
        return Match(codes[found.code], found.how)
    near = (found.code, *found.candidates)
    return Match(candidates=tuple(dict.fromkeys(codes[code] for code in near if code in codes)))


def collect(
    study: Study, *, now: datetime, question: str = "", progress: Callable[[int], None] = lambda done: None
) -> dict[str, Counted]:
    """Find every open answer with a frame, code what leaves no doubt, and forget what is there no more.

    Counts by question. Running it again changes nothing where no answer changed. Raises FrameFault.
    """
    frames = {name: frame for name, frame in frames_of(study).items() if question in ("", name)}
    run = _Run(study, frames, now, {name: Counted() for name in frames})
    OpenAnswer.objects.filter(interview__state=Interview.State.WITHDRAWN).delete()
    interviews = Interview.objects.filter(edition__study=study).exclude(state=Interview.State.WITHDRAWN)
    waiting = interviews.order_by("pk").only("pk", "answers", "changed", "language").iterator(chunk_size=AT_A_TIME)
    done = 0
    while batch := list(islice(waiting, AT_A_TIME)):
        _collect(batch, run)
        done += len(batch)
        progress(done)
    return run.counts


@transaction.atomic
def _collect(batch: Iterable[Interview], run: _Run) -> None:
    list(CodeFrame.objects.select_for_update().filter(study=run.study, question__in=run.frames))  # one run at a time
    kept = {
        (one.interview_id, one.question): one
        for one in OpenAnswer.objects.select_for_update(of=("self",)).filter(
            interview__in=batch, question__in=run.frames
        )
    }
    found = [given for interview in batch for given in _texts(interview, run.frames)]
    gone = set(kept) - {(given.interview.pk, given.question) for given in found}
    OpenAnswer.objects.filter(pk__in=[kept[key].pk for key in gone]).delete()
    languages = _languages(found)
    for given in found:
        answer = _kept(given, kept.get((given.interview.pk, given.question)), run, languages)
        _count(answer, given, run)


def _texts(interview: Interview, questions: Iterable[str]) -> Iterator[Given]:
    for question in questions:
        text = text_in(interview.answers.get(question))
        if text:
            yield Given(interview, question, text, last_seq(interview, question))


def _languages(found: Iterable[Given]) -> dict[tuple[Any, int], str]:
    """Language of the page on which a text was typed, by interview and event."""
    wanted = {(given.interview.pk, given.seq) for given in found}
    events = AnswerEvent.objects.filter(
        interview__in={interview for interview, _ in wanted}, seq__in={seq for _, seq in wanted}
    )
    told = events.values_list("interview", "seq", "language")
    return {(interview, seq): language for interview, seq, language in told if (interview, seq) in wanted}


def _kept(given: Given, answer: OpenAnswer | None, run: _Run, languages: Mapping[Any, str]) -> OpenAnswer:
    """The answer's row, new or as it was. Another text under it is a new answer: what was chosen goes.

    The same event with another digest is the same text under another key, or spelled by other rules: that keeps all.
    """
    frame, digest = run.frames[given.question], given.digest
    if answer and answer.digest != digest and answer.seq != given.seq:
        answer.delete()
        answer = None
    if answer is None:
        run.counts[given.question].new += 1
        language = languages.get((given.interview.pk, given.seq), given.interview.language)
        answer = OpenAnswer(interview=given.interview, question=given.question, language=language)
    drawn = coding_state.drawn(digest, frame.second_share, frame.seed)
    if answer.pk is None or (answer.digest, answer.seq, answer.drawn) != (digest, given.seq, drawn):
        answer.digest, answer.seq, answer.drawn = digest, given.seq, drawn
        settle(answer)
    _code(answer, given, frame, run)
    return answer


def _code(answer: OpenAnswer, given: Given, frame: Frame, run: _Run) -> None:
    """The program's choice, where it is sure and nobody chose before or took its choice back."""
    if answer.state != OpenAnswer.State.OPEN or answer.choices.filter(role=coding_state.AUTOMATIC).exists():
        return
    code = run.match(given).code
    if code:
        answer.choices.create(role=coding_state.AUTOMATIC, codes=[code], frame_version=frame.version, at=run.now)
        settle(answer)


def settle(answer: OpenAnswer) -> None:
    """Store what follows from the choices that stand."""
    live = answer.choices.filter(undone_at=None).order_by("pk") if answer.pk else ()
    now = coding_state.standing([as_choice(one) for one in live], answer.drawn)
    answer.codes, answer.by, answer.state = list(now.codes), now.by.value, now.state
    answer.save()


def as_choice(kept: CodeChoice) -> coding_state.Choice:
    return coding_state.Choice(kept.role, frozenset(kept.codes), kept.coder_id)


def _count(answer: OpenAnswer, given: Given, run: _Run) -> None:
    counted = run.counts[given.question]
    counted.texts += 1
    if answer.state == OpenAnswer.State.OPEN:
        found = run.match(given)
        counted.suggestion += bool(found.candidates or found.code)
        counted.left += not (found.candidates or found.code)
    elif answer.by == OpenAnswer.By.AUTOMATIC:
        counted.automatic += 1
    else:
        counted.by_people += 1


def forget(interview: Interview) -> None:
    """Take away what is kept of an interview's open answers: it was withdrawn."""
    OpenAnswer.objects.filter(interview=interview).delete()


def progress_of(study: Study) -> dict[str, Counter[str]]:
    """Answers by state, and how many each way of coding gave (`by_1` …), by question."""
    found: dict[str, Counter[str]] = {}
    of_study = OpenAnswer.objects.filter(interview__edition__study=study)
    for question, state, by, n in of_study.values_list("question", "state", "by").annotate(n=Count("pk")):
        found.setdefault(question, Counter()).update({state: n, f"by_{by}": n})
    return found
