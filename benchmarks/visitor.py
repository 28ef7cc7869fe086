"""A respondent over real HTTP: cookies, CSRF, the site's own pages and forms, and the script's way of saving at once.

A visitor reads each form it is shown, chooses answers that fit it, and sends them. `script`: each answer is saved while
the visitor is still on the page, as static/respondents/save.js does; else only the button sends it. What the server
acknowledged is told to `noted`, every exchange to `seen`. A request that fails is sent again, byte for byte, as a phone
does, until `patience_s` is over.
"""

import hashlib
import http.client
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from random import Random
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode, urlsplit

import lxml.html

LANGUAGES = ("nl", "en", "ar", "tr", "ti")
WORDS: Mapping[str, tuple[str, ...]] = {
    "nl": ("de bus", "mijn buurvrouw", "de taalles", "nog geen werk"),
    "en": ("the bus", "my neighbour", "the lessons", "no work yet"),
    "ar": ("الحافلة", "جارتي", "دروس اللغة", "لا عمل بعد"),
    "tr": ("otobüs", "komşum", "dil dersi", "henüz iş yok"),
    "ti": ("ኣውቶቡስ", "ጎረቤተይ", "ትምህርቲ ቋንቋ", "ገና ስራሕ የለን"),
}
NUMBERS = ("2", "30", "12", "2020")
PARTS = {"years": "1", "months": "3", "day": "5", "year": "2021"}
NOT_ANSWERS = frozenset({"csrfmiddlewaretoken", "key", "lang", "prompted", "based_on"})
TRIES = 4
REDIRECTS = frozenset({301, 302, 303})
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 1.0

Fields = list[tuple[str, str]]


class GaveUp(Exception):
    """No usable answer came within the visitor's patience."""


class Stuck(Exception):
    """The site showed a page that the visitor cannot get on from. The message says which, and its status."""


@dataclass(frozen=True)
class Exchange:
    """One request as it went. `status` 0: no answer. `what`: the page's kind, without codes (`/q/`, `/q/save/`, …)."""

    what: str
    method: str
    status: int
    seconds: float
    language: str = ""
    body: str = ""


@dataclass(frozen=True)
class Note:
    """Something that changes answers, as it was sent. `kind`: save, next, skip or send; `key`: of its event.

    `seq`: the place that the server said it got, where it says so.
    """

    kind: str
    page: str
    fields: tuple[tuple[str, str], ...]
    key: str
    acknowledged: bool
    seq: int = 0


@dataclass
class Answer:
    """What came back. `path` is the address that was asked."""

    status: int
    path: str
    body: str
    location: str = ""
    language: str = ""


def event_key(page: str, fields: Sequence[tuple[str, str]]) -> str:
    """The key under which the server stores a form (see respondents.views.asking.event_key)."""
    said: dict[str, list[str]] = {}
    for name, value in fields:
        said.setdefault(name, []).append(value)
    form_key, turn = said["key"][0], int(said.get("turn", ["0"])[0])
    kept = sorted((name, values) for name, values in said.items() if name not in NOT_ANSWERS)
    digest = hashlib.sha256(json.dumps([form_key, page, kept]).encode()).hexdigest()
    return f"{form_key}{turn:04x}{digest[:28]}"


@dataclass
class Line:
    """A connection with its cookies. Opened anew after a failure; cookies stay."""

    base: str
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = 30.0
    cookies: dict[str, str] = field(default_factory=dict)
    _open: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, fields: Fields | None = None, accept: str = "text/html") -> Answer:
        """One request. Raises OSError, http.client.HTTPException."""
        body = urlencode(fields).encode() if fields is not None else None
        try:
            connection = self._connection()
            connection.request(method, path, body, self._headers(accept, body is not None))
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self._remember(response)
        location = urlsplit(response.getheader("Location") or "")
        to = location.path + (f"?{location.query}" if location.query else "")
        return Answer(response.status, path, text, to, response.getheader("Content-Language") or "")

    def close(self) -> None:
        if self._open:
            self._open.close()
        self._open = None

    def _connection(self) -> http.client.HTTPConnection:
        if self._open is None:
            parts = urlsplit(self.base)
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._open = kind(parts.netloc, timeout=self.timeout_s)
        return self._open

    def _headers(self, accept: str, sends: bool) -> dict[str, str]:
        found = {"Accept": accept, "Referer": f"{self.base}/", "User-Agent": "visitor (Mobile)", **self.headers}
        found["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {**found, "Content-Type": "application/x-www-form-urlencoded"} if sends else found

    def _remember(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


@dataclass
class Form:
    """The form of a page as a browser sees it."""

    hidden: dict[str, str]
    radios: dict[str, list[str]]
    boxes: dict[str, list[str]]
    selects: dict[str, list[str]]
    written: dict[str, Any]
    buttons: frozenset[str]

    @property
    def questions(self) -> list[str]:
        """Names of what is asked, in order of the form."""
        names = [*self.radios, *self.boxes, *self.selects, *self.written]
        return list(dict.fromkeys(name.partition("-")[0] for name in names))


def form_of(body: str) -> Form | None:
    """The page's questions (or, on pages without, the form with its buttons). None where there is no form."""
    tree = lxml.html.document_fromstring(body)
    forms = tree.xpath('//form[@id="q"]') or tree.xpath('//main//form[@method="post"]')
    if not forms:
        return None
    found = Form({}, {}, {}, {}, {}, frozenset())
    for control in forms[0].iter("input", "select", "textarea"):
        _sort_in(found, control)
    go = tree.xpath('//button[@name="go"]/@value')
    return Form(found.hidden, found.radios, found.boxes, found.selects, found.written, frozenset(go))


def _sort_in(form: Form, control: Any) -> None:
    name, kind = control.get("name"), control.get("type") or control.tag
    if not name:
        return
    if kind == "hidden":
        form.hidden[name] = control.get("value", "")
    elif kind == "radio":
        form.radios.setdefault(name, []).append(control.get("value", "on"))
    elif kind == "checkbox":
        form.boxes.setdefault(name, []).append(control.get("value", "on"))
    elif kind == "select":
        form.selects[name] = [option for option in control.xpath("./option/@value") if option]
    else:
        form.written[name] = control


def choose(
    form: Form, language: str, random: Random, attempt: int = 0, prefer: Mapping[str, str] = MappingProxyType({})
) -> Fields:
    """Answers that fit the form. Later attempts try other numbers, then a reason why there is no answer."""
    given: Fields = []
    reasons = {name: values for name, values in form.boxes.items() if name.endswith("-reason")}
    if attempt == TRIES - 1 and reasons:
        given = [(name, random.choice(values)) for name, values in reasons.items()]
    for name, values in form.radios.items():
        liked = prefer.get(name, "")
        given.append((name, liked if liked in values else random.choice(values)))
    given += [(name, random.choice(values)) for name, values in form.boxes.items() if "-" not in name]
    refused = {name.partition("-")[0] for name, _ in given}
    given += [(name, random.choice(v)) for name, v in form.selects.items() if name.partition("-")[0] not in refused]
    for name, control in form.written.items():
        given.append((name, _written(name, control, {*given}, refused, language, random, attempt)))
    return given


def _written(
    name: str, control: Any, given: set[tuple[str, str]], refused: set[str], language: str, random: Random, attempt: int
) -> str:
    question, _, part = name.partition("-")
    if part == "other":
        return random.choice(WORDS[language]) if (question, "other") in given else ""
    if question in refused:
        return ""
    if part in PARTS:
        return PARTS[part]
    places = control.xpath("../datalist/option/@value")
    if places:
        return str(random.choice(places))
    if control.get("inputmode") in ("numeric", "decimal"):
        return NUMBERS[attempt % len(NUMBERS)]
    return f"{random.choice(WORDS[language])} {random.randrange(10_000)}"


def _ignore(item: object) -> None:
    return None


@dataclass
class Visitor:
    """Somebody who takes part. `code`: of their letter, '' for who comes without; `step` does one page.

    `noted`: told of each save, next, skip and sending; first as not acknowledged, when it is sent, then once more when
    the server acknowledged it. `seen`: told of each exchange. `pause_s`: time to read before each page is answered.
    `prefer`: by question, the option they choose where it is offered. Whom the screening refuses tries once more.
    """

    base: str
    random: Random
    code: str = ""
    language: str = "nl"
    script: bool = True
    patience_s: float = 60.0
    pause_s: float = 0.0
    study: str = ""
    prefer: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    noted: Callable[[Note], object] = _ignore
    seen: Callable[[Exchange], object] = _ignore
    line: Line = field(init=False)
    page: Answer | None = None
    own_code: str = ""
    finished: bool = False
    pages: int = 0

    def __post_init__(self) -> None:
        self.line = Line(self.base, self.headers)
        self.line.cookies["django_language"] = self.language

    def arrive(self) -> None:
        """Through the door to consent, or to where they left off. Raises GaveUp, Stuck."""
        known = self.code or self.own_code
        self._go(f"/{self.study}/" if self.study else "/start/")
        self._go("/start/")
        form = self._form()
        pressed = [("go", "start"), ("code", known)] if known else [("go", "nocode")]
        self._press(form, pressed)

    def run(self, stop: Callable[[], bool] = lambda: False, pages: int = 500) -> bool:
        """Arrives and answers until all is sent, or `stop` says so; whether all was sent. Raises GaveUp, Stuck."""
        if self.page is None:
            self.arrive()
        for _ in range(pages):
            if self.finished or stop():
                return self.finished
            time.sleep(self.pause_s)
            self.step()
        raise Stuck(f"{pages} pages and not at the end; now at {_kind(self.page.path if self.page else '')}")

    def step(self) -> None:
        """One page: whatever is shown is answered, and the next is fetched. Raises GaveUp, Stuck."""
        assert self.page is not None, "arrive first"
        path = self.page.path.partition("?")[0]
        self.pages += 1
        if "big-code" in self.page.body:
            self._keep_code()
        elif path.startswith("/q/"):
            self._question(path)
        elif path.startswith("/screening/"):
            self._try(path, lambda form, given: self._press(form, [*given, ("go", "next")]))
        elif path.startswith("/consent"):
            self._press(self._form(), [("go", "yes")])
        elif path in ("/enough/", "/check/"):
            self._end_of(path)
        elif path.startswith("/done"):
            self.finished = True
        elif path.startswith("/outcome"):
            self.arrive()
        else:
            self._lost()

    def come_back(self) -> None:
        """The code once more, on a phone that knows nothing."""
        self.line.close()
        self.line = Line(self.base, self.headers)
        self.line.cookies["django_language"] = self.language
        self.arrive()

    def _keep_code(self) -> None:
        """Who came without a code is shown theirs, once."""
        assert self.page is not None
        found = re.search(r"big-code[^>]*>([0-9A-Za-z ]+)<", self.page.body)
        self.own_code = found.group(1) if found else self.own_code
        self._go("/on/")

    def _lost(self) -> None:
        assert self.page is not None
        if self.page.status == 410 and "/start" in self.page.path:
            self.finished = True  # it was sent; only the answer to that got lost
        else:
            raise Stuck(f"{_kind(self.page.path)} answered {self.page.status}")

    def _question(self, path: str) -> None:
        if self.page and self.page.status == 403:
            return self.come_back()
        name = path.split("/")[2]
        self._try(path, lambda form, given: self._answer(path, name, form, given))
        return None

    def _try(self, path: str, send: Callable[[Form, Fields], None]) -> None:
        """Sends answers until they are taken; skips at last where that is offered."""
        for attempt in range(TRIES):
            form = self._form()
            send(form, choose(form, self.language, self.random, attempt, self.prefer))
            assert self.page is not None
            moved = self.page.path.partition("?")[0] != path or self.page.status not in (200, 409, 422)
            if moved or "big-code" in self.page.body:
                return
        self._skip(path)

    def _skip(self, path: str) -> None:
        form = self._form()
        if "skip" not in form.buttons:
            raise Stuck(f"nothing fits at {path} and it cannot be skipped")
        self._send_form(path, [*form.hidden.items(), ("go", "skip")], "skip")

    def _answer(self, path: str, name: str, form: Form, given: Fields) -> None:
        fields = [*form.hidden.items(), *given]
        if self.script and form.questions and "based_on" in form.hidden:
            fields = self._save_at_once(path, name, form, given)
        self._send_form(path, [*fields, ("go", "next")], "next")

    def _save_at_once(self, path: str, name: str, form: Form, given: Fields) -> Fields:
        """As the script does with one change of everything on the page; returns the form's fields after it."""
        hidden = {**form.hidden, "turn": "1"}
        fields = [*hidden.items(), *given]
        more = [("touched", question) for question in form.questions]
        key = event_key(name, [*fields, *more, ("horizon", self._horizon())])
        whole = [*fields, *more, ("horizon", self._horizon())]
        self.noted(Note("save", name, tuple(whole), key, False))
        answer = self._insist("POST", f"{path}save/", whole, "application/json")
        said = _json(answer)
        if "saved" in said:
            self.noted(Note("save", name, tuple(whole), key, True, int(said["saved"])))
            hidden["based_on"] = str(said["saved"])
        return [*hidden.items(), *given]

    def _horizon(self) -> str:
        found = re.search(r'data-horizon="(\d+)"', self.page.body) if self.page else None
        return found.group(1) if found else "0"

    def _send_form(self, path: str, fields: Fields, kind: str) -> None:
        name = path.split("/")[2] if path.startswith("/q/") else ""
        key = event_key(name, fields) if name else ""
        note = Note(kind, name, tuple(fields), key, False)
        if name:
            self.noted(note)
        answer = self._insist("POST", path, fields)
        if answer.status in REDIRECTS and name:
            self.noted(Note(kind, name, tuple(fields), key, True))
        self._follow(answer)

    def _end_of(self, path: str) -> None:
        """At the look-over everything is sent; after the core some send at once and some go on."""
        form = self._form()
        go = "send" if path == "/check/" or "on" not in form.buttons or self.random.random() < 0.2 else "on"
        fields = [*form.hidden.items(), ("go", go)]
        if go == "send":
            self.noted(Note("send", "", (), "", False))
        answer = self._insist("POST", path, fields)
        if go == "send" and answer.status in REDIRECTS and answer.location.startswith("/done"):
            self.noted(Note("send", "", (), "", True))
        self._follow(answer)

    def _press(self, form: Form, pressed: Fields) -> None:
        assert self.page is not None
        self._follow(self._insist("POST", self.page.path.partition("?")[0], [*form.hidden.items(), *pressed]))

    def _go(self, path: str) -> None:
        self._follow(self._insist("GET", path))

    def _follow(self, answer: Answer) -> None:
        for _ in range(10):
            if answer.status not in REDIRECTS:
                break
            answer = self._insist("GET", answer.location)
        self.page = answer

    def _form(self) -> Form:
        assert self.page is not None
        form = form_of(self.page.body)
        if form is None:
            raise Stuck(f"no form at {_kind(self.page.path)} (status {self.page.status})")
        return form

    def _insist(self, method: str, path: str, fields: Fields | None = None, accept: str = "text/html") -> Answer:
        """The answer to this request, sent again while the site fails. Raises GaveUp."""
        until, pause = time.monotonic() + self.patience_s, FIRST_PAUSE_S
        while True:
            answer = self._once(method, path, fields, accept)
            if answer and answer.status < 500 and answer.status != 429:
                return answer
            if time.monotonic() + pause > until:
                raise GaveUp(f"{method} {_kind(path)}: {answer.status if answer else 'no answer'}")
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def _once(self, method: str, path: str, fields: Fields | None, accept: str) -> Answer | None:
        began = time.perf_counter()
        try:
            answer = self.line.ask(method, path, fields, accept)
        except (OSError, http.client.HTTPException):
            self.seen(Exchange(_kind(path), method, 0, time.perf_counter() - began))
            return None
        body = answer.body if answer.status >= 400 else ""
        self.seen(Exchange(_kind(path), method, answer.status, time.perf_counter() - began, answer.language, body))
        return answer


def _kind(path: str) -> str:
    """An address without codes and names of pages."""
    clean = path.partition("?")[0]
    return re.sub(r"^/(q|screening)/[^/]+/", r"/\1/", re.sub(r"^/[iIkKgG]/[^/]+", "/I/", clean))


def _json(answer: Answer) -> Mapping[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
