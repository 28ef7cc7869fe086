"""A small made-up fieldwork through the real writers: people of a list, two mailings, answers on set days."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random

from invitations import issue, unit_states
from invitations.models import Batch, Channel, Code, Frame, LetterEvent, Mailing, SampleUnit
from respondents import flow
from respondents.models import Interview
from respondents.play import play
from surveys.engine.answers import Choice, Refusal
from surveys.engine.definition import Question
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.exports.mini import option, page, text

DAY = timedelta(days=1)
BEGIN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUESTIONS = ("work", "home", "course", "money", "health", "hope")
FRAME = {
    "columns": [
        {"name": "frame_id", "required": True, "type": "text"},
        {"name": "group", "required": True, "type": "choice", "values": ["a", "b"]},
        {"name": "sex", "required": False, "type": "choice", "values": ["man", "woman"]},
        {"name": "municipality", "required": False, "type": "municipality"},
    ],
    "strata": ["group", "sex"],
}
YES_NO = [option("yes"), option("no")]
DOCUMENT = {
    "study": "field",
    "title": text("Veldwerk"),
    "languages": ["nl", "en"],
    "mode": "both",
    "dates": {"open": "2026-11-01", "close": "2026-12-31"},
    "groups": {"a": {"label": text("A"), "value": 1}, "b": {"label": text("B"), "value": 2}},
    "reasons": {"dont_know": text("Weet niet"), "prefer_not": text("Liever niet")},
    "consent": {"version": "1", "title": text("Mee?"), "text": [], "agree": text("Ja"), "refuse": text("Nee")},
    "screening": {
        "pages": [page("side", "single", options=[option("left"), option("right")], routing_key=True)],
        "outcomes": [{"name": "b", "relevant": "${side} = 'right'", "group": "b"}, {"name": "a", "group": "a"}],
    },
    "sections": [
        {
            "name": "all",
            "title": text("Alles"),
            "pages": [
                *(page(name, "single", options=YES_NO, reasons=["dont_know"]) for name in QUESTIONS),
                page("helped_by", "single", options=[option("nobody"), option("child")]),
                page("only_work", "single", relevant="${work} = 'yes'", options=YES_NO),
            ],
        }
    ],
    "frame": FRAME,
}
PLACES = ("GM0363", "GM0599", "GM0518")


class Fieldwork:
    """120 people, 100 of them written to. Who does what goes by their number on the list."""

    def __init__(self, document: Mapping[str, object] = DOCUMENT) -> None:
        self.random = Random(11)
        self.study = Study.objects.create(slug="field", title="Veldwerk")
        self.edition: Edition = publish(self.study, dict(document), user=None, note="")
        self.letter = Channel.objects.create(study=self.study, slug="letter", kind="letter", label="Brief")
        self.flyer = Channel.objects.create(study=self.study, slug="flyer", kind="flyer", label="Flyer")
        frame = Frame.objects.create(study=self.study, file_hash="x", rows=120, made_up=True)
        self.units = SampleUnit.objects.bulk_create(
            SampleUnit(
                study=self.study,
                listed_in=frame,
                frame_id=f"MU-{number:03d}",
                group="a" if number % 2 else "b",
                strata={"sex": "man" if number % 3 else "woman", "municipality": PLACES[number % 3]},
            )
            for number in range(120)
        )
        self._mail("invitation", range(100), BEGIN)
        self._answer()
        self._mail("reminder_1", range(50, 100), BEGIN + 14 * DAY)
        self._hear()

    def _mail(self, kind: str, numbers: range, day: datetime) -> None:
        mailing = Mailing.objects.create(
            study=self.study, kind=kind, edition=self.edition, channel=self.letter, text_hash=kind
        )
        batch = Batch.objects.create(
            mailing=mailing, number=1, letters=len(numbers), state=Batch.State.SEALED, sealed_at=day
        )
        drawn = issue.draw(self.study, [self.units[number] for number in numbers])
        issue.store(self.study, drawn, mailing=mailing, batch=batch)
        if kind == "invitation":  # the printer told of these; of the reminder only the seal is known
            posted = [
                LetterEvent(code=code, kind=LetterEvent.Kind.POSTED, at=day + DAY)
                for code in Code.objects.filter(batch=batch)
            ]
            LetterEvent.objects.bulk_create(posted)

    def play(self, number: int | None, day: int, *, stop_after: int | None = None, language: str = "nl") -> Interview:
        unit = self.units[number] if number is not None else None
        return play(
            self.edition,
            random=self.random,
            language=language,
            now=BEGIN + day * DAY,
            unit=unit,
            channel=None if unit else self.flyer,
            answer=self._say,
            stop_after=stop_after,
            synthetic=True,
        )

    def _say(self, question: Question, options: object, random: Random) -> object:
        """A fifth skips money, a third does not know about health; children help with a tenth."""
        turn = random.random()
        if question.name == "money" and turn < 0.2:
            return None
        if question.name == "health" and turn < 0.34:
            return Refusal("dont_know")
        if question.name == "helped_by":
            return Choice("child" if turn < 0.1 else "nobody")
        codes = [option.code for option in question.options]
        return Choice(codes[int(turn * len(codes))])

    def _answer(self) -> None:
        """Numbers 0–29 send, 30–37 stop at once or half-way, 38 withdraws; ten come by a flyer, three of them stop."""
        for number in range(30):
            self.play(number, 2 + number % 5, language="en" if number % 4 == 0 else "nl")
        for number in range(30, 38):
            self.play(number, 3, stop_after=1 if number < 34 else 4)
        self.play(38, 4)
        flow.withdraw(Code.objects.get(unit=self.units[38]), now=BEGIN + 5 * DAY)
        for number in range(10):
            self.play(None, 6, stop_after=2 if number < 3 else None)

    def _hear(self) -> None:
        """39 and 30 refuse, 40 died, 41 and 0 are left out, letters of 42 to 44 came back; 45's was spoiled."""
        now = BEGIN + 15 * DAY
        for number, state in ((39, "refused"), (30, "refused"), (40, "deceased"), (41, "excluded"), (0, "excluded")):
            unit_states.set_state(self.study, f"MU-{number:03d}", state, now=now)
        back = [self.units[number].pk for number in range(42, 45)]
        SampleUnit.objects.filter(pk__in=back).update(state="undeliverable")
        issue.block(list(Code.objects.filter(unit__in=back).values_list("pk", flat=True)), now)
        spoiled = Code.objects.get(unit=self.units[45])
        LetterEvent.objects.create(code=spoiled, kind=LetterEvent.Kind.SPOILED, at=now)
        issue.block([spoiled.pk], now)
