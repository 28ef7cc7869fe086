"""Cries for help in typed texts: what is found in five languages, what is not, and who sees it with what to do."""

import copy
from datetime import timedelta

import pytest

from exports.cries import cries_of, heard
from exports.flags.settings import BadSettings, settings_of
from exports.judge import judge
from exports.models import PersonalFound
from respondents.models import Interview
from surveys.engine.parse import parse
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT

LATER = NOW + timedelta(days=1)
DANGER = [
    "Ik wil niet meer leven door die boetes.",
    "Soms wil ik dood.",
    "Mijn man slaat mij als ik naar school ga",
    "I want to die, nobody listens",
    "I am afraid of my husband.",
    "أريد أن أموت",
    "زوجي يضربني في البيت",
    "Bazen ölmek istiyorum",
    "kocam beni dövüyor",
    "ክመውት እደሊ",
    "ሰብኣየይ ይሃርመኒ",
]
ASKS = [
    "Ik heb echt hulp nodig met DUO",
    "Kunt u mij bellen? 06 12345678",
    "Help mij alstublieft",
    "Ik kan het niet meer, elke keer een boete",
    "We need some help with the exam",
    "Please help me",
    "ساعدوني من فضلكم",
    "أنا بحاجة إلى مساعدة",
    "Lütfen bana yardım edin",
    "Çaresizim, sınavı geçemiyorum",
    "በጃኹም ሓግዙኒ",
    "ሓገዝ የድልየኒ ኣሎ",
]
CALM = [
    "Mijn kinderen helpen mij met Nederlands.",
    "Mijn man helpt mij elke dag.",
    "De les was goed, maar te kort.",
    "Vraag hulp aan de gemeente, dat is mijn tip.",
    "My children help me with Dutch.",
    "The teacher was kind and it helped a lot.",
    "المعلم جيد والدروس مفيدة",
    "أولادي يساعدونني في اللغة",
    "Öğretmen çok iyiydi.",
    "Çocuklarım bana Hollandaca öğretiyor",
    "እቲ መምህር ጽቡቕ ነይሩ።",
    "ደቀይ ይሕግዙኒ እዮም",
    "",
]


@pytest.mark.once
@pytest.mark.parametrize("text", DANGER)
def test_danger_is_heard(text):
    assert cries_of(heard(text))[:1] == ("danger",)


@pytest.mark.once
@pytest.mark.parametrize("text", ASKS)
def test_asking_for_help_is_heard(text):
    assert cries_of(heard(text)) == ("asks_help",)


@pytest.mark.once
@pytest.mark.parametrize("text", CALM)
def test_telling_about_help_is_no_cry(text):
    assert heard(text) == ()


@pytest.mark.once
def test_a_place_is_told_and_danger_comes_first():
    text = "Help mij. Ik wil dood."
    assert cries_of(heard(text)) == ("danger", "asks_help")
    assert [text[one.start : one.end] for one in heard(text)] == ["Help mij", "Ik wil dood"]


def document(**cleaning):
    return {**copy.deepcopy(DOCUMENT), "cleaning": cleaning}


@pytest.mark.once
def test_a_study_declares_where_to_listen():
    assert settings_of([parse(document(cries=["say"]))]).cries == ("say",)
    assert settings_of([parse(document())]).limits().get("cries") is None
    assert settings_of([parse(document(cries=["nothing"]))]).unused == ("nothing",)
    with pytest.raises(BadSettings):
        settings_of([parse(document(cries="say"))])


@pytest.fixture
def edition(db, request) -> Edition:
    study = Study.objects.create(slug="mini", title="Klein")
    return publish(study, document(**getattr(request, "param", {"cries": ["say"]})), user=None, note="")


@pytest.fixture
def judged(interviews):
    texts = ("Ik heet Fatma Yılmaz, bel 06-12345678", "De les is te duur. Help mij", "Ik wil niet meer leven")
    for one, text in zip(interviews[2:5], texts, strict=True):
        Interview.objects.filter(pk=one.pk).update(answers={**one.answers, "say": {"text": text}})
    judge("mini", now=LATER)
    return interviews


def kinds() -> list[list[str]]:
    return list(PersonalFound.objects.order_by("respnr").values_list("kinds", flat=True))


def test_cries_stand_first_with_where_to_get_help(judged, staff_client):
    assert sorted(kinds()) == [["asks_help"], ["danger"], ["name", "phone"]]
    client = staff_client("privacy")
    client.user.language = "en"
    client.user.save()
    page = client.get("/staff/exports/cleaning/mini/texts/").content.decode()
    places = [page.index(words) for words in ("Ik wil niet meer leven", "Help mij", "[telefoon]")]
    assert places == sorted(places)
    assert page.count("113 or 0800 0113") == 2
    assert ("asks for help" in page, "Cries for help stand first" in page) == (True, True)
    assert "Fatma" not in page


@pytest.mark.parametrize("edition", [{}], indirect=True)
def test_nothing_is_looked_for_that_the_study_did_not_declare(judged):
    """Control of the test above: the same texts, without the declaration."""
    assert kinds() == [["name", "phone"]]
