"""What becomes of each row of a file, without a database: a table of situations."""

from datetime import UTC, datetime

import pytest

from surveys.engine.checks.freshness import source_hash
from surveys.exchange.incoming import Line, Now, Plan, Terms, matched, plan
from surveys.exchange.outgoing import package
from surveys.exchange.rows import Package, Row
from surveys.exchange.words import WORDS, said_of
from surveys.text_states import Event, Standing, record_of, standings
from surveys.translation_units import Unit

AT = datetime(2026, 1, 2, tzinfo=UTC)
TERMS = Terms("mini-study", longest=200)


def unit(source: str, translation: str = "", place: str = "") -> Unit:
    return Unit("ar", source, translation, (place or f"sections/{source}/label",), source)


def event(kind: str, source: str, text: str, note: str = "") -> Event:
    return Event("ar", source_hash(source), source_hash(text) if text else "", kind, "Bureau A", AT, note)


UNITS = (
    unit("Leeg"),
    unit("Vertaald {minutes}", "مترجم {minutes}"),
    unit("Nagekeken", "مراجع"),
    unit("Nieuwe bron", "قديم"),
    unit("Los", "بلا سجل"),
    unit("Dubbel", "أول"),
    unit("Dubbel", "ثان", place="sections/elders/label"),
    unit("DUO"),
)
EVENTS = (
    event("translated", "Vertaald {minutes}", "مترجم {minutes}"),
    event("comment", "Vertaald {minutes}", "", "Kort houden."),
    event("back", "Vertaald {minutes}", "مترجم {minutes}", "Terug {minutes}"),
    event("translated", "Nagekeken", "مراجع"),
    event("reviewed", "Nagekeken", "مراجع"),
    event("translated", "Oude bron", "قديم"),
)
FOUND: tuple[Standing, ...] = standings(UNITS, record_of(EVENTS, "ar"))
NOW = {"ar": Now(FOUND), "ti": Now(())}
OUT = {row.source: row for row in package({"study": "mini-study", "languages": ["nl", "ar"]}, FOUND, "ar").rows}
GONE = unit("Weg uit het onderzoek", "ذهب")


def row(source: str, /, **changes: str) -> Row:
    """The row that went out for this source text (the last, where there are two), as it came back."""
    fields = {name: getattr(OUT[source], name) for name in OUT[source].__dataclass_fields__}
    return Row(**{**fields, "where": "7", **changes})


def planned(*rows: Row, terms: Terms = TERMS, study: str = "mini-study", language: str = "ar") -> Plan:
    return plan((Package(study, "nl", language, rows),), NOW, terms)


def only(*rows: Row, **options: object) -> Line:
    return planned(*rows, **options).lines[-1]


def test_the_situations_are_what_they_are_called() -> None:
    states = {item.unit.source: item.state for item in FOUND}
    assert states["Leeg"] == "missing"
    assert states["Vertaald {minutes}"] == "translated"
    assert states["Nagekeken"] == "reviewed"
    assert states["Nieuwe bron"] == "stale"
    assert states["Los"] == "unrecorded"


def test_nothing_changed_nothing_done() -> None:
    found = planned(*(row(source) for source in OUT))
    assert found.counts == {"new": 0, "step": 0, "noted": 0, "unchanged": 5, "waiting": 2, "refused": 0}
    assert found.sound == ()
    assert found.absent == 1, "of the two translations of “Dubbel” one is not in the file"


TAKEN = [
    pytest.param(row("Leeg", translation=" جديد "), "new", ("translated",), "", id="a missing text"),
    pytest.param(
        row("Leeg", translation="جديد", state="reviewed"), "new", ("translated", "reviewed"), "", id="new and reviewed"
    ),
    pytest.param(row("Leeg", translation="جديد", state=""), "new", ("translated",), "", id="without a state"),
    pytest.param(
        row("Nagekeken", translation="آخر"), "new", ("translated",), "state_restarted", id="the old state came along"
    ),
    pytest.param(
        row("Nagekeken", translation="آخر", state="adjudicated"),
        "new",
        ("translated", "adjudicated"),
        "",
        id="further than the old text was",
    ),
    pytest.param(row("Nieuwe bron", translation="جديد"), "new", ("translated",), "", id="a stale text anew"),
    pytest.param(
        row("Vertaald {minutes}", state="reviewed"), "step", ("reviewed",), "", id="a text that was there is reviewed"
    ),
    pytest.param(row("Los", state="translated"), "step", ("translated",), "", id="an unrecorded text is vouched for"),
    pytest.param(row("Los", state="reviewed"), "step", ("reviewed",), "", id="an unrecorded text is reviewed"),
    pytest.param(row("Nieuwe bron", state="translated"), "step", ("translated",), "", id="a stale text still fits"),
    pytest.param(
        row("Nieuwe bron", state="reviewed"), "step", ("translated", "reviewed"), "", id="a stale text is reviewed"
    ),
    pytest.param(row("Nagekeken", state="translated"), "unchanged", (), "", id="no step back"),
    pytest.param(row("Nagekeken", state="needs"), "refused", (), "unknown_state", id="a state that is none"),
    pytest.param(row("Nagekeken", translation=" مراجع\n"), "unchanged", (), "", id="spaces around it"),
    pytest.param(
        row("Vertaald {minutes}", translation="مترجم\n{minutes}"), "unchanged", (), "layout", id="another line break"
    ),
    pytest.param(row("DUO", translation="DUO"), "waiting", (), "source_copied", id="the source as a translation"),
    pytest.param(row("DUO", translation="DUO", state="translated"), "new", ("translated",), "", id="and meant so"),
    pytest.param(row("Leeg"), "waiting", (), "", id="not translated yet"),
    pytest.param(row("Leeg", remark="Wat is dit?"), "noted", (), "", id="a question about it"),
    pytest.param(row("Nagekeken", back="Herzien"), "noted", (), "", id="a translation back"),
    pytest.param(row("Vertaald {minutes}", back="Terug {minutes}"), "unchanged", (), "", id="the one that went out"),
    pytest.param(row("Vertaald {minutes}", remark="Kort houden."), "unchanged", (), "", id="a remark that is known"),
]


@pytest.mark.parametrize(("came", "outcome", "kinds", "code"), TAKEN)
def test_taken(came: Row, outcome: str, kinds: tuple[str, ...], code: str) -> None:
    line = only(came)
    assert (line.outcome, line.kinds, line.code) == (outcome, kinds, code)
    assert line.does_something is (outcome in ("new", "step", "noted"))


REFUSED = [
    pytest.param(row("Nagekeken", translation=""), "emptied", id="emptied"),
    pytest.param(row("Leeg", translation="ط" * 201), "too_long", id="too long"),
    pytest.param(row("Vertaald {minutes}", translation="ترجمة"), "placeholder", id="a name lost"),
    pytest.param(row("Vertaald {minutes}", translation="{دقائق} ت"), "placeholder", id="a name translated"),
    pytest.param(row("Leeg", translation="{minutes}"), "placeholder", id="a name too many"),
    pytest.param(row("Leeg", translation="a\x00"), "bad_characters", id="no character"),
    pytest.param(row("Leeg", translation="a\ud800"), "bad_characters", id="half a character"),
    pytest.param(row("Leeg", translation="جديد", source="Vol"), "source_altered", id="the source altered in the file"),
    pytest.param(row("Leeg", translation="جديد", source=""), "source_altered", id="the source deleted in the file"),
    pytest.param(row("Leeg", id="", translation="جديد"), "unknown_id", id="a row added"),
    pytest.param(row("Leeg", id="x" * 41, translation="جديد"), "unknown_id", id="an id that is none"),
    pytest.param(
        row("Leeg", id=f"{'0' * 20}-new", place="elders", translation="جديد"), "unknown_id", id="an id of nothing"
    ),
    pytest.param(
        Row(GONE.id, GONE.source, "جديد", place=GONE.places[0]), "source_changed", id="the text was taken out"
    ),
    pytest.param(
        Row(unit("Oude bron", "قديم").id, "Oude bron", "جديد", place="sections/Nieuwe bron/label"),
        "source_changed",
        id="the source was changed since",
    ),
    pytest.param(
        Row(unit("Nagekeken", "أقدم").id, "Nagekeken", "جديد"), "changed_meanwhile", id="another translation since"
    ),
    pytest.param(
        Row(unit("Nagekeken").id, "Nagekeken", "جديد"), "changed_meanwhile", id="translated by somebody else since"
    ),
    pytest.param(
        Row(unit("Nagekeken", "أقدم").id, "Anders", "جديد"), "source_altered", id="lost, and the source altered"
    ),
    pytest.param(Row(**{**vars(row("Leeg")), "flaw": "formula"}), "formula", id="a formula"),
    pytest.param(row("Leeg", remark="x" * 2_001), "remark_too_long", id="a remark that would be cut off"),
    pytest.param(row("Leeg", back="Terug"), "back_alone", id="translated back from nothing"),
    pytest.param(row("Nieuwe bron", back="Terug"), "back_alone", id="translated back from a stale text"),
]


@pytest.mark.parametrize(("came", "code"), REFUSED)
def test_refused(came: Row, code: str) -> None:
    line = only(came)
    assert (line.outcome, line.code) == ("refused", code)
    assert not line.kinds
    assert said_of(line)
    assert "%(" not in said_of(line)


@pytest.mark.parametrize(
    ("came", "options", "code"),
    [
        pytest.param(row("Leeg", translation="ج"), {"study": "another"}, "other_study", id="of another study"),
        pytest.param(row("Leeg", translation="ج"), {"language": "fr"}, "wrong_language", id="another language"),
        pytest.param(row("Leeg", translation="ج"), {"language": ""}, "wrong_language", id="no language"),
        pytest.param(row("Leeg", translation="ج"), {"language": "nl"}, "wrong_language", id="the source language"),
    ],
)
def test_files_that_are_not_meant_for_here(came: Row, options: dict[str, str], code: str) -> None:
    assert only(came, **options).code == code
    assert said_of(only(came, **options))


def test_a_file_for_another_language_finds_no_text_of_that_language() -> None:
    assert only(row("Leeg", translation="ج"), language="ti").outcome == "refused"


@pytest.mark.parametrize(
    ("second", "outcomes"),
    [
        pytest.param({"translation": "جديد"}, ["new", "unchanged"], id="the same again"),
        pytest.param({"translation": "آخر"}, ["refused", "refused"], id="another text"),
        pytest.param({"translation": "جديد", "state": "reviewed"}, ["refused", "refused"], id="another state"),
        pytest.param({"translation": "جديد", "remark": "!"}, ["refused", "refused"], id="another remark"),
    ],
)
def test_an_id_twice(second: dict[str, str], outcomes: list[str]) -> None:
    found = planned(
        row("Leeg", translation="جديد", state="translated"), row("Leeg", **{"state": "translated", **second})
    )
    assert [line.outcome for line in found.lines] == outcomes


def test_two_ids_that_lead_to_one_text_cannot_both_have_their_way() -> None:
    older = Row(unit("Nagekeken", "أقدم").id, "Nagekeken", "مراجع", remark="Mooi zo.")
    found = planned(row("Nagekeken", translation="آخر"), older)
    assert [(line.outcome, line.code) for line in found.lines] == [("new", "state_restarted"), ("refused", "twice")]


@pytest.mark.parametrize(
    ("came", "outcome", "code"),
    [
        pytest.param(
            Row(unit("Nagekeken").id, "Nagekeken", "مراجع"), "unchanged", "already_there", id="brought in before"
        ),
        pytest.param(
            Row(unit("Nagekeken").id, "Nagekeken", "مراجع", "adjudicated"),
            "unchanged",
            "already_there",
            id="brought in before, in a state that may be that of the text before it",
        ),
        pytest.param(
            Row(unit("Nagekeken", "أقدم").id, "Nagekeken", "أقدم"), "unchanged", "left_as_it_was", id="left as it was"
        ),
        pytest.param(Row(GONE.id, GONE.source, "ذهب"), "unchanged", "left_as_it_was", id="left, and its text is gone"),
    ],
)
def test_rows_whose_pair_is_gone_and_that_lose_nothing(came: Row, outcome: str, code: str) -> None:
    line = only(came)
    assert (line.outcome, line.code) == (outcome, code)


def test_a_state_for_what_was_brought_in_before() -> None:
    came = Row(unit("Nagekeken").id, "Nagekeken", "مراجع", "translated")
    line = only(came, terms=Terms("mini-study", 200, step="adjudicated"))
    assert (line.outcome, line.kinds) == ("step", ("adjudicated",))


def test_the_importer_can_say_the_state() -> None:
    terms = Terms("mini-study", 200, step="reviewed")
    found = planned(*(row(source, translation=OUT[source].translation or "ج") for source in OUT), terms=terms)
    assert found.counts["refused"] == 0
    assert found.steps == {"reviewed": 6}, "all but the one that was reviewed already"


def test_the_digest_says_whether_the_plan_is_the_same() -> None:
    one, again = planned(row("Leeg", translation="ج")), planned(row("Leeg", translation="ج"))
    assert one.digest == again.digest
    assert one.digest != planned(row("Leeg", translation="د")).digest
    assert one.digest != planned(row("Leeg", translation="ج", state="reviewed")).digest


@pytest.mark.parametrize(
    ("tag", "expected"), [("ar", "ar"), ("AR", "ar"), ("ar-SA", "ar"), ("ar_EG", "ar"), ("fr", ""), ("", ""), ("a", "")]
)
def test_languages_of_programs(tag: str, expected: str) -> None:
    assert matched(tag, NOW) == expected


def test_every_code_of_a_row_has_words() -> None:
    codes = {line.code for came, *_ in (p.values for p in REFUSED + TAKEN) for line in planned(came).lines}
    assert codes - set(WORDS) == {""}


def test_what_goes_along() -> None:
    document = {
        "study": "mini-study",
        "languages": ["nl", "en", "ar"],
        "terms": {
            "pip": {"label": {"nl": "PIP", "ar": "خطة"}, "explanation": {"nl": "Uw plan.", "en": "Your plan."}},
            "knm": {"label": {"nl": "KNM (kennis)"}, "explanation": {"nl": "Lessen."}},
        },
        "sections": [{"title": {"nl": "Uw PIP en KNM, geen pipet", "en": "Your PIP"}}],
    }
    place = "sections/0/title"
    source = document["sections"][0]["title"]["nl"]
    history = (
        event("translated", source, "ت"),
        event("reviewed", source, "ت", "Mooi."),
        Event("ar", source_hash(source), "", "comment", "iemand@example.org", AT, "Kort."),
    )
    found = standings((Unit("ar", source, "ت", (place, "elders"), "Deel"),), record_of(history, "ar"))
    (made,) = package(document, found, "ar").rows
    assert made.english == "Your PIP"
    assert made.glossary == "PIP = خطة: Your plan.\nKNM (kennis) = …: Lessen."
    assert made.comments == "2026-01-02 comment: Kort.\n2026-01-02 Bureau A: Mooi."
    assert made.context == "Deel (+1)"
    assert package(document, found, "ar", states=("missing",)).rows == ()
