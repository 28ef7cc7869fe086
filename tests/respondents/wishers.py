"""People who finished, in a study that offers a raffle and interviews."""

from typing import Any

from respondents.models import ContactWish
from respondents.sealed_field import ring
from tests.respondents.mini import document, t
from tests.respondents.people import Phone

BOTH = ["default", "contacts"]
"""Databases of a test that leaves wishes."""
RAFFLE = {"title": t("Loting"), "lead": t("Maak kans op een bon."), "text": [t("Wij loten in mei.")]}
INTERVIEW = {"title": t("Gesprek"), "lead": t("Vertel ons meer."), "text": [t("Wij bellen voor een afspraak.")]}
TERMS = {"title": t("Voorwaarden"), "parts": [{"title": t("Wie wint"), "text": [t("De notaris loot niet.")]}]}
WISHES = {"raffle": RAFFLE, "interview": INTERVIEW, "terms": TERMS}


def materials(**wishes: Any) -> dict[str, Any]:
    return {**document()["materials"], "wishes": wishes or WISHES}


class Wisher(Phone):
    """Somebody who goes through the questionnaire to the last page, and on to a wish."""

    def finish(self, code: str = "") -> "Wisher":
        self.begin(code)
        self.answer()
        self.send({"go": "send"})
        assert self.address == "/done/"
        return self

    def want(self, kind: str) -> "Wisher":
        self.get("/done/")
        if not self.fields():
            self.get("/wish/remove/")
        self.send({}, f"/done/{kind}/")
        return self

    def leave(self, kind: str, contact: str, name: str = "") -> "Wisher":
        self.want(kind)
        self.send({"go": "keep", "contact": contact, "name": name})
        return self


def kept() -> list[tuple[str, str, str, str]]:
    return sorted((row.kind, row.means, opened(row), row.state) for row in ContactWish.objects.all())


def opened(row: ContactWish) -> str:
    return ring().open(row.contact)


def wish_of(contact: str, **more: Any) -> ContactWish:
    """The one with this address or number."""
    (found,) = (row for row in ContactWish.objects.filter(**more) if opened(row) == contact)
    return found
