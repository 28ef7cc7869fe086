"""Alarms as sentences, and numbers as people write them, in Dutch and English."""

import pytest
from django.utils import translation

from exports.monitor import words
from exports.monitor.figures import AAPOR, Alarm, Counted
from exports.monitor.words import Words
from surveys.engine.parse import parse
from tests.exports.monitor.fieldwork import DOCUMENT

pytestmark = pytest.mark.once
SAID = Words(parse(DOCUMENT))
ALARMS = {
    "silent": (Alarm("silent", "", 3, 3, 100), "Al 3 dagen is niemand begonnen.", "Nobody has begun for 3 days."),
    "uneven": (
        Alarm("uneven", "", 0.714, 0.8, 100),
        "De respons is scheef: de R-indicator is 0,71, onder 0,80.",
        "Response is uneven: the R-indicator is 0.71, below 0.80.",
    ),
    "wanted": (
        Alarm("wanted", "a", 80, 100, 100),
        "A: in dit tempo 80 vragenlijsten, en het onderzoek heeft er 100 nodig.",
        "A (en): at this pace 80 questionnaires, and the study needs 100.",
    ),
    "lagging": (
        Alarm("lagging", "municipality=GM0344", 0.41, 0.6, 100),
        "Gemeente Utrecht blijft achter: de respons is 41% van die van allen (grens 60%).",
        "Municipality Utrecht lags: its response is 41% of everybody's (limit 60%).",
    ),
    "undeliverable": (
        Alarm("undeliverable", "", 0.104, 0.1, 100),
        "10,4% van de brieven kwam terug (grens 10%).",
        "10.4% of the letters came back (limit 10%).",
    ),
    "language": (
        Alarm("language", "ti", 0.5, 0.6, 100),
        "Wie in het Tigrinya invult, komt minder vaak aan het eind: 50% van allen (grens 60%).",
        "Who answers in Tigrinya finishes less often: 50% of everybody's (limit 60%).",
    ),
    "break_off": (
        Alarm("break_off", "work", 0.2, 0.05, 100),
        "20% van wie bij “work” kwam, ging niet verder (grens 5%).",
        "20% of those who came to “work (en)” went no further (limit 5%).",
    ),
    "non_response": (
        Alarm("non_response", "work", 0.2, 0.05, 100),
        "“work” werd door 20% overgeslagen (grens 5%).",
        "“work (en)” was skipped by 20% (limit 5%).",
    ),
    "dont_know": (
        Alarm("dont_know", "work", 0.2, 0.1, 100),
        "“work”: 20% zei “Ik weet het niet” (grens 10%).",
        "“work (en)”: 20% said “I don't know” (limit 10%).",
    ),
}


@pytest.mark.parametrize("kind", ALARMS)
def test_sentences(kind):
    alarm, dutch, english = ALARMS[kind]
    with translation.override("nl"):
        assert words.alarm(alarm, SAID) == dutch
    with translation.override("en"):
        assert words.alarm(alarm, SAID) == english


def test_every_alarm_and_outcome_has_its_words():
    assert set(words.SENTENCES) == set(ALARMS)
    assert set(words.OUTCOMES) == set(AAPOR) == set(vars(Counted())) - {"size", "started", "busy"}


@pytest.mark.parametrize(
    ("value", "places", "dutch", "english"),
    [(0.1234, 1, "12,3%", "12.3%"), (0.002, 0, "<1%", "<1%"), (0.0, 0, "0%", "0%"), (None, 1, "–", "–")],
)
def test_percentages(value, places, dutch, english):
    with translation.override("nl"):
        assert words.percent(value, places) == dutch
        assert words.number(64594) == "64.594"
        assert words.decimal(-0.0001) == "0,00"
    with translation.override("en"):
        assert words.percent(value, places) == english
        assert words.number(64594) == "64,594"
