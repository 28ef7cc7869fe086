"""The morning's mail over real SMTP, and the webhook to a real receiver: what arrives, how often, and where never."""

import json
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.utils import timezone

from exports.monitor import deliver, morning, webhook
from exports.monitor.models import Delivery, MorningMail, Webhook
from exports.monitor.store import keep
from surveys.models import Study
from surveys.publish import publish
from tests.browser.public_site import HOST, certificate
from tests.exports.monitor.fieldwork import DOCUMENT
from tests.exports.monitor.made import with_at

OPEN = {"open": "2020-01-01", "close": "2099-12-31"}


class Sink(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a mail needs."""

    def handle(self) -> None:
        self.say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text.decode())
                self.server.mails.append("".join(lines))
                self.say("250 kept")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 sink")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def sink(settings) -> Iterator[socketserver.TCPServer]:
    with socketserver.TCPServer(("127.0.0.1", 0), Sink) as server:
        server.mails = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = False
        yield server
        server.shutdown()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body, self.path))
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *given: object) -> None:
        pass


@pytest.fixture
def receiver(settings) -> Iterator[HTTPServer]:
    settings.DEBUG = True
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.got, server.answers = [], []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def address(server: HTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/figures?from=us"


@pytest.fixture
def study(db: None) -> Study:
    made = Study.objects.create(slug="field", title="Veldwerk")
    publish(made, {**DOCUMENT, "dates": OPEN}, user=None, note="")
    keep(made, with_at(timezone.now()))
    return made


def subscribed(study: Study, user, language: str) -> None:
    user.language = language
    user.save()
    MorningMail.objects.create(study=study, user=user)


def test_mail_arrives_once_in_the_readers_language(study, sink, make_staff):
    dutch, english = make_staff("fieldwork"), make_staff("researcher", study="field")
    subscribed(study, dutch, "nl")
    subscribed(study, english, "en")
    subscribed(study, make_staff("fieldwork", study="another"), "nl")
    now = timezone.now()
    morning.tell(now)
    morning.tell(now + timedelta(minutes=5))
    assert len(sink.mails) == 2, "neither twice, nor to who does not work for the study any more"
    to = {re.search(r"^To: (.+?)\r", mail, re.M).group(1): mail for mail in sink.mails}
    assert set(to) == {dutch.email, english.email}
    assert "Response (RR2): 18.5%" in to[english.email]
    assert "18,5%" in to[dutch.email]
    assert "/staff/fieldwork/field/" in to[english.email]


def test_a_mail_that_failed_is_tried_again(study, settings, sink, make_staff):
    subscribed(study, make_staff("fieldwork"), "nl")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    morning.tell(timezone.now())
    assert MorningMail.objects.get().sent_on is None
    settings.EMAIL_PORT = port
    morning.tell(timezone.now())
    assert len(sink.mails) == 1


def test_no_small_number_and_nobody_in_a_mail(study, make_staff):
    subscribed(study, make_staff("fieldwork"), "en")
    mail = MorningMail.objects.select_related("user", "study").get()
    text = morning.message(mail, with_at(timezone.now()), timezone.localdate()).body
    assert mail.user.email not in text
    small = re.compile(r"(?<![\w.,-])[1-9](?![\d.,%])")
    assert not small.search(text.partition("http")[0])
    assert small.search("Women of group B: 7"), "control"


def test_a_long_list_of_alarms_is_cut_and_says_so(study, make_staff):
    subscribed(study, make_staff("fieldwork"), "en")
    mail = MorningMail.objects.select_related("user", "study").get()
    figures = with_at(timezone.now())
    many = replace(figures, alarms=figures.alarms * 5)
    assert "And 5 more, on the page." in morning.message(mail, many, timezone.localdate()).body
    assert "more, on the page" not in morning.message(mail, figures, timezone.localdate()).body


def test_figures_are_signed_and_arrive_once(study, receiver, make_staff):
    made = deliver.set_address(study, address(receiver), user=make_staff("fieldwork"), now=timezone.now())
    now = timezone.now()
    morning.tell(now)
    morning.tell(now)
    ((headers, body, path),) = receiver.got
    assert path == "/figures?from=us"
    told = json.loads(body)
    assert told["figures"]["rr2"] == pytest.approx(189 / 1020)
    assert {"kind": "lagging", "where": "group=b", "value": 0.32, "limit": 0.6, "at_most": False} in told["alarms"]
    tables = {one["table"]: one for one in told["tables"]}
    assert tables["language"]["rows"]["ti"][0] is None
    secret, stamp = webhook.secret_of(made.salt), int(headers[webhook.TIMESTAMP])
    assert headers[webhook.SIGNATURE] == f"sha256={webhook.signed(secret, stamp, body)}"
    assert headers[webhook.SIGNATURE] != f"sha256={webhook.signed(secret, stamp, body + b' ')}", "control"
    assert secret not in str(list(Webhook.objects.values()))


def test_what_does_not_arrive_is_tried_again_and_then_given_up(study, receiver, make_staff):
    deliver.set_address(study, address(receiver), user=make_staff("fieldwork"), now=timezone.now())
    now = timezone.now()
    receiver.answers = [500, 302]
    morning.tell(now)
    assert (Delivery.objects.get().state, Delivery.objects.get().outcome) == ("waiting", "500")
    deliver.waiting(now)
    assert len(receiver.got) == 1, "not before its time"
    deliver.waiting(now + timedelta(minutes=2))
    assert Delivery.objects.get().outcome == "302", "nothing is followed elsewhere"
    deliver.waiting(now + timedelta(hours=1))
    assert Delivery.objects.get().state == "done"
    receiver.answers = [500] * 9
    deliver.plan(study, date(2026, 1, 1), now)
    for hours in range(0, 60, 10):
        deliver.waiting(now + timedelta(hours=hours))
    gone = Delivery.objects.get(day=date(2026, 1, 1))
    assert (gone.state, gone.attempts) == ("failed", len(deliver.AGAIN) + 1)


@pytest.mark.once
@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.org/x", "not_https"),
        ("ftp://example.org/x", "not_https"),
        ("https://user:pass@example.org/", "not_whole"),
        ("https:///x", "not_whole"),
        ("https://example.org:99999/", "not_whole"),
        ("https://127.0.0.1/", "private"),
        ("https://localhost/", "private"),
        ("https://10.1.2.3/", "private"),
        ("https://192.168.1.1/", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("https://[::1]/", "private"),
        ("https://[fd00::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://0.0.0.0/", "private"),
        ("https://2130706433/", "private"),
    ],
)
def test_where_nothing_is_sent(url, code):
    with pytest.raises(webhook.AddressRefused) as refused:
        webhook.target(url)
    assert refused.value.code == code


@pytest.mark.once
def test_this_machine_is_allowed_where_the_site_is_developed(settings):
    settings.DEBUG = True
    assert webhook.target("http://127.0.0.1:9/x").at == "127.0.0.1"
    with pytest.raises(webhook.AddressRefused):
        webhook.target("http://10.0.0.1/x")
    settings.DEBUG = False
    with pytest.raises(webhook.AddressRefused):
        webhook.target("http://127.0.0.1:9/x")


@pytest.mark.once
def test_a_name_that_leads_inside_is_refused_at_sending_too(monkeypatch):
    """The name was public when it was set; a name server may say another thing every time."""
    monkeypatch.setattr(webhook.socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("10.0.0.8", 443))])
    with pytest.raises(webhook.AddressRefused) as refused:
        webhook.post("https://example.org/x", "s", b"{}", 1)
    assert refused.value.code == "private"
    monkeypatch.setattr(webhook.socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("93.184.215.14", 443))])
    assert webhook.target("https://example.org/x").at == "93.184.215.14", "control"


def test_over_https_the_certificate_has_to_fit_the_name(receiver, tmp_path, monkeypatch):
    """The connection goes to an address, and is held against the name all the same."""
    certificate(tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    receiver.socket = server.wrap_socket(receiver.socket, server_side=True)
    port = receiver.server_address[1]
    here = [(2, 1, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(webhook.socket, "getaddrinfo", lambda *given, **more: here)
    monkeypatch.setattr(webhook, "is_public", lambda address: True)
    with pytest.raises(webhook.NotArrived, match="certificate"):
        webhook.post(f"https://{HOST}:{port}/x", "s", b"{}", 1)
    assert receiver.got == []
    monkeypatch.setattr(webhook.ssl, "create_default_context", lambda: trusting(tmp_path))
    assert webhook.post(f"https://{HOST}:{port}/x", "s", b"{}", 1) == "200"
    with pytest.raises(webhook.NotArrived, match="certificate"):
        webhook.post(f"https://another.example:{port}/x", "s", b"{}", 1)
    assert len(receiver.got) == 1


def trusting(folder: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.load_verify_locations(folder / "certificate.pem")
    return made


def test_the_page_sets_an_address_and_shows_its_secret_once(study, receiver, staff_client):
    client = staff_client("fieldwork", study="field")
    page = client.post("/staff/fieldwork/field/sending/webhook/", {"url": address(receiver)})
    secret = webhook.secret_of(Webhook.objects.get().salt)
    assert secret in page.content.decode()
    assert secret not in client.get("/staff/fieldwork/field/sending/").content.decode()
    bad = client.post("/staff/fieldwork/field/sending/webhook/", {"url": "https://10.0.0.1/"})
    assert bad.status_code == 400
    assert Webhook.objects.get().url == address(receiver)
    assert staff_client("analyst").post("/staff/fieldwork/field/sending/webhook/", {"url": "x"}).status_code == 403
    client.post("/staff/fieldwork/field/sending/webhook/", {"remove": "yes"})
    assert not Webhook.objects.exists()
