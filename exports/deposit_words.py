"""What a research or deposit file is, in Dutch and English, for its README and its list of changes. Pure."""

from collections.abc import Iterator, Mapping
from typing import Literal

from exports.deposit import (
    WHY_ABOUT,
    WHY_ALIKE,
    WHY_IDENTIFYING,
    WHY_POINTING,
    WHY_SCREENING,
    WHY_TYPED,
    WHY_WORKED_OUT,
    Change,
    Report,
)
from exports.generalise import AS_IT_IS, BANDS, CONTINENT, NOTHING_KEPT, SUBCONTINENT, TOGETHER, YEAR_ONLY

File = Literal["full", "research", "deposit"]
FILES: tuple[File, ...] = ("full", "research", "deposit")
HEADER = ("variable", "done", "why", "withheld")

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "research": "RESEARCH FILE, for {recipient} only ({purpose}). It has full detail: one row can tell who "
        "somebody is. Keep it where others cannot reach it, do not pass it on, publish tables under the rules of the "
        "publication profile, and destroy it when the work is done. The export is registered.",
        "deposit": "DEPOSIT FILE. Every combination of the variables that others may know of somebody is shared by at "
        "least {k} people. Before: the smallest combination was of {before}, and {below} interviews stood in "
        "combinations of fewer than {k}. Now: the smallest is of {after}.",
        "left_out": "{count} interviews could not be made alike and are not in the file. Counts and percentages of it "
        "are therefore not those of the report.",
        "withheld": "{count} single values were withheld; they have the code -9 (empty in a text).",
        "numbers": "respnr was drawn anew for this file, and rows stand in an order by chance: it cannot be joined to "
        "another file. Weights are not in it, since they follow from the register.",
        "list": "{study}-coarsened.csv lists what was made coarser or left out, and why.",
        "diversity": "{variable}: at least {least} different answers in a combination; {alone} people stand in one "
        "where all who answered gave the same.",
        "more": "What stays possible: a question that was not asked (-4, -7) tells what its rule says of that person.",
    },
    "nl": {
        "research": "ONDERZOEKSBESTAND, alleen voor {recipient} ({purpose}). Het is volledig: een rij kan verraden "
        "wie iemand is. Bewaar het waar anderen er niet bij kunnen, geef het niet door, publiceer tabellen volgens de "
        "regels van het publicatieprofiel en vernietig het als het werk klaar is. De export staat in het register.",
        "deposit": "DEPONEERBESTAND. Elke combinatie van de variabelen die anderen van iemand kunnen weten, komt bij "
        "minstens {k} mensen voor. Eerst: de kleinste combinatie was van {before}, en {below} interviews stonden in "
        "combinaties van minder dan {k}. Nu: de kleinste is van {after}.",
        "left_out": "{count} interviews konden niet gelijk genoeg worden gemaakt en staan er niet in. Aantallen en "
        "percentages zijn dus niet die van het rapport.",
        "withheld": "{count} losse waarden zijn weggelaten; die hebben code -9 (leeg in een tekst).",
        "numbers": "respnr is voor dit bestand opnieuw getrokken en de rijen staan in een willekeurige volgorde: het "
        "is niet aan een ander bestand te koppelen. Gewichten ontbreken, want die volgen uit het register.",
        "list": "{study}-coarsened.csv noemt wat grover is gemaakt of weggelaten, en waarom.",
        "diversity": "{variable}: minstens {least} verschillende antwoorden in een combinatie; {alone} mensen staan in "
        "een combinatie waarin allen die antwoordden hetzelfde zeiden.",
        "more": "Wat mogelijk blijft: een vraag die niet is gesteld (-4, -7) verraadt wat de regel ervan over iemand "
        "zegt.",
    },
}
DUTCH: Mapping[str, str] = {
    AS_IT_IS: "zoals het is",
    NOTHING_KEPT: "weggelaten",
    BANDS: "klassen",
    TOGETHER: "samen",
    YEAR_ONLY: "alleen het jaar",
    CONTINENT: "werelddeel (VN, M49)",
    SUBCONTINENT: "deel van het werelddeel (VN, M49)",
    WHY_ALIKE: "hierop zijn mensen gelijk gemaakt",
    WHY_IDENTIFYING: "kan verraden wie iemand is",
    WHY_TYPED: "tekst die mensen typten",
    WHY_WORKED_OUT: "berekend uit een variabele die grover is gemaakt",
    WHY_ABOUT: "over de vragenlijst, geen antwoord",
    WHY_POINTING: "een plaats, datum of getal, en het onderzoek zegt niet hoe grof het naar buiten mag",
    WHY_SCREENING: "een vraag vooraf: die vertelt meer over de groep dan de groep zelf",
}
"""What was done and why, in Dutch."""


def research_told(recipient: str, purpose: str, language: str) -> tuple[str, ...]:
    return (_words(language)["research"].format(recipient=recipient, purpose=purpose),)


def deposit_told(report: Report, study: str, language: str) -> tuple[str, ...]:
    """Paragraphs of the README."""
    words = _words(language)
    withheld = sum(change.withheld for change in report.changes)
    facts = {
        "k": report.k,
        "before": report.before.smallest,
        "below": report.before.below,
        "after": report.after.smallest,
    }
    return (
        words["deposit"].format(**facts),
        *([words["left_out"].format(count=report.left_out)] if report.left_out else []),
        *([words["withheld"].format(count=withheld)] if withheld else []),
        words["numbers"],
        words["list"].format(study=study),
        *(
            words["diversity"].format(variable=one.variable, least=one.least, alone=one.alone)
            for one in report.diversity
        ),
        words["more"],
    )


def lines(report: Report, language: str) -> Iterator[tuple[str, ...]]:
    """Of the list of changes, its header first; in Dutch with Dutch labels, else in English."""
    yield HEADER
    for change in report.changes:
        yield _line(change, DUTCH if language == "nl" else {})


def _line(change: Change, words: Mapping[str, str]) -> tuple[str, ...]:
    kind, colon, parts = change.done.partition(":")
    done = f"{words.get(kind, kind)}{colon}{parts}"
    return change.variable, done, words.get(change.why, change.why), str(change.withheld)


def _words(language: str) -> Mapping[str, str]:
    return WORDS["nl" if language == "nl" else "en"]
