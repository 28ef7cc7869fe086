"""What can tell who somebody is in typed text: found, left alone, masked; and how much of a made-up set."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import known_names, personal_text
from exports.personal_text import FINDERS, MASKS, find, is_bsn, is_iban, kinds_of, masked
from tests.exports.personal_made import NOT_MADE_WITH, WRITTEN_LAST, made_texts, scores


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Bel 06-12345678.", "Bel [telefoon].", id="mobile"),
        pytest.param("Bel 612345678 of +31 6 12345678", "Bel [telefoon] of [telefoon]", id="without nought, abroad"),
        pytest.param("020-1234567", "[telefoon]", id="landline"),
        pytest.param("٠٦١٢٣٤٥٦٧٨", "[telefoon]", id="Arabic digits"),
        pytest.param("۰۶۱۲۳۴۵۶۷۸", "[telefoon]", id="Persian digits"),
        pytest.param("a.b+c@d-e.co.uk!", "[e-mail]!", id="e-mail"),
        pytest.param("a.b (at) c.nl", "[e-mail]", id="e-mail that hides from robots"),
        pytest.param("NL91 ABNA 0417 1643 00", "[iban]", id="iban in fours"),
        pytest.param("NL91ABNA0417164301", "NL91ABNA[telefoon]", id="mistyped iban: its digits look like a phone's"),
        pytest.param("bsn 111222333", "bsn [bsn]", id="bsn"),
        pytest.param("nr 111222334", "nr 111222334", id="nine digits that are no bsn"),
        pytest.param("1112.22.333", "[bsn]", id="bsn with points"),
        pytest.param("v-nummer: 0123456789", "v-nummer: [v-nummer]", id="announced v-number"),
        pytest.param("1234567890 bij de IND", "[v-nummer] bij de IND", id="ten digits"),
        pytest.param("12345678901", "12345678901", id="eleven digits"),
        pytest.param("1234 AB 12", "[adres]", id="postcode and number"),
        pytest.param("1234AB", "[adres]", id="postcode"),
        pytest.param("Kerkstraat 12a", "[adres]", id="street and number"),
        pytest.param("de Kerkstraat is mooi", "de Kerkstraat is mooi", id="street alone"),
        pytest.param("2000 en 1500 uur", "2000 en 1500 uur", id="amounts are no postcodes"),
        pytest.param("geboren op 1-2-1990", "geboren op [geboortedatum]", id="date of birth"),
        pytest.param("born 3 March 1990", "born [geboortedatum]", id="in words"),
        pytest.param("examen op 12-05-2024", "examen op 12-05-2024", id="another date"),
        pytest.param("www.a.nl/x en https://b.org", "[link] en [link]", id="links"),
        pytest.param("insta: fatma.y of @yonas_92", "insta: [account] of [account]", id="accounts"),
        pytest.param("Ik heet Jan de Vries.", "Ik heet [naam].", id="nl"),
        pytest.param("ik heet jan en ik leer", "ik heet [naam] en ik leer", id="in lower case"),
        pytest.param("My name is Ali Reza", "My name is [naam]", id="en"),
        pytest.param("Benim adım Ayşe", "Benim adım [naam]", id="tr"),
        pytest.param("اسمي محمد العلي وأنا", "اسمي [naam] وأنا", id="ar"),
        pytest.param("ስመይ ኣበበ ተስፋይ ይበሃል", "ስመይ [naam] ይበሃል", id="ti"),
        pytest.param("Mevrouw van der Berg hielp", "Mevrouw [naam] hielp", id="title"),
        pytest.param("Mevrouw van de gemeente", "Mevrouw van de gemeente", id="title without a name"),
        pytest.param("Elif Hanım geldi", "[naam] Hanım geldi", id="title after the name"),
        pytest.param("Mijn docent spreekt Engels", "Mijn docent spreekt Engels", id="a word with a capital"),
        pytest.param("Ik ben Syriër", "Ik ben Syriër", id="where somebody is from"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_masked(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(("digits", "expected"), [("111222333", True), ("123456782", True), ("000000000", False)])
def test_check_of_eleven(digits, expected):
    assert is_bsn(digits) is expected
    assert sum(is_bsn(f"{digits[:8]}{last}") for last in range(10)) <= 1


@pytest.mark.parametrize(
    ("number", "expected"),
    [("NL91ABNA0417164300", True), ("NL92ABNA0417164300", False), ("DE89370400440532013000", True), ("NL91", False)],
)
def test_check_of_97(number, expected):
    assert is_iban(number) is expected


@given(st.text(max_size=60), st.sampled_from(["0612345678", "a@b.nl", "NL91ABNA0417164300", "111222333"]))
def test_finds_do_not_overlap_and_what_is_masked_is_gone(around, secret):
    text = f"{around} {secret} {around}"
    found = find(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert secret not in masked(text)
    assert set(kinds_of(found)) <= set(MASKS)


def test_how_much_is_found_in_the_set_that_the_patterns_were_made_with():
    found = scores(list(made_texts(seed=7, number=600)), find)
    assert min(score.recall for score in found.values()) > 0.97
    assert sum(score.false for score in found.values()) < 6


def test_how_much_is_found_in_sentences_that_they_were_not_made_with():
    found = scores(list(made_texts(seed=8, number=600, pools=NOT_MADE_WITH)), find)
    assert min(found[kind].recall for kind in ("phone", "email", "bsn", "postcode")) > 0.97
    assert found["name"].recall > 0.6
    assert precision_of_names(found) > 0.85


def test_how_much_is_found_of_names_in_sentences_that_were_written_last():
    """The docs quote these figures; half of the names are ones that no list has."""
    found = scores(list(made_texts(seed=9, number=600, pools=WRITTEN_LAST)), find)
    recall = {kind: found[kind].recall for kind in ("name", "bare", "lower", "whole")}
    assert recall["name"] > 0.9
    assert min(recall["bare"], recall["whole"]) > 0.55
    assert recall["lower"] > 0.45
    assert precision_of_names(found) > 0.9


def precision_of_names(found) -> float:
    hit = sum(found[kind].hit for kind in ("name", "bare", "lower", "whole") if kind in found)
    return hit / (hit + found["name"].false)


def test_without_known_names_they_are_missed(monkeypatch):
    """Positive control: what the lists and the dictionary add."""
    monkeypatch.setattr(personal_text, "FINDERS", tuple(one for one in FINDERS if one[1] is not known_names.spans))
    found = scores(list(made_texts(seed=9, number=600, pools=WRITTEN_LAST)), find)
    assert max(found[kind].recall for kind in ("bare", "lower", "whole")) < 0.1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("gisteren zei fatma dat het kan", "gisteren zei [naam] dat het kan", id="small letters"),
        pytest.param("Toen Fatma ziek werd", "Toen [naam] ziek werd", id="no announcement"),
        pytest.param("Samira Haddad", "[naam]", id="a whole answer"),
        pytest.param("ik ga met jan van den berg mee", "ik ga met [naam] mee", id="small words within"),
        pytest.param("Rotterdam'da Zeynep'le oturuyorum", "Rotterdam'da [naam] oturuyorum", id="an ending"),
        pytest.param("ساعدني محمد الحلبي", "ساعدني [naam]", id="Arabic"),
        pytest.param("ምስ ሚካኤል ተዛሪበ", "ምስ [naam] ተዛሪበ", id="Tigrinya"),
        pytest.param("Ik hoop op hulp in mei", "Ik hoop op hulp in mei", id="a name that is a word"),
        pytest.param("They will mark my exam", "They will mark my exam", id="English words"),
        pytest.param("Deniz kenarında", "Deniz kenarında", id="Turkish word"),
        pytest.param("Ik woon in Zevenaar bij Arnhem", "Ik woon in Zevenaar bij Arnhem", id="places"),
        pytest.param("meer spreeken, minder huiswek", "meer spreeken, minder huiswek", id="misspellings"),
        pytest.param("", "", id="nothing"),
        pytest.param("'", "'", id="a mark"),
    ],
)
def test_known_names(text, expected):
    assert masked(text) == expected


def test_known_names_are_written_once_and_in_small_letters():
    known = known_names.names()
    assert len(known.given) > 1000
    assert not {name for name in known.given | known.family | known.words if name != name.casefold()}


def test_a_finder_that_finds_nothing_is_seen():
    """Positive control of the score."""
    assert all(score.recall == 0 for score in scores(list(made_texts(seed=7, number=60)), lambda text: []).values())
