"""A reminder to one stratum: who gets it, who gets theirs later, and what is refused."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from invitations import frames, mailings
from invitations.models import Code
from invitations.reminders import Among, among, strata_of, units_to_write_to
from staff import jobs
from staff.models import AuditEntry, Job
from surveys.models import Study
from tests.invitations.factory import make_letters, published, schema

pytestmark = pytest.mark.django_db
WOMEN = Among({"gender": ("woman",)})
WISH = {"study": "small", "kind": "reminder_1", "side": "left", "batch_size": "9"}


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Eight people who were invited: two men and two women of each group."""
    made = published()
    lines = ["frame_id,group,gender,municipality,language,birth_year,region_note"]
    for number in range(8):
        group, sex = ("wi2021_asiel", "wi2021_gezin")[number // 4], ("man", "woman")[number % 2]
        lines.append(f"MU-{number:05d},{group},{sex},GM0363,ar,1990,west")
    frames.import_frame(made, schema(), "\n".join(lines).encode())
    make_letters(made, tmp_path / "letters")
    return made


def reminded() -> list[str]:
    return sorted(Code.objects.filter(mailing__kind="reminder_1").values_list("unit__frame_id", flat=True))


def test_only_people_of_the_stratum_get_it_and_the_others_later(study: Study, tmp_path: Path) -> None:
    assert make_letters(study, tmp_path / "letters", "reminder_1", among=WOMEN).letters == 4
    assert reminded() == ["MU-00001", "MU-00003", "MU-00005", "MU-00007"]
    assert AuditEntry.objects.filter(action="batch.seal", details__only=["gender:woman"]).count() == 1
    assert make_letters(study, tmp_path / "letters", "reminder_1").letters == 4
    assert len(reminded()) == 8


@pytest.mark.parametrize(
    ("aimed", "numbers"),
    [
        pytest.param(["gender:woman", "group:wi2021_gezin"], [5, 7], id="two columns: both fit"),
        pytest.param(["group:wi2021_gezin", "group:wi2021_asiel"], list(range(8)), id="one column: any fits"),
        pytest.param(["gender:man", "gender:woman", "group:wi2021_asiel"], [0, 1, 2, 3], id="any of one, and another"),
        pytest.param([], list(range(8)), id="everybody"),
    ],
)
def test_who_is_of_the_stratum(study: Study, aimed: list[str], numbers: list[int]) -> None:
    found = units_to_write_to(study, "reminder_1", among(aimed))
    assert [unit.frame_id for unit in found] == [f"MU-{number:05d}" for number in numbers]
    assert sorted(among(aimed).written) == sorted(aimed)


def test_strata_are_those_that_the_list_declares(study: Study) -> None:
    assert strata_of(study) == {
        "group": ("wi2021_asiel", "wi2021_gezin", "unknown"),
        "gender": ("man", "woman"),
        "municipality": ("GM0363",),
    }


@pytest.mark.parametrize("aimed", [Among({"birth_year": ("1990",)}), Among({"gender": ("other",)})], ids=str)
def test_what_the_list_does_not_have_is_refused(study: Study, tmp_path: Path, aimed: Among) -> None:
    with pytest.raises(mailings.LettersStopped, match="no stratum"):
        make_letters(study, tmp_path / "letters", "reminder_1", among=aimed)
    assert reminded() == []


def test_the_command_takes_strata(study: Study, tmp_path: Path) -> None:
    options = {"mailing": "reminder_1", "out": tmp_path / "letters"}
    with pytest.raises(CommandError, match="no stratum gender: child"):
        call_command("make_letters", "small", only=["gender:child"], **options)
    call_command("make_letters", "small", only=["gender:man", "group:wi2021_asiel"], **options)
    assert reminded() == ["MU-00000", "MU-00002"]


def test_the_form_aims_and_the_job_makes(study: Study, staff_client: Callable[..., Client]) -> None:
    client, url = staff_client("fieldwork"), reverse("invitations:letters")
    assert client.post(url, {**WISH, "only": ["gender:child"]}).status_code == 400
    assert not Job.objects.exists()
    client.post(url, {**WISH, "only": ["gender:woman", "group:wi2021_gezin"]})
    job = Job.objects.get()
    assert job.arguments["only"] == ["gender:woman", "group:wi2021_gezin"]
    assert jobs.run(str(job.pk)).state == Job.State.DONE
    assert reminded() == ["MU-00005", "MU-00007"]


def test_a_stratum_of_another_study_is_refused(study: Study, staff_client: Callable[..., Client]) -> None:
    frame = {"columns": [{"name": "group", "required": True}, {"name": "route", "values": ["z"]}], "strata": ["route"]}
    published("other", frame=frame)
    client, url = staff_client("fieldwork"), reverse("invitations:letters")
    assert 'value="route:z"' in client.get(url).content.decode()
    assert client.post(url, {**WISH, "only": ["route:z"]}).status_code == 400
    assert client.post(url, {**WISH, "study": "other", "only": ["route:z"]}).status_code == 302, "control"


def test_the_form_names_strata_in_words(staff_client: Callable[..., Client]) -> None:
    call_command("load_study", "perspectief-2024", "--publish", verbosity=0)
    page = staff_client("fieldwork").get(reverse("invitations:letters")).content.decode()
    text = " ".join(re.sub("<[^>]+>", " ", page).split())
    for said in ("Wi2013, gezin en overig", "Leeftijd 18 tot en met 21 jaar", "Z-route"):
        assert said in text
    for name in ("age_band", "learning_route", "pip_cohort", "18_21", "wi2021_asiel"):
        assert name not in text
        assert name in page, "control: the values are the codes"


def test_an_edition_that_cannot_be_read_keeps_the_form(study: Study, staff_client: Callable[..., Client]) -> None:
    assert 'value="gender:woman"' in staff_client("fieldwork").get(reverse("invitations:letters")).content.decode()
