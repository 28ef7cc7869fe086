"""A small study with every question type, a screening, and a page that depends on an answer."""

from typing import Any


def t(text: str) -> dict[str, str]:
    return {"nl": text, "en": f"{text} (en)"}


def option(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "label": t(code), **more}


def question(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "label": t(f"Vraag {name}"), **more}


def page(name: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "questions": list(questions), **more}


YES_NO = [option("yes"), option("no")]
SINGLE, MULTI = [option("a"), option("b")], [option("x"), option("y"), option("none", exclusive=True)]
SCALE = [option("low", score=1), option("high", score=2)]


def document(**changes: Any) -> dict[str, Any]:
    return {
        "study": "mini",
        "title": t("Klein onderzoek"),
        "languages": ["nl", "en", "ar"],
        "mode": "both",
        "dates": {"open": "2020-01-01", "close": "2090-12-31", "withdraw_until": "2091-01-31"},
        "groups": {
            "asiel": {"label": t("Asiel"), "value": 1},
            "gezin": {"label": t("Gezin"), "value": 2},
        },
        "reasons": {"dont_know": t("Weet ik niet"), "prefer_not": t("Zeg ik liever niet")},
        "consent": {
            "version": "1",
            "title": t("Doet u mee?"),
            "text": [t("Meedoen mag.")],
            "agree": t("Ja"),
            "refuse": t("Nee"),
        },
        "screening": {
            "pages": [
                page("adult", question("adult", "single", options=YES_NO, routing_key=True)),
                page(
                    "kind",
                    question(
                        "kind",
                        "single",
                        options=[option("refugee"), option("family")],
                        reasons=["dont_know"],
                        routing_key=True,
                    ),
                    relevant="${adult} = 'yes' and ${known_group} = ''",
                ),
            ],
            "outcomes": [
                {
                    "name": "young",
                    "relevant": "${adult} = 'no'",
                    "refuse": True,
                    "title": t("Nog geen 18"),
                    "text": t("U hoeft niets te doen."),
                },
                {"name": "gezin", "relevant": "${kind} = 'family' or ${known_group} = 'gezin'", "group": "gezin"},
                {"name": "asiel", "group": "asiel"},
            ],
        },
        "sections": [
            {
                "name": "start",
                "title": t("Begin"),
                "pages": [
                    page("work", question("work", "single", options=YES_NO, reasons=["dont_know"], routing_key=True)),
                    page("hours", question("hours", "number", min=1, max=60), relevant="${work} = 'yes'"),
                    page("choice", question("choice", "single", options=SINGLE, reasons=["prefer_not"])),
                ],
            },
            {
                "name": "types",
                "title": t("Alles"),
                "pages": [
                    page("multi", question("multi", "multi", options=MULTI)),
                    page("scale", question("scale", "scale", options=SCALE)),
                    page("stay", question("stay", "duration", max=10)),
                    page("day", question("day", "date", precisions=["month", "year"])),
                    page("country", question("country", "country")),
                    page("town", question("town", "municipality")),
                    page("said", question("said", "text", max_length=50)),
                    page("story", question("story", "long_text", max_length=200)),
                    page("both", question("one", "single", options=SINGLE), question("two", "number", min=0, max=9)),
                    page("bye", question("bye", "statement")),
                ],
            },
        ],
        "materials": {
            "landing": {
                "title": t("Welkom"),
                "lead": t("Wij vragen iets."),
                "points": [t("Vrijwillig.")],
                "minutes": 5,
                "phone": "0800 0000",
                "email": "vragen@example.org",
            },
            "done": {"title": t("Dank u wel"), "text": [t("Verstuurd.")]},
            "refused": {"title": t("U doet niet mee"), "text": [t("Dat is goed.")]},
        },
        "frame": {"columns": [{"name": "frame_id", "required": True}, {"name": "gender"}], "strata": ["gender"]},
        **changes,
    }


ANSWERS = {
    "work": {"work": "yes"},
    "hours": {"hours": "32"},
    "choice": {"choice": "a"},
    "multi": {"multi": ["x", "y"]},
    "scale": {"scale": "high"},
    "stay": {"stay-years": "1", "stay-months": "2"},
    "day": {"day-month": "3", "day-year": "2024"},
    "country": {"country": "Syrië"},
    "town": {"town": "Utrecht"},
    "said": {"said": "kort"},
    "story": {"story": "lang verhaal"},
    "both": {"one": "a", "two": "3"},
    "bye": {},
}
"""What a browser sends for each page."""
