"""Messages: parts of an SMS counted, the texts of the shipped study filled in, files of the command, faults told."""

import json
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command

from invitations.channel_messages import messages_of
from invitations.messages import KINDS, MessageTextMissing, messages, sms
from invitations.models import Channel
from surveys.models import Edition, Study
from tests.invitations.flyer_edition import OFFERED, shipped_edition

LINK = "https://meedoen.example.org/k/wijk-west"
VALUES = {"url": LINK, "phone": "0800", "minutes": "20"}


@pytest.mark.parametrize(
    ("text", "gsm_7", "places", "parts"),
    [
        pytest.param("", True, 0, 1, id="empty"),
        pytest.param("a" * 160, True, 160, 1, id="GSM-7, just one part"),
        pytest.param("a" * 161, True, 161, 2, id="GSM-7, two parts"),
        pytest.param("a" * 306, True, 306, 2, id="GSM-7, two full parts"),
        pytest.param("a" * 307, True, 307, 3, id="GSM-7, three parts"),
        pytest.param("€" * 80, True, 160, 1, id="euros take two places"),
        pytest.param("a" * 152 + "€" * 77, True, 306, 3, id="an escape is not split over parts"),
        pytest.param("é" * 160, True, 160, 1, id="é is in GSM-7"),
        pytest.param("ë" * 70, False, 70, 1, id="ë is not"),
        pytest.param("ş" * 71, False, 71, 2, id="Turkish, two parts"),
        pytest.param("س" * 134, False, 134, 2, id="Arabic, two full parts"),
        pytest.param("ሕ" * 135, False, 135, 3, id="Tigrinya, three parts"),
        pytest.param("a" * 69 + "😀", False, 71, 2, id="outside the basic plane: two places"),
        pytest.param("ş" * 66 + "😀" * 34, False, 134, 3, id="a pair is not split over parts"),
    ],
)
def test_parts_of_an_sms(text: str, gsm_7: bool, places: int, parts: int):
    told = sms(text)
    assert (told.gsm_7, told.places, told.parts) == (gsm_7, places, parts)


@pytest.fixture
def edition(db: None, settings) -> Edition:
    settings.PUBLIC_URL = "https://meedoen.example.org"
    return shipped_edition()


def test_every_kind_in_every_language_leads_to_the_channel(edition: Edition):
    found = messages_of(edition, "wijk-west")
    assert [(one.kind, one.language) for one in found] == [(kind, tag) for kind in KINDS for tag in OFFERED]
    for one in found:
        assert "{" not in one.subject + one.text
        assert (LINK in one.text) == (one.kind != "spoken"), one.kind
        assert bool(one.subject) == (one.kind in ("email", "email_reminder", "portal"))
        assert not set("\u2066\u2069") & set(one.text)


def test_a_dutch_sms_is_one_part(edition: Edition):
    parts = {
        one.language: (one.sms.alphabet, one.sms.parts) for one in messages_of(edition, "west") if one.kind == "sms"
    }
    assert parts["nl"] == parts["en"] == ("GSM-7", 1)
    assert all(
        alphabet == "UCS-2" and count <= 3 for tag, (alphabet, count) in parts.items() if tag not in ("nl", "en")
    )


def test_an_email_is_a_whole_letter(edition: Edition):
    text = next(one for one in messages_of(edition, "west", ("nl",)) if one.kind == "email").text
    order = [text.index(words) for words in ("Beste mevrouw", "Dit is een onderzoek", "Begin hier", "Bel", "groet")]
    assert order == sorted(order)
    assert "31 januari 2027" in text


def test_a_telephone_number_keeps_its_order_from_right_to_left(edition: Edition):
    email = {one.language: one.text for one in messages_of(edition, "west") if one.kind == "email"}
    assert "0800\u00a00000" in email["ar"]
    assert "0800 0000" in email["tr"]


def test_the_share_link_carries_the_text_and_nothing_else(edition: Edition):
    for one in messages_of(edition, "west", ("ar",)):
        parts = urlsplit(one.share_link)
        assert (parts.scheme, parts.netloc, parts.path) == ("https", "wa.me", "/")
        assert parse_qs(parts.query) == {"text": [one.text]}


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        pytest.param(("sms", "ti"), "", "sms in ti", id="no text"),
        pytest.param(("email", "subject", "ti"), "", "email in ti", id="no subject"),
        pytest.param(("email", "closing", "ti"), "", "email in ti", id="no closing"),
        pytest.param(("portal", "title", "ti"), "", "portal in ti", id="no title"),
        pytest.param(("sms", "ti"), "{url} {code}", "{code} in sms in ti (no such place)", id="no such place"),
        pytest.param(("sms", "ti"), "{phone}", "{phone} in sms in ti (the study gives no value)", id="no value"),
    ],
)
def test_what_is_missing_is_named(edition: Edition, path: tuple[str, ...], value: str, words: str):
    document = json.loads(edition.document)
    place = document["materials"]["messages"]
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    values = {**VALUES, "phone": ""} if "phone" in value else VALUES
    with pytest.raises(MessageTextMissing) as told:
        messages(document, ("ti",), values, date(2027, 1, 31))
    assert words in told.value.missing


@pytest.mark.parametrize("taken", ["west", "West"])
def test_no_two_studies_share_an_address(edition: Edition, tmp_path: Path, taken: str):
    """/k/west names no study: the links of the second would lead to the first. A free name is taken, as the control."""
    other = Study.objects.create(slug="other", title="Other")
    Channel.objects.create(study=other, slug=taken, kind=Channel.Kind.FLYER, label="West")
    with pytest.raises(CommandError, match="is a channel of other already"):
        call_command("make_messages", "perspectief-2024", out=tmp_path / "out", channel="west", label="West")
    assert not (tmp_path / "out").exists()
    assert Channel.objects.count() == 1
    call_command("make_messages", "perspectief-2024", out=tmp_path / "out", channel="west-2", label="West")
    assert Channel.objects.count() == 2


def test_a_study_without_messages(edition: Edition):
    with pytest.raises(MessageTextMissing, match="every message"):
        messages({"materials": {}}, ("nl",), VALUES, None)


def test_the_command_writes_one_file_per_kind_and_language(edition: Edition, tmp_path: Path, capsys):
    options = {"channel": "wijk-west", "out": tmp_path / "out", "label": "Wijk West"}
    call_command("make_messages", "perspectief-2024", **options)
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == sorted(f"perspectief-2024-wijk-west-{kind}-{tag}.txt" for kind in KINDS for tag in OFFERED)
    assert LINK in (tmp_path / "out" / "perspectief-2024-wijk-west-sms-ti.txt").read_text(encoding="utf-8")
    assert "sms-nl.txt: 1 part(s)" in capsys.readouterr().out
    channel = Channel.objects.get()
    assert (channel.slug, channel.kind) == ("wijk-west", Channel.Kind.MESSAGE)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param({"channel": "west"}, "Give --label", id="no such channel"),
        pytest.param({"channel": "Wijk_West", "label": "W"}, "a-z, 0-9 and hyphens", id="name with capitals"),
        pytest.param({"channel": "west", "label": "W", "language": ["ar"]}, "does not offer ar", id="not offered"),
    ],
)
def test_the_command_refuses(edition: Edition, tmp_path: Path, options: dict, words: str):
    Edition.objects.create(
        study=edition.study, number=2, document=edition.document, document_hash="1" * 64, offered=["nl"]
    )
    with pytest.raises(CommandError, match=words):
        call_command("make_messages", "perspectief-2024", out=tmp_path / "out", **options)
    assert not Channel.objects.exists()
    assert not (tmp_path / "out").exists()
