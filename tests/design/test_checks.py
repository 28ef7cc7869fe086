"""Checks and proof of a draft on their pages."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from staff.models import AuditEntry, Job
from surveys import declarations, drafts, translations
from surveys.design import checking, editing, kept_checks, proving
from surveys.design import desk as desk_module
from surveys.design.desk import desk_of
from surveys.design.readiness import readiness
from surveys.design.steps import STUDY, Change, SetKeys
from surveys.models import Draft, DraftCheck, ProofRun, Study
from surveys.publish import publish
from tests.design.test_editing import question, ref

pytestmark = pytest.mark.django_db
PAGE = "/staff/studies/mini-study/design/checks/"


@pytest.fixture
def client(staff_client: Callable[..., Client]) -> Client:
    found = staff_client("researcher", study="mini-study")
    found.user.language = "en"
    found.user.save()
    return found


def change(study: Study, name: str, key: str, before: Any, after: Any, language: str = "") -> None:
    editing.edit(study, [SetKeys(ref(study, name), (Change(key, before, after, language),))], None)


def fresh(study: Study) -> Study:
    return Study.objects.select_related("draft").get(pk=study.pk)


def proved(study: Study) -> ProofRun:
    """The proof made here, as the job does it."""
    run = proving.want(fresh(study), desk_of(fresh(study)), None)
    proving.prove_draft(run.job, None)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("path", ["", "list/", "counts/", "of/q1/"])
def test_researchers_of_the_study_only(staff_client: Callable[..., Client], draft: Study, path: str) -> None:
    for other in (staff_client("analyst"), staff_client("researcher", study="other")):
        assert other.get(PAGE + path).status_code == 403
        assert other.post(f"{PAGE}prove/").status_code == 403
        assert other.post(f"{PAGE}keep/").status_code == 403
    assert not ProofRun.objects.exists()


def test_the_page_is_quick_and_loads_what_takes_long(client: Client, draft: Study) -> None:
    change(draft, "age", "label", "Vraag age", "", "nl")
    first = client.get(PAGE).content.decode()
    assert "missing_source_text" not in first
    assert f'hx-get="{PAGE}list/"' in first
    listed = client.get(f"{PAGE}list/").content.decode()
    assert "missing_source_text" in listed
    assert "missing_source_text" in client.get(PAGE).content.decode()


def test_without_a_script_the_list_is_on_a_page_of_its_own(client: Client, draft: Study) -> None:
    change(draft, "age", "min", 18, 100)
    assert "bad_bounds" in client.get(f"{PAGE}?now=1").content.decode()


def test_problems_stand_by_their_place_errors_first(client: Client, draft: Study) -> None:
    change(draft, "age", "min", 18, 100)
    found = client.get(f"{PAGE}list/")
    spots = found.context["spots"]
    assert (spots[0].name, spots[0].errors, spots[0].words) == ("age", 1, "Vraag age")
    assert [spot.errors for spot in spots] == sorted((spot.errors for spot in spots), reverse=True)
    assert found.context["errors"] == 1


def test_beside_a_question_stand_its_own_problems_only(client: Client, draft: Study) -> None:
    change(draft, "age", "min", 18, 100)
    own = client.get(f"{PAGE}of/{ref(draft, 'age')}/").content.decode()
    other = client.get(f"{PAGE}of/{ref(draft, 'work')}/").content.decode()
    of_page = client.get(f"{PAGE}of/{ref(draft, 'page:age')}/").content.decode()
    assert "bad_bounds" in own
    assert "bad_bounds" in of_page
    assert "bad_bounds" not in other
    assert client.get(f"{PAGE}of/q999999/").status_code == 404


def test_a_name_that_datasets_keep_is_told_beside_its_question_and_keeps_no_proof_back(
    client: Client, draft: Study
) -> None:
    drafts.store(
        draft,
        json.loads(
            json.dumps(drafts.document_of(draft)).replace('"age"', '"duration"').replace("${age}", "${duration}")
        ),
    )
    client.user.language = "nl"
    client.user.save()
    own = client.get(f"{PAGE}of/{ref(draft, 'duration')}/").content.decode()
    assert "Elke dataset heeft zelf een kolom duration, naast de vragen." in own
    assert "kept_name" not in client.get(f"{PAGE}of/{ref(draft, 'work')}/").content.decode()
    study = fresh(draft)
    found = checking.checked(study, desk_of(study))
    assert [one.code for one in found.errors] == ["kept_name"]
    assert found.routing == ()
    assert readiness(study, desk_of(study), "en").errors == found.errors


def test_counts(client: Client, draft: Study) -> None:
    change(draft, "age", "min", 18, 100)
    assert "1 error" in client.get(f"{PAGE}counts/").content.decode()


def test_problems_in_dutch(client: Client, draft: Study) -> None:
    change(draft, "age", "min", 18, 100)
    client.user.language = "nl"
    client.user.save()
    said = client.get(f"{PAGE}list/").content.decode()
    assert "Fout" in said
    assert "groter" in said or "onder" in said


def test_faults_of_form_are_listed_too(client: Client, draft: Study) -> None:
    change(draft, "age", "odd", None, 1)
    assert "unknown_key" in client.get(f"{PAGE}list/").content.decode()
    assert client.post(f"{PAGE}prove/").status_code == 422


def test_what_is_wrongly_declared_is_told_before_publishing_and_keeps_no_proof_back(draft: Study) -> None:
    wrong = {"group": {"everybody": 10}, "weighting": {"margins": ["group"], "base": {"everybody": -1}}}
    editing.edit(draft, [SetKeys(STUDY, (Change("margins", None, wrong),))], None)
    study = fresh(draft)
    found = checking.checked(study, desk_of(study))
    assert [one.code for one in found.errors] == ["wrong_weighting"]
    assert readiness(study, desk_of(study), "en").errors == found.errors
    assert found.routing == ()


def test_checked_once_per_document(draft: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    times = []
    original = checking.check
    monkeypatch.setattr(checking, "check", lambda *given: times.append(1) or original(*given))
    for _ in range(3):
        checking.checked(fresh(draft), desk_of(fresh(draft)))
    assert len(times) == 1
    change(draft, "age", "min", 18, 17)
    checking.checked(fresh(draft), desk_of(fresh(draft)))
    assert len(times) == 2


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Study], int]:
    """`looked(study)`: how often checks ran when another process asks what is wrong with the draft."""
    times: list[int] = []
    original = checking.check
    monkeypatch.setattr(checking, "check", lambda *given: times.append(1) or original(*given))

    def ask(study: Study) -> int:
        times.clear()
        desk_module._desk.cache_clear()
        checking.checked(fresh(study), desk_of(fresh(study)))
        return len(times)

    return ask


def test_no_process_looks_at_the_same_text_twice(draft: Study, looked: Callable[[Study], int]) -> None:
    change(draft, "age", "min", 18, 100)
    first = checking.checked(fresh(draft), desk_of(fresh(draft)))
    assert looked(draft) == 0
    again = checking.checked(fresh(draft), desk_of(fresh(draft)))
    assert (again.errors, again.declared, again.readable) == (first.errors, first.declared, True)
    assert again.in_dutch != again.problems
    change(draft, "age", "min", 100, 101)
    assert looked(draft) == 1
    change(draft, "age", "min", 101, 100)
    assert looked(draft) == 0


@pytest.mark.parametrize("what", ["edition", "event", "glossary", "file", "software"])
def test_what_was_kept_counts_until_something_else_changes(
    draft: Study, document: dict[str, Any], looked: Callable[[Study], int], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The text of the draft stays the same, and what checks look at beside it does not."""
    assert (looked(draft), looked(draft)) == (1, 0)
    match what:
        case "edition":
            publish(draft, document)
        case "event":
            unit = translations.standings_of(draft, "en")[0].unit
            translations.mark(draft, unit, "reviewed", user=None, by="An")
        case "glossary":
            monkeypatch.setattr(kept_checks, "glossary_hash", lambda: "another")
        case "file":
            monkeypatch.setattr(kept_checks.declarations, "files_digest", lambda folder: "another")
        case "software":
            monkeypatch.setattr(kept_checks, "software_digest", lambda rooms: "another")
    assert looked(draft) == 1


def test_a_file_of_the_study_that_changes_is_seen(tmp_path: Path) -> None:
    (tmp_path / "margins_source.yaml").write_text("a: 1")
    before = declarations.files_digest(tmp_path)
    assert before == declarations.files_digest(tmp_path)
    (tmp_path / "not_looked_at.yaml").write_text("a: 1")
    assert before == declarations.files_digest(tmp_path)
    for name in sorted(declarations._files):
        (tmp_path / name).write_text("b: 22")
        assert before != declarations.files_digest(tmp_path), name
        before = declarations.files_digest(tmp_path)


def test_a_revision_remembers_one_outcome_only(draft: Study, client: Client) -> None:
    """Texts are reviewed one by one, and each makes another outcome of the same text."""
    desk = desk_of(fresh(draft))
    sizes = []
    for unit in [one.unit for one in translations.standings_of(draft, "en")[:3]]:
        client.get(f"{PAGE}list/")
        readiness(fresh(draft), desk, "en")
        sizes.append(len(desk.memo))
        translations.mark(draft, unit, "reviewed", user=None, by="An")
    assert sizes[0] == sizes[-1] > 0
    assert DraftCheck.objects.filter(kind="draft").count() == 3


def test_old_outcomes_go(draft: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_checks, "KEPT", 2)
    for number in range(4):
        kept_checks.keep(draft, kept_checks.Kind.DRAFT, str(number), [])
    kept_checks.keep(draft, kept_checks.Kind.DRAFT, "3", [])
    kept_checks.keep(draft, kept_checks.Kind.EDITIONS, "3", [])
    assert [(one.kind, one.key) for one in DraftCheck.objects.all()] == [
        ("draft", "2"),
        ("draft", "3"),
        ("editions", "3"),
    ]


def test_a_proof_that_holds(client: Client, draft: Study) -> None:
    run = proved(draft)
    assert run.state == ProofRun.State.DONE
    page = client.get(f"{PAGE}?now=1").content.decode()
    assert "everything can be reached" in page
    assert [row["label"] for row in client.get(f"{PAGE}list/").context["scopes"]] == ["Screening", "Iedereen"]
    assert AuditEntry.objects.filter(action="proof.want").count() == 1


def test_a_finding_stands_beside_its_question_with_somebody_who_shows_it(client: Client, draft: Study) -> None:
    change(draft, "age", "relevant", None, "${work} = 'yes' and ${work} = 'no'")
    run = proved(draft)
    (one,) = [found for found in run.found if found["code"] == "proof_unreachable_question"]
    assert one["respondent"]["group"] == "everybody"
    said = client.get(f"{PAGE}of/{ref(draft, 'age')}/").content.decode()
    assert "proof_unreachable_question" in said
    assert "Somebody in the group" in said
    assert f"/staff/preview/mini-study/finding/{run.pk}/" in said
    change(draft, "age", "relevant", "${work} = 'yes' and ${work} = 'no'", None)
    older = client.get(f"{PAGE}?now=1").content.decode()
    assert f"revision {run.revision}" in older
    assert "has changed since" in older


def test_the_button_starts_one_job(client: Client, draft: Study, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as begun:
        assert client.post(f"{PAGE}prove/").status_code == 302
        client.post(f"{PAGE}prove/")
    assert len(begun) == 1
    (run,) = ProofRun.objects.all()
    assert (run.state, run.job.kind, run.user) == (ProofRun.State.RUNNING, "prove_draft", client.user)


def test_one_at_a_time_and_the_newest_wins(draft: Study, django_capture_on_commit_callbacks: Any) -> None:
    first = proving.want(fresh(draft), desk_of(fresh(draft)), None)
    change(draft, "age", "min", 18, 17)
    second = proving.want(fresh(draft), desk_of(fresh(draft)), None)
    change(draft, "age", "min", 17, 16)
    third = proving.want(fresh(draft), desk_of(fresh(draft)), None)
    second.refresh_from_db()
    assert (second.state, second.job) == (ProofRun.State.OVERTAKEN, None)
    assert third.state == ProofRun.State.WAITING
    change(draft, "age", "min", 16, 15)
    proving.prove_draft(first.job, None)
    first.refresh_from_db()
    third.refresh_from_db()
    assert (first.state, first.document_hash) == (ProofRun.State.DONE, desk_of(fresh(draft)).document_hash)
    assert third.state == ProofRun.State.RUNNING


def test_old_proofs_go(draft: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "KEPT", 2)
    now, old = timezone.now(), {"study": draft, "revision": 1, "state": ProofRun.State.DONE, "ways": '{"people": []}'}
    for place in range(4):
        ProofRun.objects.create(document_hash=str(place), at=now, **old)
    last = proved(draft)
    assert set(ProofRun.objects.values_list("document_hash", flat=True)) == {"2", "3", last.document_hash}
    assert set(ProofRun.objects.exclude(pk=last.pk).values_list("ways", flat=True)) == {"{}"}


def test_a_lost_job_does_not_block_the_next(draft: Study) -> None:
    first = proving.want(fresh(draft), desk_of(fresh(draft)), None)
    Job.objects.filter(pk=first.job_id).update(state=Job.State.FAILED)
    second = proving.want(fresh(draft), desk_of(fresh(draft)), None)
    assert second.pk != first.pk
    assert second.state == ProofRun.State.RUNNING
    first.refresh_from_db()
    assert first.state == ProofRun.State.FAILED


def test_a_draft_that_is_left_alone_is_proved_by_itself(client: Client, draft: Study) -> None:
    first = client.post(f"{PAGE}keep/")
    assert first.status_code == 200
    assert not ProofRun.objects.exists()
    seen = f"{PAGE}keep/?seen=none-0-0-0"
    assert client.post(seen).status_code == 204
    Draft.objects.update(changed_at=timezone.now() - timedelta(minutes=1))
    told = client.post(seen)
    assert "is being made" in told.content.decode()
    assert told["HX-Trigger"] == "proof-changed"
    assert ProofRun.objects.count() == 1
    client.post(seen)
    assert ProofRun.objects.count() == 1


def test_a_proof_that_failed_is_not_started_by_itself_again(client: Client, draft: Study) -> None:
    run = proving.want(fresh(draft), desk_of(fresh(draft)), None)
    ProofRun.objects.filter(pk=run.pk).update(state=ProofRun.State.FAILED, error="ProofMismatch")
    Draft.objects.update(changed_at=timezone.now() - timedelta(minutes=1))
    assert "ProofMismatch" in client.post(f"{PAGE}keep/").content.decode()
    assert ProofRun.objects.count() == 1


def test_what_is_wrong_with_texts_does_not_hinder_a_proof(draft: Study) -> None:
    change(draft, "age", "label", "Vraag age", "", "nl")
    assert proved(draft).state == ProofRun.State.DONE
    change(draft, "age", "relevant", None, "${nothing} = 1")
    with pytest.raises(proving.NotProvable):
        proving.want(fresh(draft), desk_of(fresh(draft)), None)


def test_ways_lead_to_every_page(draft: Study) -> None:
    proved(draft)
    ways = proving.ways_of(fresh(draft), desk_of(fresh(draft)))
    pages = {page["name"] for page in drafts.document_of(draft)["sections"][0]["pages"]}
    assert set(ways["pages"]["everybody"]) == pages
    assert json.dumps(ways)
    assert question(drafts.document_of(draft), "age")["min"] == 18


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_the_proof_is_made_in_another_process(jobs_run: None, draft: Study, client: Client) -> None:
    client.post(f"{PAGE}prove/")
    until = time.monotonic() + 60
    while time.monotonic() < until and not ProofRun.objects.filter(state=ProofRun.State.DONE).exists():
        time.sleep(0.2)
    assert ProofRun.objects.get().state == ProofRun.State.DONE
