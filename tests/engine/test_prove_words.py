"""Respondents in words."""

from datetime import date
from decimal import Decimal

import pytest

from surveys.engine.answers import Answer, Choice, Choices, DateRange, Months, Number, Place, Refusal, Words
from surveys.engine.definition import Definition, Question
from surveys.engine.parse import parse
from surveys.engine.proof.respondents import Respondent
from surveys.engine.proof.words import answer_in_words, in_words

DOCUMENT = {
    "study": "mini",
    "title": {"nl": "Klein onderzoek", "en": "Small study"},
    "languages": ["nl", "en"],
    "groups": {"all": {"label": {"nl": "Iedereen", "en": "Everybody"}, "value": 1}},
    "reasons": {"dont_know": {"nl": "Ik weet het niet", "en": "I don't know"}},
    "screening": {"outcomes": [{"name": "in", "group": "all"}]},
    "sections": [
        {
            "name": "start",
            "title": {"nl": "Begin"},
            "pages": [
                {
                    "name": "a",
                    "questions": [
                        {
                            "name": "a",
                            "type": "multi",
                            "label": {"nl": "Welke talen spreekt u?"},
                            "short_label": {"nl": "Talen", "en": "Languages"},
                            "options": [
                                {"code": "ar", "label": {"nl": "Arabisch", "en": "Arabic"}},
                                {"code": "ti", "label": {"nl": "Tigrinya"}},
                            ],
                        },
                        {"name": "n", "type": "number", "label": {"nl": "Leeftijd"}, "min": 0, "max": 99},
                    ],
                }
            ],
        }
    ],
}


@pytest.fixture
def study() -> Definition:
    return parse(DOCUMENT)


def question(study: Definition) -> Question:
    return study.questions["a"]


@pytest.mark.parametrize(
    ("answer", "nl", "en"),
    [
        pytest.param(Choice("ar"), "Arabisch", "Arabic", id="option"),
        pytest.param(Choice("gone"), "gone", "gone", id="option that is no more"),
        pytest.param(
            Choices(frozenset({"ti", "ar"})),
            "Arabisch, Tigrinya",
            "Arabic, Tigrinya",
            id="in option order, source text",
        ),
        pytest.param(Refusal("dont_know"), "Ik weet het niet", "I don't know", id="reason"),
        pytest.param(Refusal("prefer_not"), "prefer_not", "prefer_not", id="reason without words"),
        pytest.param(Number(Decimal("12.50")), "12.50", "12.50", id="number"),
        pytest.param(Months(14), "1 jaar, 2 maanden", "1 years, 2 months", id="years and months"),
        pytest.param(Months(3), "3 maanden", "3 months", id="months"),
        pytest.param(Place("SY"), "SY", "SY", id="country"),
        pytest.param(Words("taart"), "“taart”", "“taart”", id="text"),
        pytest.param(DateRange.day(date(2024, 2, 1)), "2024-02-01", "2024-02-01", id="day"),
        pytest.param(
            DateRange("month", date(2024, 2, 1), date(2024, 2, 29)),
            "ergens in 2024-02",
            "some day in 2024-02",
            id="month",
        ),
        pytest.param(
            DateRange("year", date(2024, 1, 1), date(2024, 12, 31)), "ergens in 2024", "some day in 2024", id="year"
        ),
        pytest.param(
            DateRange("before", date(1900, 1, 1), date(2023, 12, 31)),
            "voor 2024-01-01",
            "before 2024-01-01",
            id="before",
        ),
        pytest.param(
            DateRange("after", date(2024, 1, 1), date(9999, 12, 31)),
            "op of na 2024-01-01",
            "on or after 2024-01-01",
            id="after",
        ),
    ],
)
def test_an_answer_in_words(study: Definition, answer: Answer, nl: str, en: str) -> None:
    said = [answer_in_words(study, question(study), answer, language) for language in ("nl", "en")]
    assert said == [nl, en]


@pytest.mark.parametrize(
    ("respondent", "nl", "en"),
    [
        pytest.param(
            Respondent("all"),
            "Iemand uit de groep “Iedereen”, beantwoordt niets.",
            "Somebody in the group “Everybody”, answers nothing.",
            id="nothing",
        ),
        pytest.param(
            Respondent("all", {"n": Number(Decimal(18))}),
            "Iemand uit de groep “Iedereen”, antwoordt “Leeftijd”: 18 en slaat al het andere over.",
            "Somebody in the group “Everybody”, answers “Leeftijd”: 18 and skips everything else.",
            id="one answer",
        ),
        pytest.param(
            Respondent("", {}, {"known_group": "all", "channel": "letter"}),
            "Iemand in de screening, in het register staat “all”, komt binnen via “letter”, beantwoordt niets.",
            "Somebody in the screening, the register says “all”, comes in through “letter”, answers nothing.",
            id="register and channel",
        ),
    ],
)
def test_a_respondent_in_words(study: Definition, respondent: Respondent, nl: str, en: str) -> None:
    assert in_words(study, respondent) == {"nl": nl, "en": en}
