"""How long a questionnaire takes: counted by hand for a small one."""

from typing import Any

import pytest

from surveys.engine.length import TO_CHOOSE, TO_GO_ON, TO_TYPE, WORDS_PER_MINUTE, length_of
from surveys.engine.parse import parse

YES_NO = [{"code": "yes", "label": {"nl": "Ja"}}, {"code": "no", "label": {"nl": "Nee"}, "groups": ["b"]}]


def document() -> dict[str, Any]:
    def page(name: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "questions": [{"name": name, "label": {"nl": "een twee drie"}, **more}]}

    return {
        "study": "x",
        "title": {"nl": "X"},
        "languages": ["nl", "ar"],
        "groups": {"a": {"label": {"nl": "A"}, "value": 1}, "b": {"label": {"nl": "B"}, "value": 2}},
        "sections": [
            {
                "name": "s",
                "title": {"nl": "S"},
                "pages": [
                    page("first", type="single", options=YES_NO),
                    page("second", type="text", relevant="${first} = 'yes'", label={"nl": "vier", "ar": "a b c d"}),
                    page("third", type="statement", groups=["b"], hint={"nl": "nog twee"}),
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    ("group", "language", "words", "questions", "least_words", "least", "most"),
    [
        pytest.param("a", "nl", 5, 2, 4, [TO_CHOOSE], [TO_CHOOSE, TO_TYPE], id="a rule makes it shorter"),
        pytest.param("b", "nl", 11, 2, 10, [TO_CHOOSE, 0], [TO_CHOOSE, TO_TYPE, 0], id="group with more"),
        pytest.param("a", "ar", 8, 2, 4, [TO_CHOOSE], [TO_CHOOSE, TO_TYPE], id="missing words count as in Dutch"),
    ],
)
def test_length(
    group: str, language: str, words: int, questions: int, least_words: int, least: list[int], most: list[int]
) -> None:
    found = length_of(parse(document()), group, language)
    assert (found.words, found.questions) == (words, questions)
    speed = WORDS_PER_MINUTE[language]
    assert found.least == pytest.approx(least_words / speed + sum(TO_GO_ON + more for more in least) / 60)
    assert found.most == pytest.approx(words / speed + sum(TO_GO_ON + more for more in most) / 60)
