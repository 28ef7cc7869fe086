"""Whatever is sent, the answer is a page: never a fault of the server."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from respondents.models import Interview
from respondents.state import Folded, refold
from tests.respondents.mini import ANSWERS
from tests.respondents.people import Phone

anything = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(
    ["٣", "１２", "-1", "1e9", "9" * 400, "\x00", "\ud800", "a", "x", "none", "dont_know", "Syrië", "2024", "<b>"]
)
few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def sendable(text: str) -> str:
    """A browser cannot send half a surrogate pair; the test client cannot either."""
    return text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("page", [name for name in ANSWERS if name != "bye"])
def test_any_answer(phone: Phone, page: str) -> None:
    phone.begin().answer(page)
    names = {page, *ANSWERS[page], f"{page}-other", f"{page}-reason", f"{page}-side", f"{page}-pick", f"{page}-day"}

    @few
    @given(
        st.dictionaries(
            st.sampled_from(sorted({*names, "key", "prompted", "go", "lang"})), st.lists(anything, max_size=3)
        )
    )
    def try_it(data: dict[str, list[str]]) -> None:
        phone.get(f"/q/{page}/")
        fields = phone.fields() if phone.name == page else {}
        sent = {**fields, **{name: [sendable(value) for value in values] for name, values in data.items()}}
        answer = phone.client.post(f"/q/{page}/", sent)
        assert answer.status_code < 500
        if Interview.objects.get().state != "open" or not phone.client.cookies["visit"].value:
            phone.client.cookies.clear()

    try_it()
    interview = Interview.objects.get()
    assert refold(interview) == Folded(interview.answers, interview.passed)


@few
@given(
    anything,
    st.sampled_from(["start", "withdraw", "consent"]),
    st.sampled_from(["start", "find", "remove", "yes", "no"]),
)
def test_any_code(phone: Phone, text: str, page: str, go: str) -> None:
    phone.get(f"/{page}/")
    data = {**phone.fields(), "go": go, "code": sendable(text), "study": sendable(text), "proof": sendable(text)}
    assert phone.client.post(f"/{page}/", data).status_code < 500


@pytest.mark.parametrize("field", ["study", "lang", "go", "code", "proof"])
@pytest.mark.parametrize("address", ["/start/", "/withdraw/", "/"])
def test_nul(phone: Phone, field: str, address: str) -> None:
    phone.get("/start/")
    assert phone.client.post(address, {**phone.fields(), field: "a\x00b"}).status_code < 500
    assert phone.client.get(address, {field: "a\x00b"}).status_code < 500


@few
@given(anything)
def test_any_cookie(phone: Phone, text: str) -> None:
    for name in ("door", "visit", "django_language", "csrftoken"):
        phone.client.cookies[name] = "".join(c for c in text if c.isprintable() and c < "\xff" and c not in ' ",;\\')
    for address in ("/", "/start/", "/consent/", "/screening/adult/", "/q/work/", "/check/", "/done/", "/privacy/"):
        assert phone.client.get(address).status_code < 500


@few
@given(anything)
def test_any_address(phone: Phone, text: str) -> None:
    for prefix in ("/", "/i/", "/k/", "/q/", "/screening/", "/outcome/", "/start/"):
        assert phone.client.get(prefix + sendable(text).replace("?", "").replace("#", "")).status_code < 500
