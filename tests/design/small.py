"""A study of two groups with a rule of every kind, for the matrix and the map."""

from typing import Any

from surveys.engine.definition import Definition
from surveys.engine.parse import parse


def said(text: str) -> dict[str, str]:
    return {"nl": text, "en": text}


YES_NO = [{"code": "yes", "label": said("Ja")}, {"code": "no", "label": said("Nee")}]


def question(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "single", "label": said(f"Vraag {name}"), "options": YES_NO, **more}


def page(name: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "questions": list(questions) or [question(name)], **more}


def document(**changes: Any) -> dict[str, Any]:
    return {
        "study": "small",
        "title": said("Klein"),
        "languages": ["nl", "en"],
        "mode": "open",
        "groups": {
            "one": {"label": said("Een"), "value": 1, "law": "wi2021"},
            "two": {"label": said("Twee"), "value": 2, "law": "wi2013"},
        },
        "screening": {
            "pages": [page("adult"), page("kind", relevant="${adult} = 'yes'")],
            "outcomes": [
                {
                    "name": "young",
                    "refuse": True,
                    "relevant": "${adult} = 'no'",
                    "title": said("Nee"),
                    "text": said("Nee"),
                },
                {"name": "to_one", "group": "one", "relevant": "${kind} = 'yes'"},
                {"name": "to_two", "group": "two"},
            ],
        },
        "sections": [
            {
                "name": "start",
                "title": said("Begin"),
                "pages": [
                    page("work"),
                    page("hours", relevant="${work} = 'yes'"),
                    page("boss", relevant="${work} = 'yes'"),
                    page("only_one", groups=["one"]),
                    page("by_law", relevant="${law} = 'wi2013'"),
                    page("mixed", question("m1", relevant="${work} = 'no'"), question("m2", groups=["two"])),
                ],
            },
            {
                "name": "end",
                "title": said("Einde"),
                "relevant": "${work} = 'yes' or ${only_one} = 'yes'",
                "pages": [page("e1"), page("e2"), page("e3", relevant="${hours} = 'yes'")],
            },
        ],
        **changes,
    }


def small(**changes: Any) -> Definition:
    return parse(document(**changes))
