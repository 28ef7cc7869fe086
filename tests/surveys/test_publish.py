"""Publishing: checked first, hashed, never changed afterwards."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from staff.models import AuditEntry, User
from surveys import editions
from surveys.engine.check import check
from surveys.engine.parse import parse
from surveys.engine.problems import errors
from surveys.load import read_file
from surveys.models import Edition, Study
from surveys.publish import EditionExists, OtherStudy, PublishRefused, hash_of, publish

pytestmark = pytest.mark.django_db


def test_edition_holds_what_was_checked(
    study: Study, document: dict[str, Any], make_staff: Callable[..., User]
) -> None:
    researcher = make_staff("researcher")
    edition = publish(study, document, user=researcher, note="Eerste")
    assert (edition.number, edition.offered, edition.demo, edition.note) == (1, ["nl", "en"], True, "Eerste")
    definition = editions.definition_of(edition)
    assert definition.questions["age"].maximum == 99
    assert edition.document_hash == hash_of(definition.document)
    entry = AuditEntry.objects.get(action="edition.publish")
    assert (entry.object, entry.user, entry.details["hash"]) == ("mini-study/1", researcher, edition.document_hash)


def test_same_contents_are_no_new_edition(study: Study, document: dict[str, Any]) -> None:
    first = publish(study, document, number=1)
    reordered = dict(reversed(document.items()))
    assert publish(study, reordered, number=1) == first
    assert Edition.objects.count() == 1
    assert AuditEntry.objects.filter(action="edition.publish").count() == 1


def test_other_contents_never_replace_an_edition(study: Study, document: dict[str, Any]) -> None:
    first = publish(study, document, number=1)
    document["title"]["nl"] = "Anders"
    with pytest.raises(EditionExists, match="An edition never changes"):
        publish(study, document, number=1)
    assert Edition.objects.get().document_hash == first.document_hash
    assert publish(study, document).number == 2


def test_errors_are_all_named_and_nothing_is_published(study: Study, document: dict[str, Any]) -> None:
    pages = document["sections"][0]["pages"]
    pages[0]["relevant"] = "${nobody} = 'yes'"
    pages[1]["questions"][0]["terms"] = ["unheard_of"]
    with pytest.raises(PublishRefused) as refused:
        publish(study, document)
    assert {"unknown_reference", "unknown_term"} <= {problem.code for problem in refused.value.problems}
    assert not Edition.objects.exists()
    assert not AuditEntry.objects.exists()


def test_form_errors_refuse_too(study: Study, document: dict[str, Any]) -> None:
    document["surprise"] = 1
    with pytest.raises(PublishRefused, match="unknown_key"):
        publish(study, document)


def test_document_of_another_study_is_refused(study: Study, document: dict[str, Any]) -> None:
    with pytest.raises(OtherStudy, match="not of mini-study"):
        publish(study, {**document, "study": "another"})


CHANGES = {
    "update": "UPDATE {table} SET note = 'changed'",
    "delete": "DELETE FROM {table}",
    "update through a join": "UPDATE {table} SET document = '{{}}' WHERE id IN (SELECT id FROM {table})",
}


@pytest.mark.parametrize("sql", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_an_edition(study: Study, document: dict[str, Any], sql: str) -> None:
    publish(study, document)
    before = Edition.objects.values().get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table="surveys_edition"))
    assert Edition.objects.values().get() == before


@pytest.mark.parametrize("sql", CHANGES.values(), ids=CHANGES)
def test_control_a_table_without_trigger_takes_the_same(study: Study, document: dict[str, Any], sql: str) -> None:
    publish(study, document)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE unguarded AS SELECT * FROM surveys_edition")
        cursor.execute(sql.format(table="unguarded"))
        assert cursor.rowcount == 1


FAULTY = Path(__file__).resolve().parents[1] / "definitions" / "proof" / "faulty"


@pytest.mark.parametrize(
    ("name", "code"),
    [("section_for_nobody", "proof_unreachable_section"), ("date_window_never_opens", "proof_unreachable_page")],
)
def test_a_study_that_leads_people_wrong_is_not_published(name: str, code: str) -> None:
    """The checks let these pass; the proof does not."""
    document = read_file(FAULTY / f"{name}.yaml")
    study = Study.objects.create(slug=document["study"], title="Fout")
    assert not errors(check(parse(document)))
    with pytest.raises(PublishRefused, match=code):
        publish(study, document)
    assert not Edition.objects.exists()
