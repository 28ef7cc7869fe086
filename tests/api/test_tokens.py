"""Tokens: made for oneself, shown once, known by a digest, ended with account, role and second factor, counted."""

import io
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from config.logs import ScrubbingFormatter, scrub
from exports.api import endings, throttle, tokens
from exports.api.models import ApiToken
from exports.api.tokens import CannotMake, End, TokenEnded, TokenUnknown, Wish, admitted, end, make
from staff import contacts
from staff.models import AuditEntry, Membership, Organisation, User
from surveys.models import Study
from surveys.publish import publish
from tests.api.conftest import Readers
from tests.exports.mini import DOCUMENT

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 30)
DAY = timedelta(days=1)
Makers = Callable[..., User]


@pytest.fixture
def study(db: None) -> Study:
    made = Study.objects.create(slug="mini", title="Klein")
    publish(made, DOCUMENT, user=None, note="")
    return made


@pytest.fixture
def owner(study: Study, make_staff: Makers) -> User:
    return make_staff("analyst", study="mini")


def wish(study: Study, *, role: str = "analyst", ends_on: date = TODAY + 90 * DAY) -> Wish:
    return Wish(study, role, "scherm aan de muur", ends_on)


def told(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def test_it_is_shown_once_and_kept_as_a_digest(study: Study, owner: User) -> None:
    token, text = make(owner, wish(study), NOW)
    assert tokens.SHAPE.fullmatch(text)
    secret = text.rpartition(token.public_id)[2].removeprefix("_")
    kept = " ".join(map(str, ApiToken.objects.values_list().get())) + str(list(AuditEntry.objects.values()))
    assert token.public_id in kept, "control: the part that may be shown is found there"
    assert secret not in kept
    assert admitted(text, NOW) == token
    assert told("api token made") == 1
    assert "muur" not in str(list(AuditEntry.objects.values())), "a purpose is not copied to the trail"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"), id="last letter"),
        pytest.param(lambda text: text[:4] + "x" * 12 + text[16:], id="another id"),
        pytest.param(lambda text: text.upper(), id="capitals"),
        pytest.param(lambda text: text[4:], id="without what it begins with"),
        pytest.param(lambda text: text + "\n", id="a line end"),
        pytest.param(lambda text: "", id="nothing"),
        pytest.param(lambda text: "٣" * 60, id="other digits"),
    ],
)
def test_another_text_is_no_token(study: Study, owner: User, change: Callable[[str], str]) -> None:
    _token, text = make(owner, wish(study), NOW)
    with pytest.raises(TokenUnknown):
        admitted(change(text), NOW)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"role": "fieldwork"}, "role", id="a role not held"),
        pytest.param({"role": "privacy"}, "role", id="a role that reads nothing"),
        pytest.param({"ends_on": TODAY - DAY}, "ends_on", id="over already"),
        pytest.param({"ends_on": TODAY + 366 * DAY}, "ends_on", id="more than a year"),
    ],
)
def test_what_may_not_be_made(study: Study, owner: User, change: dict, code: str) -> None:
    with pytest.raises(CannotMake, match=code):
        make(owner, wish(study, **change), NOW)
    assert not ApiToken.objects.exists()
    assert not told("api token made")


def test_a_role_of_another_study_makes_none(study: Study, make_staff: Makers) -> None:
    with pytest.raises(CannotMake, match="role"):
        make(make_staff("analyst", study="other"), wish(study), NOW)


def test_twenty_at_a_time(study: Study, owner: User, monkeypatch) -> None:
    monkeypatch.setattr(tokens, "MOST", 2)
    made = [make(owner, wish(study), NOW)[0] for _ in range(2)]
    with pytest.raises(CannotMake, match="most"):
        make(owner, wish(study), NOW)
    end(made[0], End.REVOKED, NOW, by=owner)
    assert make(owner, wish(study), NOW)


def test_its_last_day_counts(study: Study, owner: User) -> None:
    _token, text = make(owner, wish(study, ends_on=TODAY), NOW)
    assert admitted(text, NOW)
    with pytest.raises(TokenEnded):
        admitted(text, NOW + DAY)


def test_old_ones_leave_the_list_after_a_year(study: Study, owner: User) -> None:
    make(owner, wish(study, ends_on=TODAY), NOW)
    make(owner, wish(study, ends_on=TODAY + 366 * DAY), NOW + DAY)
    assert ApiToken.objects.count() == 2
    make(owner, wish(study, ends_on=TODAY + 367 * DAY), NOW + 367 * DAY)
    assert ApiToken.objects.count() == 2


def test_the_first_use_of_a_day_is_audited(study: Study, owner: User) -> None:
    token, text = make(owner, wish(study), NOW)
    for hours in (0, 1, 2, 24, 25):
        admitted(text, NOW + timedelta(hours=hours))
    token.refresh_from_db()
    assert (told("api token used"), token.last_used) == (2, TODAY + DAY)


def _taken_back(token: ApiToken) -> None:
    end(token, End.REVOKED, NOW, by=token.user)


def _closed(token: ApiToken) -> None:
    token.user.is_active = False
    token.user.save()


def _closed_without_signal(token: ApiToken) -> None:
    User.objects.filter(pk=token.user_id).update(is_active=False)


def _without_role(token: ApiToken) -> None:
    Membership.objects.filter(user=token.user, role="analyst").delete()


def _of_another_study(token: ApiToken) -> None:
    membership = Membership.objects.get(user=token.user, role="analyst")
    membership.study = "other"
    membership.save()


def _without_second_factor(token: ApiToken) -> None:
    Authenticator.objects.filter(user=token.user).delete()


ENDINGS = {
    End.REVOKED: (_taken_back,),
    End.ACCOUNT: (_closed, _closed_without_signal),
    End.MEMBERSHIP: (_without_role, _of_another_study),
    End.SECOND_FACTOR: (_without_second_factor,),
}


@pytest.mark.parametrize(
    ("why", "happens"),
    [pytest.param(why, one, id=one.__name__) for why, all_of_them in ENDINGS.items() for one in all_of_them],
)
def test_it_ends_for_good(study: Study, owner: User, why: str, happens: Callable[[ApiToken], None]) -> None:
    token, text = make(owner, wish(study), NOW)
    other, text_of_other = make(make_other(owner), wish(study), NOW)
    assert admitted(text, NOW), "control: before, it opens"
    happens(token)
    with pytest.raises(TokenEnded):
        admitted(text, NOW)
    token.refresh_from_db()
    assert token.end == why
    assert told("api token revoked") + told("api token ended") == 1
    assert admitted(text_of_other, NOW) == other, "somebody else's is not touched"


def make_other(owner: User) -> User:
    other = User.objects.create_user("other@example.org")
    Membership.objects.create(user=other, role="analyst")
    Authenticator.objects.create(user=other, type=Authenticator.Type.TOTP, data={})
    return other


def test_a_right_that_comes_back_does_not_bring_it_back(study: Study, owner: User) -> None:
    _token, text = make(owner, wish(study), NOW)
    Membership.objects.filter(user=owner).delete()
    Membership.objects.create(user=owner, role="analyst")
    with pytest.raises(TokenEnded):
        admitted(text, NOW)


def test_without_signals_it_would_come_back(study: Study, owner: User, monkeypatch) -> None:
    """Control of the test above: the check at each use alone does not see a role that went and came."""
    monkeypatch.setattr(endings, "lost_right", lambda token: "")
    _token, text = make(owner, wish(study), NOW)
    Membership.objects.filter(user=owner).delete()
    Membership.objects.create(user=owner, role="analyst")
    assert admitted(text, NOW)


def test_a_contact_who_leaves_loses_the_token(study: Study, make_staff: Makers) -> None:
    """By the writer that takes a municipality's role: it closes the account too, without a signal."""
    town = Organisation.objects.create(name="Plaats", kind="municipality")
    user = make_staff("municipality", study="mini")
    Membership.objects.filter(user=user).update(organisation=town)
    _token, text = make(user, wish(study, role="municipality"), NOW)
    assert admitted(text, NOW)
    assert contacts.end_access(user, town, "mini", by=user)
    with pytest.raises(TokenEnded):
        admitted(text, NOW)


def test_a_new_authenticator_in_place_of_an_old_one_leaves_it(study: Study, owner: User) -> None:
    """Added before the old one goes, as the pages have it."""
    _token, text = make(owner, wish(study), NOW)
    old = Authenticator.objects.get(user=owner)
    Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={})
    old.delete()
    assert admitted(text, NOW)


def test_scrubbed() -> None:
    text = "ibs_abcdefghijkl_" + "aB3-_" * 8 + "xyz"
    assert scrub(f"GET /x Bearer {text} 200") == "GET /x Bearer ibs_… 200"
    assert scrub("ribs_are") == "ribs_are"


def test_a_token_is_never_in_the_log(reader: Readers, monkeypatch) -> None:
    """Planted in the address, in the query, in a header that is wrong, and in the text of a fault of ours."""
    own = reader("analyst")
    text, secret = own.text, own.text.rpartition("_")[2][-20:]
    streams = {"ours": io.StringIO(), "plain": io.StringIO()}
    handlers = [logging.StreamHandler(streams[name]) for name in streams]
    handlers[0].setFormatter(ScrubbingFormatter())
    for handler in handlers:
        logging.getLogger().addHandler(handler)
    try:
        own.ask(f"/studies/{text}")
        own.ask(f"/{text}?access_token={text}")
        Client().get(f"/api/v1/token?token={text}", headers={"authorization": f"Basic {text}"})
        monkeypatch.setattr("exports.api.core.admitted", lambda given, now: 1 / len(given[:0]) if text else None)
        own.ask("/token")
        logging.getLogger("test").error("it was %s", text)
    finally:
        for handler in handlers:
            logging.getLogger().removeHandler(handler)
    assert secret in streams["plain"].getvalue(), "control: the log does carry addresses"
    assert secret not in streams["ours"].getvalue()


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"authorization": "Bearer"}, id="no token"),
        pytest.param({"authorization": "Bearer ibs_x"}, id="no such shape"),
        pytest.param({"authorization": "Basic {}"}, id="another scheme"),
        pytest.param({"authorization": "{}"}, id="no scheme"),
        pytest.param({"x-api-key": "{}"}, id="another header"),
        pytest.param({"cookie": "token={}"}, id="cookie"),
    ],
)
def test_by_no_other_way(reader: Readers, headers: dict[str, str]) -> None:
    own = reader("analyst")
    given = {name: value.format(own.text) for name, value in headers.items()}
    response = Client().get("/api/v1/token", headers=given)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer ")
    assert response["Content-Type"] == "application/problem+json"
    assert own.ask("/token").status_code == 200, "control: by the right one it opens"


def test_not_by_the_query(reader: Readers) -> None:
    own = reader("analyst")
    assert Client().get(f"/api/v1/token?access_token={own.text}").status_code == 401
    assert own.ask(f"/token?access_token={own.text}").status_code == 422


def test_not_by_being_logged_in(world, staff_client) -> None:
    assert staff_client("analyst").get("/api/v1/token").status_code == 401


def test_an_ended_one_says_so_only_to_who_has_it(reader: Readers) -> None:
    own = reader("analyst")
    end(own.token, End.REVOKED, NOW, by=own.user)
    assert own.ask("/token").json()["type"].endswith("#token-ended")
    own.text = own.text[:-1] + ("A" if own.text[-1] != "A" else "B")
    assert own.ask("/token").json()["type"].endswith("#no-token")


@pytest.mark.parametrize("which", ["PER_TOKEN", "PER_ADDRESS"])
def test_too_many(reader: Readers, monkeypatch, which: str) -> None:
    monkeypatch.setattr(throttle, which, 3)
    monkeypatch.setattr("exports.api.around.timezone", SimpleNamespace(now=lambda: NOW))
    own, other = reader("analyst"), reader("analyst")
    assert [own.ask("/token").status_code for _ in range(4)] == [200, 200, 200, 429]
    last = own.ask("/token")
    assert (last["Retry-After"], last.json()["type"]) == ("60", "/staff/exports/api/#too-many")
    assert other.ask("/token").status_code == (200 if which == "PER_TOKEN" else 429)


def test_counted_per_minute_and_let_through_where_counting_fails(monkeypatch) -> None:
    for _ in range(2):
        throttle.count("token", "one", 2, NOW)
    with pytest.raises(throttle.TooMany) as caught:
        throttle.count("token", "one", 2, NOW + timedelta(seconds=18))
    assert caught.value.wait == 42
    throttle.count("token", "two", 2, NOW)
    throttle.count("token", "one", 2, NOW + timedelta(seconds=60))

    def broken(*args: object, **kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr(throttle.cache, "incr", broken)
    for _ in range(5):
        throttle.count("token", "one", 2, NOW)
