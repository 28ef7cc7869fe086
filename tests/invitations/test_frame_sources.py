"""A frame put together from several files of a register: what comes out, what is told, and that nothing else stays."""

import copy
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from invitations import studies
from invitations.frame import FrameSchemaError, schema_of
from invitations.frame_from_sources import import_sources, report_lines
from invitations.frame_problems import FrameUnreadable
from invitations.frame_reconcile import Reconciled, reconcile
from invitations.frame_sources import Sources, sources_of
from invitations.models import Frame, SampleUnit
from staff.models import AuditEntry, Job
from surveys.load import read_folder
from surveys.models import Study
from tests import leaks
from tests.commands import run
from tests.invitations.factory import published

TODAY = date(2026, 11, 30)
FRAME: dict[str, Any] = {
    "columns": [
        {"name": "frame_id", "required": True, "type": "text"},
        {"name": "group", "required": True, "type": "choice", "values": ["all"]},
        {"name": "exams", "required": True, "type": "choice", "values": ["none", "some", "many"]},
        {"name": "kind", "required": True, "type": "choice", "values": ["asylum", "family"]},
    ],
    "strata": ["exams", "kind"],
    "sources": {
        "key": "person_key",
        "people": "persons",
        "files": {
            "persons": {
                "label": {"nl": "Mensen", "en": "People"},
                "columns": [
                    {"name": "kind", "type": "choice", "values": ["asylum", "family"], "required": True},
                    {"name": "began", "type": "day", "required": True},
                ],
            },
            "exams": {
                "columns": [
                    {"name": "part", "required": True},
                    {"name": "result", "values": ["passed", "failed"], "required": True},
                    {"name": "taken_on", "type": "day"},
                ]
            },
            "releases": {"columns": [{"name": "released_on", "type": "day", "required": True}]},
        },
        "facts": {
            "parts": {"file": "exams", "count": "part", "where": "${result} = 'passed'"},
            "sittings": {"file": "exams", "count": "rows"},
            "last_pass": {"file": "exams", "latest": "taken_on", "where": "${result} = 'passed'"},
            "first_exam": {"file": "exams", "earliest": "taken_on"},
            "released_on": {"file": "releases", "earliest": "released_on"},
            "failed": {"value": "${sittings} - ${parts}"},
        },
        "leave_out": [
            {"name": "released", "text": {"nl": "vrijgesteld", "en": "released"}, "holds": "${released_on} != ''"}
        ],
        "contradictions": [
            {
                "name": "passed_later",
                "text": {"nl": "later geslaagd", "en": "passed later"},
                "holds": "${released_on} != '' and ${last_pass} > ${released_on}",
            }
        ],
        "columns": {
            "group": "'all'",
            "kind": "${kind}",
            "exams": "if(${parts} = 0, 'none', if(${parts} < 3, 'some', 'many'))",
        },
    },
}
PERSONS = (
    "person_key,kind,began\nP-a1,asylum,2013-05-01\nP-b2,family,2014-02-01\n"
    "P-c3,asylum,2015-09-01\nP-d4,family,2016-01-01\n"
)
EXAMS = (
    "person_key,part,result,taken_on\n"
    "P-a1,reading,passed,2015-03-03\nP-a1,reading,passed,2015-03-03\nP-a1,reading,failed,2014-11-30\n"
    "P-b2,reading,passed,2016-01-01\nP-b2,writing,passed,2016-02-01\nP-b2,knm,passed,\n"
    "P-d4,reading,passed,2019-07-04\nP-x9,reading,passed,2019-07-05\n"
)
RELEASES = "person_key,released_on\nP-d4,2018-01-15\n"
GIVEN = {"persons": PERSONS.encode(), "exams": EXAMS.encode(), "releases": RELEASES.encode()}


def declared(**changes: Any) -> tuple[Any, Sources]:
    frame = copy.deepcopy(FRAME)
    frame["sources"] |= changes
    schema = schema_of(frame, ("all",))
    found = sources_of(frame, schema)
    assert found is not None
    return schema, found


def made(given: Mapping[str, bytes] = GIVEN) -> Reconciled:
    return reconcile(declared()[1], given, TODAY)


def wrong(**files: str) -> list[str]:
    _, sources = declared()
    with pytest.raises(FrameUnreadable) as refused:
        reconcile(sources, {**GIVEN, **{name: text.encode() for name, text in files.items()}}, TODAY)
    return [str(problem) for problem in refused.value.problems]


def test_columns_follow_from_all_files():
    found = made()
    assert found.table.decode().splitlines() == [
        "frame_id,group,kind,exams",
        "P-a1,all,asylum,some",
        "P-b2,all,family,many",
        "P-c3,all,asylum,none",
    ]
    assert found.numbers == (2, 3, 4)


def test_the_report_counts_people_rows_unmatched_doubles_and_what_does_not_fit():
    found = made()
    assert (found.listed, found.kept, found.left_out, found.contradictions) == (
        4,
        3,
        {"released": 1},
        {"passed_later": 1},
    )
    exams = found.files["exams"]
    assert (exams.rows, exams.people, exams.unmatched, exams.doubles, exams.without) == (8, 4, 1, 1, 1)
    assert report_lines(found, declared()[1], "nl")[0] == "4 mensen in de bestanden, 3 daarvan op de lijst."
    assert "  does not fit, passed later: 1" in report_lines(found, declared()[1], "en")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        pytest.param(
            {"persons": PERSONS.replace("P-b2", "P-a1")}, "persons: row 3, column “person_key”", id="key twice"
        ),
        pytest.param({"exams": EXAMS.replace("2015-03-03", "2027-03-03")}, "is still to come", id="a day to come"),
        pytest.param({"exams": EXAMS.replace("2015-03-03", "3-3-2015")}, "is no day", id="another way of writing days"),
        pytest.param({"exams": EXAMS.replace("2015-03-03", "42066")}, "as Excel counts days", id="Excel's days"),
        pytest.param({"exams": EXAMS.replace("taken_on", "naam")}, "Such a column points at people", id="names"),
        pytest.param({"exams": EXAMS.replace("P-x9", "123456782")}, "citizen service number", id="a BSN as key"),
        pytest.param({"exams": EXAMS.replace(",failed,", ",perhaps,")}, "“perhaps” is not in the list", id="a result"),
        pytest.param({"exams": EXAMS.replace(",part,", ",deel,")}, "The study does not declare it", id="a column"),
        pytest.param({"releases": "person_key\nP-d4\n"}, "releases: row 1, column “released_on”", id="one lacks"),
        pytest.param({"releases": ""}, "releases: file: The file is empty", id="empty"),
        pytest.param({"fines": RELEASES}, "fines: file: The study declares no such file", id="a file too many"),
    ],
)
def test_bad_files_are_refused_by_file_row_and_column(files, told):
    assert any(told in line for line in wrong(**files)), wrong(**files)


def test_every_problem_of_every_file_is_told_at_once():
    said = wrong(persons=PERSONS.replace("asylum", "nobody"), exams=EXAMS.replace("passed", "won"), releases="x\ny\n")
    assert len([line for line in said if line.startswith("persons")]) == 2
    assert len([line for line in said if line.startswith("exams")]) == 7
    assert len([line for line in said if line.startswith("releases")]) == 3


def test_a_missing_file_is_told():
    _, sources = declared()
    with pytest.raises(FrameUnreadable, match="releases: file: The file is missing"):
        reconcile(sources, {name: GIVEN[name] for name in ("persons", "exams")}, TODAY)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({"people": "nobody"}, "people: It names none", id="no such file of people"),
        pytest.param({"key": "bsn"}, "key: This is no name", id="a key that points at people"),
        pytest.param({"facts": {"kind": {"value": "1"}}}, "There is a column or fact", id="a name twice"),
        pytest.param({"facts": {"x": {"file": "exams", "count": "hours"}}}, "has no column “hours”", id="no column"),
        pytest.param({"facts": {"x": {"file": "exams"}}}, "does not say once what to take", id="nothing taken"),
        pytest.param({"facts": {"x": {"value": "${y}"}}}, "asks for “y”", id="a fact that is not known yet"),
        pytest.param({"facts": {"x": {"value": "if("}}}, "character 3", id="no rule"),
        pytest.param({"columns": {"group": "'all'", "kind": "${kind}"}}, "what “exams” is", id="a column without"),
        pytest.param({"surprise": 1}, "“surprise” is not known", id="a strange key"),
        pytest.param({"contradictions": [{"name": "a"}]}, "lacks `name` or `text`", id="a rule without words"),
    ],
)
def test_a_wrong_declaration_says_where(changes, told):
    with pytest.raises(FrameSchemaError, match=told):
        declared(**changes)


def test_a_frame_itself_may_not_hold_days():
    with pytest.raises(FrameSchemaError, match="cannot have the type “day”"):
        schema_of({"columns": [{"name": "began", "type": "day"}]}, ())


def test_the_shipped_study_declares_files_that_can_be_used():
    frame = read_folder("niet-ingeburgerden-2023")["frame"]
    schema = schema_of(frame, ("wi2013",))
    sources = sources_of(frame, schema)
    assert sources is not None
    given = {
        "persons": b"person_key,kind,obliged_on,sex,birth_year\nMU-a1,other,2015-02-03,woman,1980\n"
        b"MU-b2,asylum,2014-12-31,man,1990\nMU-c3,asylum,2016-01-01,,\n",
        "exams": b"person_key,part,result,taken_on\nMU-a1,reading,passed,2016-01-01\nMU-b2,reading,passed,2016-01-01\n"
        b"MU-b2,knm,passed,2016-01-01\nMU-b2,writing,passed,2016-01-01\nMU-c3,knm,absent,2017-01-01\n",
        "courses": b"person_key,began_on,hours\nMU-a1,2015-05-05,200\n",
        "decisions": b"person_key,decision,decided_on\nMU-a1,extension,2018-01-01\nMU-b2,fine,2018-01-01\n",
    }
    assert reconcile(sources, given, TODAY).table.decode().splitlines()[1:] == [
        "MU-a1,wi2013,other,2015,three_or_more_left,yes,not_culpable,woman,35_44",
        "MU-b2,wi2013,asylum,2014,one_or_two_left,no,culpable,man,under_35",
        "MU-c3,wi2013,asylum,2016,inactive,no,provisional,,",
    ]


@pytest.fixture
def study(db) -> Study:
    return published(frame=FRAME, groups={"all": {"label": {"nl": "Alle"}, "value": 1}}, margins={})


def imported(study: Study, given: Mapping[str, bytes] = GIVEN, **options: Any) -> Any:
    return import_sources(study, *declared(), given, today=TODAY, **options)


PLANTED = ("2016-02-01", "2018-01-15", "P-x9")


@pytest.mark.django_db(databases=["default", "contacts"])
def test_the_list_keeps_its_columns_and_nothing_else(study: Study, own_var_dir: Path):
    """Days, parts and the key of somebody who is not listed stay nowhere: not in rows, files or logs."""
    with leaks.written_to_the_log() as log:
        imported(study)
        with pytest.raises(FrameUnreadable):
            imported(study, {**GIVEN, "exams": EXAMS.replace("writing,passed", "writing,won").encode()})
    assert study.units.get(frame_id="P-b2").strata == {"exams": "many", "kind": "family"}
    assert leaks.found_in(everything(own_var_dir, log.getvalue()), PLANTED) == set()
    assert AuditEntry.objects.get(action="frame.import").details["rows"] == 3


@pytest.mark.django_db(databases=["default", "contacts"])
def test_the_look_for_leaks_would_find_one(study: Study, own_var_dir: Path):
    """Control: a list that did keep a day is found out, and so is a copy of a file."""
    imported(study)
    SampleUnit.objects.filter(frame_id="P-b2").update(strata={"last_pass": "2016-02-01"})
    own_var_dir.mkdir(parents=True, exist_ok=True)
    (own_var_dir / "copy.csv").write_bytes(GIVEN["exams"])
    found = leaks.found_in(everything(own_var_dir, ""), PLANTED)
    assert ("default rows", "2016-02-01") in found
    assert ("files: copy.csv", "2016-02-01") in found


def everything(folder: Path, log: str) -> dict[str, bytes]:
    return {**dict(leaks.database_places()), **dict(leaks.file_places(folder, "files")), "log": log.encode()}


def test_a_fault_in_one_file_imports_nothing(study: Study):
    with pytest.raises(FrameUnreadable):
        imported(study, {**GIVEN, "releases": b"person_key,released_on\nP-d4,never\n"})
    assert not Frame.objects.exists()
    assert not SampleUnit.objects.exists()


def test_faults_of_the_list_name_the_row_of_the_person(study: Study):
    schema, sources = declared(columns={"group": "'all'", "kind": "${kind}", "exams": "if(${parts} > 2, 'x', 'some')"})
    with pytest.raises(FrameUnreadable, match="persons: row 3, column “exams”: “x” is not in the list"):
        import_sources(study, schema, sources, GIVEN, today=TODAY)


def test_everybody_left_out_is_told(study: Study):
    everybody = "person_key,released_on\n" + "".join(f"P-{key},2018-01-15\n" for key in ("a1", "b2", "c3", "d4"))
    with pytest.raises(FrameUnreadable, match="Everybody is left out"):
        imported(study, {**GIVEN, "releases": everybody.encode()})


def test_the_command(study: Study, tmp_path: Path):
    for name, data in GIVEN.items():
        (tmp_path / f"{name}.csv").write_bytes(data)
    named = [part for name in GIVEN for part in ("--source", f"{name}={tmp_path / name}.csv")]
    code, said, _ = run("import_frame", "small", *named, "--dry-run", "--json")
    told = json.loads(said)
    assert (code, told["new"], told["sources"]["files"]["exams"]["unmatched"]) == (0, 3, 1)
    assert not SampleUnit.objects.exists()
    code, said, _ = run("import_frame", "small", *named, "--language", "nl")
    assert (code, "weggelaten, vrijgesteld: 1" in said, study.units.count()) == (0, True, 3)
    with pytest.raises(CommandError, match="Give FILE, or --source"):
        call_command("import_frame", "small")
    with pytest.raises(CommandError, match="NAME=FILE, each name once"):
        call_command("import_frame", "small", "--source", "persons")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_frame", "small", "--source", f"persons={tmp_path / 'nowhere.csv'}")


def test_a_study_of_one_file_takes_no_sources(db, tmp_path: Path):
    published()
    (tmp_path / "a.csv").write_text("a")
    with pytest.raises(CommandError, match="declares no files of a register"):
        call_command("import_frame", "small", "--source", f"persons={tmp_path / 'a.csv'}")
    assert studies.frame_sources(studies.document_of(Study.objects.get())) is None


def test_the_page(study: Study, staff_client: Callable[..., Client]):
    client = staff_client("fieldwork")
    client.user.language = "en"
    client.user.save()
    address = reverse("invitations:frame_sources", args=["small"])
    assert address in client.get(reverse("invitations:people", args=["small"])).content.decode()
    shown = client.get(address).content.decode()
    assert ("People" in shown, "person_key, released_on" in shown) == (True, True)

    answer = client.post(address, {**uploads(), "trial": "on"})
    assert (answer.status_code, study.units.count()) == (200, 0)
    assert "Nothing was stored" in answer.content.decode()
    answer = client.post(address, uploads(releases=b"person_key,released_on\nP-d4,never\n"))
    assert (answer.status_code, "releases: released_on" in answer.content.decode()) == (400, True)
    answer = client.post(address, {"persons": SimpleUploadedFile("p.csv", GIVEN["persons"])})
    assert (answer.status_code, study.units.count()) == (400, 0)
    answer = client.post(address, uploads())
    assert (answer.status_code, study.units.count(), Job.objects.count()) == (200, 3, 0)
    assert "does not fit, passed later: 1" in answer.content.decode()


def uploads(**changes: bytes) -> dict[str, Any]:
    return {name: SimpleUploadedFile(f"{name}.csv", data) for name, data in {**GIVEN, **changes}.items()}


def test_the_page_is_not_there_for_a_study_of_one_file(db, staff_client: Callable[..., Client]):
    published()
    client = staff_client("fieldwork")
    assert client.get(reverse("invitations:frame_sources", args=["small"])).status_code == 404
    assert "sources/" not in client.get(reverse("invitations:people", args=["small"])).content.decode()
