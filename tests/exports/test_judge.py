"""Flags of stored interviews: worked out from answers and events, in the dataset, in the clean data, and undone."""

import copy
import csv
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from exports.clean_data import clean_data
from exports.cleaning import Change, restored
from exports.cleaning_jobs import report_of, work_out
from exports.dataset import NothingToExport, dataset
from exports.decide import CannotDecide, Wish, decide, decide_text, undo
from exports.decisions import NotToUndo
from exports.deposit import CannotDeposit
from exports.flags.settings import settings_of
from exports.judge import is_stale, judge
from exports.microseconds import Microseconds
from exports.models import CleaningDecision, ExportRecord, Flagged, Judgement, PersonalFound, TextDecision
from exports.produce import Wish as Export
from exports.produce import produce
from respondents import flow
from respondents.models import Interview
from respondents.play import play
from staff.jobs import JobProblem, Progress
from staff.models import AuditEntry, Job
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT
from tests.exports.test_dataset import rows_of

LATER = NOW + timedelta(days=1)
SECRET = "Ik heet Fatma Yılmaz, bel 06-12345678"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def edition(db: None) -> Edition:
    """With ten questions there are no twenty answers to compare, and no ten pages: the study declares fewer."""
    study = Study.objects.create(slug="mini", title="Klein")
    declared = {**copy.deepcopy(DOCUMENT), "cleaning": {"doubles": {"items": 3}, "speeding": {"pages": 4, "least": 5}}}
    return publish(study, declared, user=None, note="")


@pytest.fixture
def study(interviews) -> Study:
    """The eight made-up people: one broke off, one is another's double, one typed a name."""
    first, second, third = interviews[:3]
    copied = {"answers": first.answers, "passed": first.passed, "group": first.group, "asked_group": first.asked_group}
    Interview.objects.filter(pk=second.pk).update(**copied, started_at=first.started_at + timedelta(minutes=90))
    Interview.objects.filter(pk=third.pk).update(answers={**third.answers, "say": {"text": SECRET}})
    return Study.objects.get(slug="mini")


def flagged(rule: str) -> set[int]:
    return set(Flagged.objects.filter(rule=rule).values_list("respnr", flat=True))


def test_flags_are_kept_with_their_evidence_and_worked_out_anew_as_a_whole(study, interviews):
    judge("mini", now=LATER)
    made = judge("mini", now=LATER)
    assert Judgement.objects.count() == 1
    assert (made.interviews, sum(made.groups.values())) == (8, 8)
    assert flagged("break_off") == {interviews[7].respnr}
    assert interviews[1].respnr in flagged("double")
    evidence = Flagged.objects.get(rule="double", respnr=interviews[1].respnr).evidence
    assert (evidence["other"], evidence["likeness"]) == (interviews[0].respnr, 1.0)
    assert made.limits["speeding"] == {"share": 0.5, "pages": 4, "least": 5}
    assert SECRET not in repr(list(Flagged.objects.values())) + repr(list(PersonalFound.objects.values()))


def test_seconds_come_from_the_stored_events(study, edition, interviews, monkeypatch):
    monkeypatch.setattr("respondents.play.SECONDS_PER_PAGE", (1, 1))
    hasty = play(edition, random=Random(3), language="nl", now=NOW)
    judge("mini", now=LATER)
    assert flagged("speeding") == {hasty.respnr}
    evidence = Flagged.objects.get(rule="speeding").evidence
    assert evidence["seconds"] == evidence["pages"]


def test_flags_and_completeness_are_columns_of_the_dataset(study, interviews):
    before = {row["respnr"]: row for row in rows_of("mini")}
    assert {row["flag_break_off"] for row in before.values()} == {None}
    judge("mini", now=LATER)
    after = {row["respnr"]: row for row in rows_of("mini")}
    broken, whole = after[interviews[7].respnr], after[interviews[3].respnr]
    assert (broken["flag_break_off"], broken["completeness_class"], broken["analysis_set"]) == (1, 3, 1)
    assert (whole["flag_break_off"], whole["completeness_class"]) == (0, 1)
    assert broken["completeness"] < 0.5 < whole["completeness"]


def test_answers_after_the_judgement_are_not_judged(study, interviews):
    judge("mini", now=LATER)
    assert not is_stale("mini")
    last = interviews[7]
    Interview.objects.filter(pk=last.pk).update(synthetic=False, last_at=LATER + timedelta(hours=1))
    assert is_stale("mini")
    flags = {row["respnr"]: row["flag_break_off"] for row in rows_of("mini")}
    assert flags[last.respnr] is None
    assert sum(flag is None for flag in flags.values()) == 1


def test_who_withdraws_takes_along_what_was_seen(study, interviews):
    judge("mini", now=LATER)
    others = set(Flagged.objects.exclude(respnr__in=[interviews[2].respnr, interviews[7].respnr]))
    for place in (2, 7):
        flow.withdraw(interviews[place].link.code, now=LATER)
    assert set(Flagged.objects.all()) == others
    assert not PersonalFound.objects.exists()
    assert is_stale("mini")
    assert report_of(Judgement.objects.get()).rules[-1].flagged == 0


def test_who_withdraws_while_others_are_looked_at_has_no_flags(study, interviews):
    def withdraws(done: int) -> None:
        if done == len(interviews):
            flow.withdraw(interviews[7].link.code, now=LATER)

    judge("mini", now=LATER, progress=withdraws)
    assert interviews[7].respnr not in flagged("break_off")
    assert is_stale("mini")


def test_a_decision_needs_a_rule_somebody_flagged_and_a_reason(study, interviews):
    judge("mini", now=LATER)
    wrong = [
        (Wish("break_off", "remove", " "), "Say why"),
        (Wish("break_off", "remove", "x", [interviews[0].respnr]), "Not flagged"),
        (Wish("speeding", "remove", "x"), "Nobody is flagged"),
        (Wish("gone", "remove", "x"), "There is no rule"),
        (Wish("break_off", "blank", "x"), "Name the questions"),
        (Wish("break_off", "leave", "x", variables=("work",)), "Name the questions"),
    ]
    for wish, words in wrong:
        with pytest.raises(CannotDecide, match=words):
            decide(study, wish, by=None, now=LATER)
    assert not CleaningDecision.objects.exists()


def test_decisions_are_only_added_and_recorded(study, make_staff):
    judge("mini", now=LATER)
    user = make_staff("analyst")
    made = decide(study, Wish("break_off", "remove", "te weinig"), by=user, now=LATER)
    undo(study, made.pk, "toch niet", by=user, now=LATER)
    with pytest.raises(NotToUndo):
        undo(study, made.pk, "nog eens", by=user, now=LATER)
    assert list(AuditEntry.objects.exclude(user=None).values_list("action", "user")) == [
        ("cleaning.undo", user.pk),
        ("cleaning.remove", user.pk),
    ]
    assert not any("te weinig" in repr(entry.details) for entry in AuditEntry.objects.all())
    for change in (lambda: made.delete(), lambda: CleaningDecision.objects.update(why="iets anders")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def read(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_raw_clean_and_log_leave_together_and_give_each_other_back(study, interviews, tmp_path):
    judge("mini", now=LATER)
    decide(study, Wish("break_off", "remove", "te weinig"), by=None, now=LATER)
    produce(Export("mini", ("csv",), codebooks=()), tmp_path, user=None, now=LATER)
    raw, clean, log = (read(tmp_path / f"mini{part}.csv") for part in ("", "-clean", "-log"))
    assert (len(raw), len(clean)) == (8, 7)
    assert {line["rule"] for line in log} == {"break_off"}
    changes = [Change(**{**line, "before": line["before"] or None, "after": None}) for line in log]
    named = [{name: value or None for name, value in row.items()} for row in clean]
    expected = [{name: value or None for name, value in row.items()} for row in raw]
    assert sorted(restored(named, changes, list(raw[0])), key=lambda row: row["respnr"]) == sorted(
        expected, key=lambda row: row["respnr"]
    )
    said = " ".join((tmp_path / "README.txt").read_text(encoding="utf-8").split())
    assert "break_off #" in said
    assert "7 interviews over" in said
    assert "te snel onder 0.5 × de mediaan" in said
    assert ExportRecord.objects.get().rows == 8
    assert ExportRecord.objects.get().details["decisions"] == [CleaningDecision.objects.get().pk]
    kept = [row[0] for row in clean_data(dataset("mini")).rows]
    assert kept == [int(row["respnr"]) for row in clean]


def test_without_decisions_nobody_leaves_the_data(study, tmp_path):
    package = produce(Export("mini", ("csv",), codebooks=()), tmp_path, user=None, now=LATER)
    assert not [name for name in package.files if "clean" in name]
    assert Flagged.objects.filter(rule="break_off").exists()
    assert len(read(tmp_path / "mini.csv")) == 8
    data = dataset("mini")
    assert clean_data(data) is data


def test_typed_texts_leave_masked_unless_the_privacy_coordinator_decides_otherwise(study, interviews, make_staff):
    third = Interview.objects.get(pk=interviews[2].pk)
    judge("mini", now=LATER)
    assert PersonalFound.objects.get().kinds == ["name", "phone"]

    def say() -> object:
        return next(row["say"] for row in rows_of("mini", open_text=True) if row["respnr"] == third.respnr)

    assert say() == "Ik heet [naam], bel [telefoon]"
    with pytest.raises(CannotDecide, match="privacy"):
        decide_text(third, "say", "keep", "mag", by=make_staff("analyst"), now=LATER)
    decide_text(third, "say", "keep", "mag", by=make_staff("privacy"), now=LATER)
    assert say() == SECRET
    decide_text(third, "say", "clear", "toch niet", by=make_staff("analyst"), now=LATER)
    assert say() is None
    decide_text(third, "say", "keep", "mag", by=make_staff("privacy"), now=LATER)
    third.changed = {**third.changed, "say": [99, "k"]}
    third.save()
    assert say() == "Ik heet [naam], bel [telefoon]", "another text than the one that was decided about"
    assert Interview.objects.get(pk=third.pk).answers["say"]["text"] == SECRET
    assert not any(SECRET in repr(entry.details) for entry in AuditEntry.objects.all())
    with pytest.raises(CannotDecide, match="no such text"):
        decide_text(third, "work", "mask", "x", by=make_staff("analyst"), now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        TextDecision.objects.update(choice="keep")


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("cleaning", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_prints_the_table_decides_and_undoes(study):
    assert "break_off           1          1" in command("mini")
    said = command("mini", "--apply", "break_off", "--why", "te weinig", "--json")
    assert '"after": 7' in said
    number = CleaningDecision.objects.get().pk
    assert '"after": 8' in command("mini", "--undo", str(number), "--why", "toch niet", "--json")


def test_the_command_says_what_is_wrong_and_decides_nothing(study):
    blank = ["--apply", "break_off", "--why", "x", "--action", "blank", "--empty"]
    wrong = [
        (["gone"], "no study gone"),
        (["mini", "--apply", "break_off"], "Say why"),
        (["mini", "--undo", "9", "--why", "x"], "no decision 9"),
        (["mini", *blank, "gone"], "“gone” is no question"),
        (["mini", "--apply", "break_off", "--why", "x", "--by", "a@b.nl"], "Only staff"),
    ]
    for arguments, words in wrong:
        with pytest.raises(CommandError, match=words):
            command(*arguments)
    assert not CleaningDecision.objects.exists()


def test_the_command_checks_a_declaration_before_it_is_published(tmp_path):
    assert command("perspectief-2024", "--check").startswith("Limits: too fast below 0.5 × the median per page;")
    path = tmp_path / "mini.json"
    path.write_text(json.dumps({**DOCUMENT, "cleaning": {"completeness": {"complete": 40}}}), encoding="utf-8")
    for place, words in ((path, "cleaning/completeness: .*partial < complete"), (tmp_path / "gone.yaml", "gone.yaml")):
        with pytest.raises(CommandError, match=words):
            command(str(place), "--check")


def test_a_study_that_declares_nonsense_is_told_where(edition, monkeypatch):
    def nonsense(definitions):
        wrong = {**definitions[0].document, "cleaning": {"speeding": {"share": 7}}}
        return settings_of([replace(definitions[0], document=wrong)])

    monkeypatch.setattr("exports.dataset.settings_of", nonsense)
    job = Job.objects.create(kind="cleaning", arguments={"study": "mini"})
    for language, words in (("en", "is no share"), ("nl", "kan niet worden gebruikt.*\n.*share: 7 is geen deel")):
        with translation.override(language), pytest.raises(JobProblem, match=words):
            work_out(job, Progress(job))
    with pytest.raises(NothingToExport, match="cleaning/speeding/share"):
        dataset("mini")
    assert not Judgement.objects.exists()


def test_an_export_of_many_keeps_to_the_last_look(interviews, tmp_path, monkeypatch):
    monkeypatch.setattr("exports.produce.LOOK_FIRST", 7)
    produce(Export("mini", formats=("csv",), codebooks=()), tmp_path, user=None, now=NOW)
    assert not Judgement.objects.exists()
    assert "niet bepaald" in (tmp_path / "README.txt").read_text(encoding="utf-8")
    monkeypatch.setattr("exports.produce.LOOK_FIRST", 8)
    produce(Export("mini", formats=("csv",), codebooks=()), tmp_path, user=None, now=NOW)
    assert Judgement.objects.get().interviews == 8
    assert "niet bepaald" not in (tmp_path / "README.txt").read_text(encoding="utf-8")


def test_who_was_removed_is_not_deposited(interviews, tmp_path, monkeypatch):
    seen = []

    def sees(data, random):
        seen.extend(row[0] for row in data.rows)
        raise CannotDeposit("enough")

    monkeypatch.setattr("exports.produce.deposit", sees)
    out = interviews[0].respnr
    study = Study.objects.get()
    CleaningDecision.objects.create(
        study=study, rule="double", action="remove", respnrs=[out], why="twice", made_at=NOW
    )
    with pytest.raises(CannotDeposit):
        produce(Export("mini", file="deposit"), tmp_path, user=None, now=NOW)
    assert sorted(seen) == sorted(one.respnr for one in interviews[1:])


@pytest.mark.parametrize("fraction", [0, 1, 120_000, 999_999])
def test_the_database_counts_microseconds(interviews, fraction):
    at = datetime(2026, 3, 29, 1, 59, 59, fraction, tzinfo=UTC)
    Interview.objects.filter(pk=interviews[0].pk).update(started_at=at)
    found = Interview.objects.annotate(counted=Microseconds("started_at")).get(pk=interviews[0].pk).counted
    assert found == (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
