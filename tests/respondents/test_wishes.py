"""After sending: the raffle, an interview, the terms, off the list. Once per kind, only for who finished."""

from collections.abc import Callable
from time import time

import pytest
from django.core import signing

from respondents import wish_pass
from respondents.models import ContactWish, Interview
from respondents.sealed_field import ring
from staff.triggers import unlocked
from surveys.models import Edition
from surveys.publish import PublishRefused
from tests.respondents.people import Phone
from tests.respondents.wishers import BOTH, INTERVIEW, RAFFLE, TERMS, Wisher, kept, materials

pytestmark = pytest.mark.django_db(databases=BOTH)

MAIL, NUMBER = "amina@example.org", "06 12 34 56 78"


@pytest.fixture
def edition(make_edition: Callable[..., Edition]) -> Edition:
    """Not a trial: what people leave counts."""
    made = make_edition(materials=materials())
    with unlocked("no trial in this test"):
        Edition.objects.update(demo=False)
    return made


@pytest.fixture
def wisher(edition: Edition) -> Wisher:
    return Wisher().finish()


def test_both_wishes(wisher: Wisher) -> None:
    wisher.leave("raffle", MAIL, "Amina")
    assert wisher.address == "/wish/raffle/kept/"
    assert MAIL not in wisher.text
    wisher.leave("interview", NUMBER)
    assert wisher.address == "/wish/interview/kept/"
    assert kept() == [("interview", "phone", "+31612345678", "new"), ("raffle", "email", MAIL, "new")]
    assert {(ring().open(row.name), row.language) for row in ContactWish.objects.all()} == {("Amina", "nl"), ("", "nl")}


# Offered, and to whom


def test_nothing_is_offered_where_the_study_does_not(make_edition: Callable[..., Edition]) -> None:
    make_edition()
    phone = Wisher().finish()
    assert "/done/raffle/" not in phone.text
    assert phone.want("raffle").page.status_code == 404
    assert phone.get("/wish/terms/").status_code == 404
    for address in ("/privacy/", "/withdraw/"):
        phone.get(address)
        assert "/wish/remove/" not in phone.text


def test_only_what_the_study_offers(make_edition: Callable[..., Edition]) -> None:
    make_edition(materials=materials(interview=INTERVIEW))
    phone = Wisher().finish()
    assert "/done/interview/" in phone.text
    assert "/done/raffle/" not in phone.text
    assert phone.want("raffle").page.status_code == 404
    assert phone.want("interview").page.status_code == 200


def test_texts_of_the_study(wisher: Wisher) -> None:
    assert "Maak kans op een bon." in wisher.text
    wisher.want("raffle")
    assert "Wij loten in mei." in wisher.text
    assert 'href="/wish/terms/"' in wisher.text
    wisher.get("/wish/terms/")
    assert "De notaris loot niet." in wisher.text
    assert "/wish/remove/" in Phone().get("/privacy/").content.decode()


def nobody(edition: Edition) -> Phone:
    return Phone()


def halfway(edition: Edition) -> Phone:
    return Phone().begin()


def forger(edition: Edition) -> Phone:
    phone = Phone()
    claim = {"study": "mini", "edition": edition.number, "token": "a" * 64}
    phone.client.cookies["wish"] = signing.dumps(claim, salt=wish_pass.SALT, key="not ours")
    return phone


def sender_elsewhere(edition: Edition) -> Phone:
    """Two phones, one code: the other one sends."""
    other = Wisher().begin()
    phone = Phone()
    phone.get("/start/")
    phone.send({"go": "start", "code": other.own_code})
    other.answer()
    other.send({"go": "send"})
    return phone


@pytest.mark.parametrize("who", [nobody, halfway, forger, sender_elsewhere])
@pytest.mark.parametrize("kind", ["raffle", "interview"])
def test_only_who_sent_may_wish(edition: Edition, who: Callable[[Edition], Phone], kind: str) -> None:
    phone = who(edition)
    token = phone.get("/wish/remove/") and phone.fields()
    for address in (f"/done/{kind}/", f"/wish/{kind}/"):
        assert phone.send({"go": "keep", "contact": MAIL}, address, token).status_code == 403
    assert phone.get(f"/wish/{kind}/").status_code == 403
    assert kept() == []


def test_an_old_pass_is_worth_nothing(wisher: Wisher, monkeypatch: pytest.MonkeyPatch) -> None:
    wisher.want("raffle")
    tomorrow = time() + 90_000
    monkeypatch.setattr(signing.time, "time", lambda: tomorrow)
    assert wisher.send({"go": "keep", "contact": MAIL}).status_code == 403
    assert kept() == []


def test_a_pass_for_another_study_is_none(wisher: Wisher, make_edition: Callable[..., Edition]) -> None:
    make_edition(study="other", materials=materials())
    wisher.want("raffle")
    assert wisher.send({"go": "keep", "contact": MAIL}, "/wish/raffle/?study=other").status_code == 403
    assert kept() == []


# Once


def test_the_same_twice_is_once(wisher: Wisher) -> None:
    wisher.want("raffle")
    fields = wisher.fields()
    for _ in range(2):
        wisher.send({"go": "keep", "contact": MAIL}, "/wish/raffle/", fields)
        assert wisher.address == "/wish/raffle/kept/"
    assert len(kept()) == 1


def test_another_address_with_the_same_pass_is_refused_and_said_so(wisher: Wisher) -> None:
    wisher.want("raffle")
    fields = wisher.fields()
    wisher.send({"go": "keep", "contact": MAIL}, "/wish/raffle/", fields)
    assert wisher.send({"go": "keep", "contact": "b@example.org"}, "/wish/raffle/", fields).status_code == 409
    assert 'href="/wish/remove/"' in wisher.text
    assert kept() == [("raffle", "email", MAIL, "new")]


def test_a_typing_mistake_can_be_mended(wisher: Wisher) -> None:
    wisher.leave("raffle", "amna@example.org")
    wisher.get("/wish/remove/")
    wisher.send({"go": "remove", "contact": "amna@example.org"})
    wisher.leave("raffle", MAIL)
    assert kept() == [("raffle", "email", MAIL, "new")]


def test_a_lost_reply_costs_nothing_and_gains_nothing(wisher: Wisher) -> None:
    """The pass is asked for, the reply gets lost, so the phone still has its visit and asks again: the same pass."""
    secret = wisher.client.cookies["visit"].value
    wisher.want("raffle")
    first = wish_pass_of(wisher)
    del wisher.client.cookies["wish"]
    wisher.client.cookies["visit"] = secret
    wisher.want("raffle")
    assert wish_pass_of(wisher) == first
    wisher.leave("raffle", MAIL)
    assert len(kept()) == 1


def test_the_pages_after_it_know_no_visit(wisher: Wisher) -> None:
    wisher.want("raffle")
    assert wisher.client.cookies["visit"].value == ""
    wisher.get("/done/")
    assert wisher.page.status_code == 200
    assert "/done/interview/" in wisher.text
    wisher.leave("interview", MAIL)
    assert wisher.address == "/wish/interview/kept/"


def test_the_next_person_on_this_phone_does_not_have_the_pass(wisher: Wisher) -> None:
    wisher.want("raffle")
    wisher.begin()
    assert wisher.client.cookies["wish"].value == ""
    assert wisher.get("/wish/raffle/").status_code == 403


def test_kept_is_only_said_of_what_was_kept(wisher: Wisher) -> None:
    wisher.want("raffle")
    wisher.get("/wish/raffle/kept/")
    assert wisher.address == "/wish/raffle/"
    wisher.leave("raffle", MAIL)
    wisher.get("/wish/raffle/")
    assert wisher.address == "/wish/raffle/kept/"


# Errors and languages


@pytest.mark.parametrize("kind", ["raffle", "interview"])
def test_what_is_wrong_is_said_and_what_was_typed_stays(wisher: Wisher, kind: str) -> None:
    wisher.leave(kind, "06 123", "<Amina>")
    assert wisher.page.status_code == 422
    assert wisher.text.count("Dit telefoonnummer is te kort. Kijk nog een keer.") == 2
    assert 'aria-describedby="contact-help contact-error" aria-invalid="true" value="06 123"' in wisher.text
    assert "&lt;Amina&gt;" in wisher.text
    assert kept() == []


def test_another_language_in_the_middle_keeps_what_was_typed(wisher: Wisher) -> None:
    wisher.want("raffle")
    wisher.send({"lang": "en", "contact": "06 12", "name": "Amina"})
    assert 'lang="en"' in wisher.text
    assert 'value="06 12"' in wisher.text
    assert kept() == []
    wisher.send({"go": "keep", "contact": MAIL})
    assert ContactWish.objects.get().language == "en"


def test_nothing_is_cached_and_no_wrong_method(wisher: Wisher) -> None:
    wisher.want("raffle")
    for address in ("/wish/raffle/", "/wish/terms/", "/wish/remove/", "/wish/removed/"):
        assert wisher.get(address)["Cache-Control"] == "no-store"
    assert wisher.get("/done/raffle/").status_code == 405


def test_a_form_without_its_token_is_refused(wisher: Wisher) -> None:
    wisher.want("raffle")
    assert wisher.send({"go": "keep", "contact": MAIL}, fields={}).status_code == 403
    assert kept() == []


def test_in_a_trial_nobody_can_win(make_edition: Callable[..., Edition]) -> None:
    assert make_edition(materials=materials()).demo
    Wisher().finish().leave("raffle", MAIL)
    assert kept() == [("raffle", "email", MAIL, "trial")]


# Off the list


def test_removing_answers_the_same_for_everybody(wisher: Wisher) -> None:
    wisher.leave("raffle", MAIL)
    wisher.leave("interview", NUMBER)
    stranger = Phone()
    seen = []
    for typed in ("stranger@example.org", "+31 6 12345678", " AMINA@example.org", MAIL):
        stranger.get("/wish/remove/")
        page = stranger.send({"go": "remove", "contact": typed})
        seen.append((page.redirect_chain, page.status_code, page.content))
    assert seen[1:] == seen[:-1]
    assert kept() == []


def test_removing_says_what_is_wrong(edition: Edition) -> None:
    phone = Phone()
    phone.get("/wish/remove/")
    assert phone.send({"go": "remove", "contact": "amina"}).status_code == 422
    assert "Dit e-mailadres klopt niet. Kijk nog een keer." in phone.text


def test_withdrawing_answers_leaves_the_wish_and_says_so(edition: Edition) -> None:
    phone = Wisher().begin()
    phone.answer()
    phone.send({"go": "send"})
    phone.leave("raffle", MAIL)
    phone.get("/withdraw/")
    assert "/wish/remove/" in phone.text
    phone.send({"go": "find", "code": phone.own_code})
    phone.send({"go": "remove"})
    assert phone.address == "/withdrawn/"
    assert 'href="/wish/remove/"' in phone.text
    assert Interview.objects.get().state == Interview.State.WITHDRAWN
    assert kept() == [("raffle", "email", MAIL, "new")]
    phone.get("/done/")
    phone.leave("interview", MAIL)
    assert len(kept()) == 2


def test_a_raffle_without_terms_is_a_problem(make_edition: Callable[..., Edition]) -> None:
    with pytest.raises(PublishRefused, match="needs its terms"):
        make_edition(materials=materials(raffle=RAFFLE))
    with pytest.raises(PublishRefused, match="not known here"):
        make_edition(materials=materials(raffle=RAFFLE, terms=TERMS, lottery=RAFFLE))


def wish_pass_of(phone: Phone) -> str:
    return signing.loads(phone.client.cookies["wish"].value, salt=wish_pass.SALT)["token"]
