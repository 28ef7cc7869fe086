"""Who went through the questionnaire much faster than others who read it in the same way. Pure.

Each page is compared with the median of that page among people of the same edition, language and way of filling in
(by themselves, or with help); an interview is flagged where the middle one of its pages' ratios lies below a share of
the median. By page, because paths differ; the middle one, because one long pause must not hide the rest. After the
page-wise comparison of Greszki, Meyer and Schoen (2015, Public Opinion Quarterly 79). There is no upper limit: who
listens, or is helped, is slow for a good reason.
"""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

from exports.flags.case import Case, Flag
from exports.flags.settings import Speeding
from surveys.engine.text import Text

NAME = "speeding"
Likeness = tuple[int, str, bool]
"""Edition, language, helped; '' for every language."""


@dataclass(frozen=True)
class _Timed:
    respnr: int
    group: str
    kind: Likeness
    pages: tuple[str, ...]
    seconds: "array[int]"


@dataclass
class Speed:
    """Collects the seconds of everybody, then compares."""

    limits: Speeding
    timed: list[_Timed] = field(default_factory=list)
    untimed: int = 0

    def see(self, case: Case) -> None:
        if len(case.seconds) < self.limits.pages:
            self.untimed += 1
            return
        kind = (case.edition, case.language, case.helped)
        seconds = array("H", case.seconds.values())
        self.timed.append(_Timed(case.respnr, case.group, kind, tuple(case.seconds), seconds))

    def flags(self) -> Iterator[Flag]:
        middle = self._medians()
        for one in self.timed:
            compared = [
                (seconds, usual)
                for page, seconds in zip(one.pages, one.seconds, strict=True)
                if (usual := _usual(middle, one.kind, page))
            ]
            if len(compared) < self.limits.pages:
                continue
            share = median(seconds / usual for seconds, usual in compared)
            if share < self.limits.share:
                spent = sum(seconds for seconds, _ in compared)
                evidence = {"share": round(share, 3), "pages": len(compared), "seconds": spent}
                yield Flag(NAME, one.respnr, one.group, evidence)

    def _medians(self) -> Mapping[tuple[Likeness, str], float]:
        """Median seconds per kind of reader and page, where enough people were timed."""
        held: dict[tuple[Likeness, str], array[int]] = {}
        for one in self.timed:
            edition, _, helped = one.kind
            for page, seconds in zip(one.pages, one.seconds, strict=True):
                for kind in (one.kind, (edition, "", helped)):
                    held.setdefault((kind, page), array("H")).append(seconds)
        return {key: median(seconds) for key, seconds in held.items() if len(seconds) >= self.limits.least}

    def notes(self) -> tuple[Text, ...]:
        pages = self.limits.pages
        few = Text(
            {
                "nl": f"Niet vergeleken, want minder dan {pages} pagina's met een tijd: {self.untimed}.",
                "en": f"Not compared, with fewer than {pages} timed pages: {self.untimed}.",
            }
        )
        return (few, UNKNOWN) if self.untimed else (UNKNOWN,)


UNKNOWN = Text(
    {
        "nl": "Of iemand luisterde en op welk apparaat, wordt nergens bewaard; daarmee is geen rekening gehouden.",
        "en": "Whether somebody listened, and on what device, is stored nowhere and was not taken into account.",
    }
)


def _usual(middle: Mapping[tuple[Likeness, str], float], kind: Likeness, page: str) -> float | None:
    """The median to compare with: own language, else every language, else who was not helped; None for too few."""
    edition, _, helped = kind
    tried = (kind, (edition, "", helped), (edition, "", False))
    return next((found for one in tried if (found := middle.get((one, page)))), None)
