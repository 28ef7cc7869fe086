"""A study's sample: who is drawn and kept, who gets letters, and when a draw is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from invitations import frames, issue, mailings, samples, studies, unit_states
from invitations.models import Batch, Channel, Code, Draw, Mailing, SampleUnit
from invitations.reminders import units_to_write_to
from invitations.sampling import SampleRefused, Wish
from staff.models import AuditEntry
from surveys.models import Study
from tests.invitations.factory import make_letters, published, schema

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def people(*strata: tuple[str, str, int], extra: int = 0) -> bytes:
    """(group, gender, how many) …; `extra` more who came later."""
    rows = ["frame_id,group,gender,municipality,language,birth_year,region_note"]
    for group, gender, size in strata:
        rows += [f"MU-{group[-5:]}-{gender}-{n:03d},{group},{gender},GM0363,ar,1990,west" for n in range(size)]
    rows += [f"MU-late-{n:03d},wi2021_asiel,man,GM0363,ar,1990,west" for n in range(extra)]
    return "\n".join(rows).encode()


STRATA = (("wi2021_asiel", "man", 12), ("wi2021_asiel", "woman", 8), ("wi2021_gezin", "woman", 4))


@pytest.fixture
def study() -> Study:
    study = published()
    frames.import_frame(study, schema(), people(*STRATA))
    return study


def draw(study: Study, **asked: Any) -> Draw:
    wish = Wish(**{"seed": 7, "by": ("group", "gender"), "n": 12, **asked})
    return samples.draw(study, schema(), wish, now=NOW)


def drawn_ids(study: Study) -> set[str]:
    return set(samples.sample_of(study).values_list("frame_id", flat=True))


def mailing_of(study: Study, kind: str = "invitation") -> Mailing:
    channel, _ = Channel.objects.get_or_create(study=study, slug="letter", kind="letter", label="Brief")
    edition = study.editions.get()
    return Mailing.objects.create(study=study, kind=kind, edition=edition, channel=channel, text_hash="x")


def test_without_a_draw_everyone_is_in_the_sample(study: Study) -> None:
    assert samples.newest(study) is None
    assert samples.sample_of(study).count() == units_to_write_to(study, "invitation").count() == 24
    assert set(study.units.values_list("chance", flat=True)) == {1.0}


def test_a_draw_keeps_who_and_with_what_chance(study: Study) -> None:
    drawn = draw(study, by=("gender",), n=7, allocation="equal")
    assert (drawn.drawn, drawn.size) == (7, 24)
    assert drawn_ids(study) == set(units_to_write_to(study, "invitation").values_list("frame_id", flat=True))
    chances = dict(study.units.order_by().values_list("strata__gender", "chance").distinct())
    assert chances == {"man": 4 / 12, "woman": 3 / 12}, "of everyone, drawn or not"
    weights = sum(1 / unit.chance for unit in samples.sample_of(study))
    assert weights == pytest.approx(24), "base weights add up to the list"


def test_the_order_of_the_rows_changes_nobody(study: Study) -> None:
    draw(study)
    other = published("other")
    header, *rows = people(*STRATA).decode().split("\n")
    frames.import_frame(other, schema(), "\n".join([header, *reversed(rows)]).encode())
    draw(other)
    assert drawn_ids(other) == drawn_ids(study)


def test_a_draw_is_recorded(study: Study) -> None:
    draw(study)
    entry = AuditEntry.objects.get(action="sample.draw")
    assert (entry.object, entry.details["seed"], entry.details["by"]) == ("study:small", 7, "group,gender")
    assert (entry.details["drawn"], entry.details["size"], entry.details["wish"]["n"]) == (12, 24, 12)
    assert "MU-" not in str(entry.details)
    assert [line.drawn for line in samples.plan_of(study.draws.get()).strata] == [6, 4, 2]


def test_reminders_keep_to_the_sample(study: Study) -> None:
    issue.issue(study, list(study.units.order_by("pk")), mailing_of(study))
    assert units_to_write_to(study, "reminder_1").count() == 24, "control"
    some = list(study.units.values_list("pk", flat=True)[:10])
    study.units.filter(pk__in=some).update(sampled=False, chance=None)
    assert units_to_write_to(study, "reminder_1").count() == 14


def test_a_later_draw_takes_the_place_of_an_earlier_one(study: Study) -> None:
    draw(study)
    draw(study, seed=8, n=5)
    assert len(drawn_ids(study)) == 5
    assert (study.draws.count(), samples.newest(study).seed) == (2, 8)


def test_a_second_import_keeps_the_draw_and_tells_who_is_in_none(study: Study) -> None:
    assert frames.import_frame(study, schema(), people(*STRATA, extra=1)).undrawn == 0, "control: no draw yet"
    draw(study)
    before = drawn_ids(study)
    imported = frames.import_frame(study, schema(), people(*STRATA, extra=4))
    assert (imported.new, imported.undrawn) == (3, 3)
    assert drawn_ids(study) == before
    assert study.units.filter(chance=None, sampled=False).count() == 3


def test_who_is_left_out_or_died_is_not_drawn_from_and_who_refused_is(study: Study) -> None:
    one, two, three = study.units.order_by("pk")[:3]
    for unit, state in ((one, "excluded"), (two, "deceased"), (three, "refused")):
        unit_states.set_state(study, unit.frame_id, state, now=NOW)
    study.units.filter(frame_id=study.units.order_by("-pk").first().frame_id).update(listed=False)
    drawn = draw(study, n=None, fraction=1)
    assert drawn.size == 21
    assert three.frame_id in drawn_ids(study)
    assert not {one.frame_id, two.frame_id} & drawn_ids(study)
    assert not units_to_write_to(study, "invitation").filter(pk=three.pk).exists()


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(
            lambda study: Batch.objects.create(mailing=mailing_of(study), number=1, state="sealed"), id="sealed"
        ),
        pytest.param(lambda study: issue.issue(study, list(study.units.all()[:1]), mailing_of(study)), id="codes"),
    ],
)
def test_a_draw_is_refused_once_there_are_letters(made: Any, study: Study) -> None:
    draw(study)
    Batch.objects.create(mailing=mailing_of(study, "reminder_1"), number=1)
    before = draw(study, seed=9), drawn_ids(study)
    made(study)
    with pytest.raises(SampleRefused, match="Letters of this study were made already"):
        draw(study, seed=10)
    assert (samples.newest(study), drawn_ids(study)) == before


def test_letters_that_are_under_the_press_during_a_draw_are_printed_anew(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, planned = mailings._plan, []

    def drawn_meanwhile(*args: Any) -> mailings.Plan:
        planned.append(plan(*args))
        if len(planned) == 1:
            draw(study)
        return planned[-1]

    monkeypatch.setattr(mailings, "_plan", drawn_meanwhile)
    made = make_letters(study, tmp_path)
    assert [len(one.drawn) for one in planned] == [24, 12]
    assert (made.letters, made.batches) == (12, 1)
    written_to = Code.objects.values_list("unit__frame_id", flat=True)
    assert set(written_to) == set(drawn_ids(study))
    call_command("verify_letters", str(tmp_path))


def test_the_database_refuses_a_sample_without_chance(study: Study) -> None:
    for chance in (None, 0, 1.5):
        with pytest.raises(IntegrityError), transaction.atomic():
            study.units.update(sampled=True, chance=chance)
    study.units.update(sampled=True, chance=0.5)


@pytest.mark.parametrize(
    "asked", [{"by": ("route",)}, {"by": ("frame_id",)}, {"months": "odd", "month_column": "start"}]
)
def test_an_unknown_column_is_refused(asked: dict[str, Any], study: Study) -> None:
    with pytest.raises(SampleRefused, match=r"The list has no column .* Use one of: group, gender"):
        draw(study, **asked)


def test_a_failure_half_way_leaves_the_earlier_sample(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    draw(study)
    before = drawn_ids(study)
    monkeypatch.setattr(samples.audit, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        draw(study, seed=11)
    assert drawn_ids(study) == before
    assert study.draws.count() == 1


def test_a_column_of_languages_can_be_a_stratum(study: Study) -> None:
    study.units.filter(group="wi2021_gezin").update(language="ti")
    assert [line["key"] for line in draw(study, by=("language",)).strata] == [["ar"], ["ti"]]


class TestCommand:
    def test_it_shows_the_allocation_and_draws(self, study: Study, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("draw_sample", "small", "--by", "group", "--n", "12", "--seed", "7", "--dry-run")
        told = capsys.readouterr().out
        assert "wi2021_asiel" in told
        assert "Nothing stored; it would be: 12 of 24 people drawn, seed 7." in told
        assert not study.draws.exists()
        call_command("draw_sample", "small", "--by", "group", "--n", "12", "--seed", "7", "--json")
        answer = json.loads(capsys.readouterr().out)
        assert (answer["ok"], answer["drawn"], [line["drawn"] for line in answer["strata"]]) == (True, 12, [10, 2])
        assert len(drawn_ids(study)) == 12

    def test_a_table_per_stratum(self, study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "strata.csv"
        file.write_text("gender;n;fraction\nman;3;\nwoman;;50%\n")
        call_command("draw_sample", "small", "--by", "gender", "--per-stratum", str(file), "--seed", "1")
        assert [line["drawn"] for line in study.draws.get().strata] == [3, 6]
        file.write_text("gender;n\nman;x\n")
        with pytest.raises(CommandError, match="1 fouten; er is niemand getrokken"):
            call_command(
                "draw_sample", "small", "--by", "gender", "--per-stratum", str(file), "--seed", "1", "--language", "nl"
            )
        assert "rij 2, kolom “n”: Dit is geen aantal mensen." in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            pytest.param(["--n", "25"], "Er zijn 25 mensen gevraagd, en er zijn er 24", id="too many"),
            pytest.param(["--by", "route", "--n", "1"], "De lijst heeft geen kolom “route”", id="unknown column"),
            pytest.param(["--per-stratum", "nowhere.csv"], "nowhere.csv", id="no such file"),
            pytest.param(["--fraction", "1.5"], "--fraction", id="fraction above 1"),
            pytest.param([], "Hoe groot", id="no size"),
        ],
    )
    def test_what_is_wrong_is_told(self, options: list[str], told: str, study: Study) -> None:
        with pytest.raises(CommandError, match=told):
            call_command("draw_sample", "small", *options, "--seed", "1", "--language", "nl")
        assert not study.draws.exists()

    def test_an_import_after_the_draw_says_so(
        self, study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        draw(study)
        file = tmp_path / "frame.csv"
        file.write_bytes(people(*STRATA, extra=2))
        call_command("import_frame", "small", str(file))
        assert "2 new people are in no draw" in capsys.readouterr().out
        assert SampleUnit.objects.filter(sampled=True).count() == 12


def test_odd_months_of_a_declared_column() -> None:
    column = {"name": "start_month", "type": "month"}
    study = published(frame={"columns": [{"name": "group", "required": True}, column]})
    declared = studies.frame_schema(studies.document_of(study))
    rows = [f"P-{month:02d},wi2021_asiel,2023-{month:02d}" for month in range(1, 13)]
    frames.import_frame(study, declared, "\n".join(["frame_id,group,start_month", *rows]).encode())
    call_command("draw_sample", "small", "--odd", "start_month", "--seed", "1")
    assert drawn_ids(study) == {f"P-{month:02d}" for month in (1, 3, 5, 7, 9, 11)}
    assert set(study.units.values_list("chance", flat=True)) == {0.5}
