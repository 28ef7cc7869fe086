"""The import: whole or not at all; a second one updates."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from invitations import frames
from invitations.frame_problems import FrameUnreadable
from invitations.models import Frame, SampleUnit
from staff.models import AuditEntry
from tests.invitations.factory import frame_csv, published, schema

pytestmark = pytest.mark.django_db


def import_csv(study, data: bytes, **options) -> frames.Imported:
    return frames.import_frame(study, schema(), data, **options)


def test_a_first_import_stores_units_and_says_so() -> None:
    study = published()
    imported = import_csv(study, frame_csv(5))
    assert (imported.rows, imported.new, imported.made_up) == (5, 5, True)
    unit = study.units.get(frame_id="MU-00003")
    assert (unit.group, unit.language, unit.strata["municipality"]) == ("wi2021_asiel", "ar", "GM0363")
    assert Frame.objects.get().made_up
    assert AuditEntry.objects.get(action="frame.import").details["rows"] == 5


def test_one_bad_row_keeps_all_rows_out() -> None:
    study = published()
    with pytest.raises(FrameUnreadable):
        import_csv(study, frame_csv(5) + b"\nMU-9,wi1998,man,GM0363,ar,1990,west")
    assert not SampleUnit.objects.exists()
    assert not Frame.objects.exists()


def test_a_failure_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    study = published()

    def broken(*args, **kwargs) -> None:
        raise OSError("disk")

    monkeypatch.setattr(SampleUnit.objects.__class__, "bulk_update", broken)
    with pytest.raises(OSError, match="disk"):
        import_csv(study, frame_csv(5))
    assert not SampleUnit.objects.exists()


def test_a_second_import_tells_new_changed_and_gone() -> None:
    study = published()
    import_csv(study, frame_csv(4))
    later = frame_csv(6).replace(b"MU-00001,wi2021_asiel,man,GM0363", b"MU-00001,wi2021_asiel,man,GM0599")
    later = b"\n".join(line for line in later.splitlines() if not line.startswith(b"MU-00002"))
    imported = import_csv(study, later)
    assert (imported.new, imported.unchanged) == (2, 2)
    assert imported.changed == {"MU-00001": ["municipality"]}
    assert imported.gone == ["MU-00002"]
    assert study.units.count() == 6
    assert study.units.get(frame_id="MU-00001").strata["municipality"] == "GM0599"


def test_real_and_made_up_people_do_not_mix() -> None:
    study = published()
    import_csv(study, frame_csv(1))
    with pytest.raises(FrameUnreadable, match="already has made-up"):
        import_csv(study, frame_csv(1, prefix="P-"))


def test_a_dry_run_stores_nothing() -> None:
    study = published()
    assert import_csv(study, frame_csv(3), dry_run=True).new == 3
    assert not SampleUnit.objects.exists()


def test_the_command_answers_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    published()
    file = tmp_path / "frame.csv"
    file.write_bytes(frame_csv(3))
    call_command("import_frame", "small", str(file), "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"]
    assert answer["new"] == 3


def test_the_command_lists_problems_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    published()
    file = tmp_path / "frame.csv"
    file.write_bytes(frame_csv(2).replace(b"wi2021_asiel", b"wi1998"))
    with pytest.raises(CommandError, match="2 problems"):
        call_command("import_frame", "small", str(file))
    assert "row 2, column “group”" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("import_frame", "small", str(file), "--json")
    assert json.loads(capsys.readouterr().out)["problems"][0]["row"] == 2


@pytest.mark.parametrize(("slug", "file"), [("nothing", "frame.csv"), ("small", "nothing.csv")])
def test_an_unknown_study_or_file_is_told(slug: str, file: str, tmp_path: Path) -> None:
    published()
    (tmp_path / "frame.csv").write_bytes(frame_csv(1))
    with pytest.raises(CommandError, match="nothing"):
        call_command("import_frame", slug, str(tmp_path / file))
