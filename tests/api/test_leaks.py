"""Names, codes, numbers of respondents, units of the list, typed texts: planted, and looked for in every answer."""

from collections.abc import Iterator

import pytest

from exports.api.openapi import operations
from invitations.models import Code, SampleUnit
from respondents.models import Interview
from staff.models import Job
from tests import leaks
from tests.api.conftest import Reader, Readers, World
from tests.api.test_who import WHO_MAY, _address

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAME = "Plantinga-Zoekterm"
TABLES = ("group", "side", "work", "helped_by", "language", "mode", "disposition")


def answers(own: Reader) -> Iterator[tuple[str, bytes]]:
    """Everything that a token is told: every address, tables of several questions, and the texts of refusals."""
    for name, one in operations().items():
        if own.token.role in WHO_MAY[name] and not name.startswith("export_"):
            for accept in ("application/json", "text/csv"):
                where = _address(name, one["path"], "field", "00000000-0000-4000-8000-000000000000")
                more = "&limit=200" if "?" in where else "?limit=200"
                sized = where + (more if any(item["name"] == "limit" for item in one["query"]) else "")
                yield f"{name} {accept}", own.ask(sized, headers={"accept": accept}).content
    if own.token.role == "analyst":
        for question in TABLES:
            yield f"table {question}", own.ask(f"/studies/field/tables?question={question}").content
        yield "refusal", own.ask("/studies/field/tables?question=respnr").content


@pytest.fixture
def planted(world: World) -> dict[str, set[str]]:
    """What there is of each kind in the database. Short numbers of respondents are left out: counts look alike."""
    unit = SampleUnit.objects.filter(study=world.study).first()
    SampleUnit.objects.filter(pk=unit.pk).update(frame_id=NAME)
    interviews = Interview.objects.filter(edition__study=world.study)
    for interview in interviews[:5]:
        interview.answers = {**interview.answers, "say": {"text": NAME}}
        interview.save(update_fields=["answers"])
    return {
        "interviews": {str(one.pk) for one in interviews},
        "numbers": {str(one.respnr) for one in interviews if one.respnr > 10**6},
        "digests": {one if isinstance(one, str) else bytes(one).hex() for one in _digests()},
        "names": {NAME},
    }


def _digests() -> list[object]:
    return list(Code.objects.values_list("digest", flat=True))


@pytest.mark.parametrize("role", ["analyst", "fieldwork", "municipality", "researcher"])
def test_nothing_of_anybody_comes_out(world: World, reader: Readers, planted: dict[str, set[str]], role: str) -> None:
    own = reader(role)
    Job.objects.create(kind="dataset", created_by=own.user, arguments={"study": "field"})
    words = set().union(*planted.values()) | {own.user.email, own.token.digest, own.text}
    told = dict(answers(own))
    assert leaks.found_in(told, words) == set()
    control = next(iter(planted["interviews"]))
    assert leaks.found_in({**told, "control": f'{{"id": "{control}"}}'.encode()}, words) == {("control", control)}
    assert leaks.found_in(told, {"field"}), "control: the answers are there"
