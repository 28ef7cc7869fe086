"""Code frames as a study declares them: what they hold, and every fault with where it is."""

import copy

import pytest

from exports.code_frames import FrameFault, column_names, open_questions, parse_frame, parse_frames
from tests.exports.coding_mini import HOME, LAND, SAY, WAYS, definition

DEFINITIONS = [definition()]
TRAIN = WAYS["codes"][0]


def faults(raw: object) -> str:
    with pytest.raises(FrameFault) as caught:
        parse_frame(raw, DEFINITIONS)
    return str(caught.value)


def test_open_questions_are_texts_and_other_namely():
    assert list(open_questions(DEFINITIONS)) == ["land", "home", "ways", "say"]


def test_a_question_with_options_brings_them_as_codes():
    frame = parse_frame(HOME, DEFINITIONS, version=3)
    assert [(one.code, one.value, one.own) for one in frame.codes] == [
        ("azc", 1, True),
        ("house", 2, True),
        ("shelter", 21, False),
        ("cannot", 997, False),
        ("nothing", 998, False),
    ]
    assert frame.of_lexicon == {"azc": "azc", "temporary_shelter": "shelter"}
    assert (frame.version, frame.several, frame.second_share) == (3, False, 0)


def test_countries_have_their_iso_numbers():
    frame = parse_frame(LAND, DEFINITIONS)
    assert frame.by_code["SY"].value == 760
    assert frame.by_code["SY"].label["nl"] == "Syrië"
    assert frame.of_lexicon["SY"] == "SY"


def test_a_code_beside_the_countries_leaves_them_there():
    stateless = {"code": "stateless", "value": 990, "label": {"nl": "Staatloos", "en": "Stateless"}}
    frame = parse_frame({**LAND, "codes": [stateless]}, DEFINITIONS)
    assert (frame.by_code["SY"].value, frame.by_code["stateless"].value) == (760, 990)
    assert "under “options” which place" in faults({**LAND, "codes": [{"code": "syria"}]})


def test_names_of_variables():
    assert column_names(parse_frame(HOME, DEFINITIONS)) == ("home_coded", "home_coded_by")
    several = column_names(parse_frame(WAYS, DEFINITIONS))
    assert several[:3] == ("ways_coded_bus", "ways_coded_bike", "ways_coded_train")
    assert several[-2:] == ("ways_coded_other", "ways_coded_by")


@pytest.mark.parametrize(
    ("frame", "codes", "taken"),
    [
        pytest.param(HOME, ["azc"], True, id="one"),
        pytest.param(HOME, ["azc", "shelter"], False, id="two where one is taken"),
        pytest.param(HOME, ["cannot"], True, id="special"),
        pytest.param(HOME, ["nowhere"], False, id="unknown"),
        pytest.param(HOME, [], False, id="none"),
        pytest.param(SAY, ["thanks", "money"], True, id="several"),
        pytest.param(SAY, ["thanks", "nothing"], False, id="special goes alone"),
        pytest.param(SAY, ["thanks", "thanks"], False, id="twice"),
    ],
)
def test_allowed_codes(frame, codes, taken):
    assert parse_frame(frame, DEFINITIONS).allows(codes) is taken


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        pytest.param([], "must be a mapping", id="no mapping"),
        pytest.param({"question": "nope"}, "No edition has an open answer", id="unknown question"),
        pytest.param({"question": "side"}, "No edition has an open answer", id="question without text"),
        pytest.param({**SAY, "colour": 1}, "“colour” is not known here", id="unknown key"),
        pytest.param({**SAY, "lexicon": "cars"}, "Use one of: country", id="unknown lexicon"),
        pytest.param({**SAY, "second_share": 2}, "from 0 to 1", id="share too large"),
        pytest.param({**SAY, "second_share": True}, "from 0 to 1", id="share no number"),
        pytest.param({**SAY, "seed": "x"}, "“seed” is not a whole number", id="seed"),
        pytest.param({**SAY, "several": 1}, "true or false", id="several"),
        pytest.param({**SAY, "codes": {}}, "“codes” is not a list", id="codes no list"),
        pytest.param({"question": "say"}, "It has no codes", id="no codes"),
        pytest.param({**LAND, "codes": ["SY"]}, "land/codes/1: This is no code", id="a code that is no mapping"),
        pytest.param({**WAYS, "codes": [{**TRAIN, "code": "By train"}]}, "lower-case letters", id="code's form"),
        pytest.param({**WAYS, "codes": [{**TRAIN, "code": "by"}]}, "This name is taken", id="reserved"),
        pytest.param({**WAYS, "codes": [{**TRAIN, "value": 997}]}, "from 1 to 996", id="value"),
        pytest.param({**WAYS, "codes": [{**TRAIN, "value": 2}]}, "2 stands for two codes", id="value of an option"),
        pytest.param({**WAYS, "codes": [{**TRAIN, "label": {"nl": "Trein"}}]}, "label in nl and en", id="label"),
        pytest.param({**WAYS, "codes": [{"code": "bus", "value": 5}]}, "Leave both out", id="value of own option"),
        pytest.param({**WAYS, "codes": [TRAIN, TRAIN]}, "train stands in it twice", id="twice"),
        pytest.param({**WAYS, "codes": [{**TRAIN, "x": 1}]}, "“x” is not known", id="key of a code"),
        pytest.param(
            {**WAYS, "codes": [{**TRAIN, "code": "a_very_long_name_for_it"}]},
            "more than 32 characters",
            id="long variable",
        ),
        pytest.param({**LAND, "options": {"syria": "SY"}}, "which code the option eritrea has", id="option left out"),
        pytest.param({**LAND, "options": {"syria": "SY", "eritrea": "EX"}}, "eritrea → EX", id="no such country"),
        pytest.param(
            {**HOME, "codes": [HOME["codes"][0], {**HOME["codes"][1], "matches": ["azc"]}]},
            "matched by two codes",
            id="matched twice",
        ),
    ],
)
def test_faults(raw, words):
    assert words in faults(raw)


def test_a_variable_of_the_study_is_not_overwritten():
    other = copy.deepcopy(definition())
    renamed = parse_frame({**HOME}, [other])
    assert column_names(renamed)[0] == "home_coded"
    pages = [
        *definition_pages(),
        {"name": "home_coded", "questions": [{"name": "home_coded", "type": "number", "label": {"nl": "x"}}]},
    ]
    clash = definition(sections=[{"name": "all", "title": {"nl": "A", "en": "A"}, "pages": pages}])
    with pytest.raises(FrameFault, match="has a variable home_coded already"):
        parse_frame(HOME, [clash])


def definition_pages():
    from tests.exports.coding_mini import PAGES

    return copy.deepcopy(PAGES)


def test_all_faults_of_a_file_at_once():
    with pytest.raises(FrameFault) as caught:
        parse_frames({"coding": [{"question": "nope"}, {**SAY, "seed": "x"}, HOME, HOME]}, DEFINITIONS)
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("raw", [None, [], {"frames": []}, {"coding": {}}])
def test_a_file_without_a_list(raw):
    with pytest.raises(FrameFault, match="no list under the key"):
        parse_frames(raw, DEFINITIONS)


def test_the_shipped_frames_are_sound():
    """Of the study in the repository, with the editions that its files give."""
    from surveys.engine.editions import select_edition
    from surveys.engine.parse import parse
    from surveys.load import place_of, read_file, read_folder

    document = read_folder("perspectief-2024")
    definitions = [parse(select_edition(document, number)) for number in (2, 1)]
    frames = parse_frames(read_file(place_of("perspectief-2024") / "coding.yaml"), definitions)
    assert {frame.question for frame in frames} == {
        "country_of_origin",
        "control_permit_type",
        "residence_type",
        "remarks",
    }
    from exports.lexicons import lexicon

    for frame in frames:
        if frame.lexicon:
            known = frozenset().union(*lexicon(frame.lexicon).names.values())
            assert set(frame.of_lexicon) <= known, frame.question
