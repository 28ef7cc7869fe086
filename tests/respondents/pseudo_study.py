"""The small study with everything that a page can show, and one that leaves out all it may."""

from typing import Any

from surveys.languages import LANGUAGES
from tests.respondents.mini import YES_NO, document, option, page, question, t
from tests.respondents.pseudo import spoken

PART = {"title": t("Deel"), "text": [t("Een alinea."), t("Nog een.")], "terms": ["pip"]}
SIDE = {"title": t("Kop"), "lead": t("Inleiding."), "parts": [PART, {"text": [t("Los.")]}]}


def everything(language: str, slug: str = "mini") -> dict[str, Any]:
    """Hints, terms, other, titles, every kind of date, and pages beside the questions."""
    found = document(
        study=slug, languages=list(LANGUAGES), terms={"pip": {"label": t("PIP"), "explanation": t("Plan")}}
    )
    pages = {item["name"]: item for section in found["sections"] for item in section["pages"]}
    pages["work"]["questions"][0] |= {"hint": t("Een hulp"), "terms": ["pip"], "picture": "card"}
    pages["choice"]["questions"][0]["options"] = [
        option("a", hint=t("Wat a is"), picture="letter"),
        option("b"),
        option("other"),
        option("not_applicable", reason="not_applicable"),
    ]
    pages["choice"]["questions"][0]["other"] = "text"
    pages["both"]["title"] = t("Twee vragen")
    for name in ("work", "hours"):
        pages[name]["questions"][0]["core"] = True
    found["sections"][1]["pages"] += [
        page("weight", question("weight", "number", min=0, max=9, decimals=1)),
        page("born", question("born", "date", precisions=["day"], min="2000-01-01", max="2024-12-31")),
        page("later", question("later", "date", precisions=["day"], min="2000-01-01")),
        page("sooner", question("sooner", "date", precisions=["day", "month"], max="2024-12-31")),
        page(
            "side",
            question("side", "date", precisions=["month", "year", "before", "after"], pivot="2022-01-01"),
        ),
    ]
    found["materials"] |= {"help": SIDE, "referral": SIDE, "privacy": SIDE}
    found["materials"]["wishes"] = {
        "raffle": SIDE,
        "interview": SIDE,
        "panel": {**SIDE, "kept": SIDE["title"]},
        "terms": SIDE,
    }
    return spoken(found, language)


def bare(language: str, slug: str = "bare") -> dict[str, Any]:
    """One question, and no text that the interface has words for itself."""
    found = document(study=slug, languages=list(LANGUAGES), materials={}, terms={})
    del found["consent"]
    for outcome in found["screening"]["outcomes"]:
        outcome.pop("title", None)
        outcome.pop("text", None)
    found["sections"] = [
        {"name": "start", "title": t("Begin"), "pages": [page("only", question("only", "single", options=YES_NO))]}
    ]
    del found["dates"]["withdraw_until"]
    return spoken(found, language)


TYPED = {
    "work": {"work": "yes"},
    "hours": {"hours": "32"},
    "choice": {"choice": "other", "choice-other": "7"},
    "multi": {"multi": ["x", "y"]},
    "scale": {"scale": "high"},
    "stay": {"stay-years": "1", "stay-months": "2"},
    "day": {"day-month": "3", "day-year": "2024"},
    "country": {"country": "Syrië"},
    "town": {"town": "Utrecht"},
    "said": {"said": "42"},
    "story": {"story": "43"},
    "both": {"one": "a", "two": "3"},
    "bye": {},
    "weight": {"weight": "1,5"},
    "born": {"born-day": "9", "born-month": "5", "born-year": "2001"},
    "later": {"later-day": "9", "later-month": "5", "later-year": "2001"},
    "sooner": {"sooner-month": "5", "sooner-year": "2001"},
    "side": {"side-side": "after"},
}
"""A good answer for each page, without letters of its own."""

WRONG: dict[str, list[dict[str, Any]]] = {
    "work": [{"work": "never"}],
    "hours": [{"hours": "much"}, {"hours": "0"}, {"hours": "99"}, {"hours": "1.5"}],
    "choice": [{"choice": ["a", "b"]}, {"choice": "other", "choice-other": "1" * 251}],
    "multi": [{"multi": ["x", "none"]}],
    "stay": [{"stay-years": "1", "stay-months": "12"}, {"stay-years": "99"}],
    "day": [{"day-month": "3"}],
    "country": [{"country": "Zzzzz"}, {"country": "Guin"}],
    "town": [{"town": "Bergen"}],
    "said": [{"said": "1" * 51}],
    "story": [{"story": "1" * 201}],
    "both": [{"one": "a", "two": "ten"}],
    "weight": [{"weight": "1.55"}],
    "born": [
        {"born-day": "31", "born-month": "2", "born-year": "2001"},
        {"born-day": "1", "born-month": "1", "born-year": "1900"},
    ],
    "later": [{"later-day": "1", "later-month": "1", "later-year": "1900"}],
    "sooner": [{"sooner-day": "1", "sooner-month": "1", "sooner-year": "2090"}],
    "side": [{"side-side": "after", "side-year": "2020"}],
}
