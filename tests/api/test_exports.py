"""One's own exports: found by study and owner in JSON, told, and fetched under the rules of the site."""

from pathlib import Path

import pytest

from staff.models import AuditEntry, Job
from tests.api.conftest import Readers

pytestmark = pytest.mark.django_db


def test_one_s_own_exports(reader: Readers, own_var_dir: Path) -> None:
    analyst = reader("analyst")

    def job(state: str, **said: object) -> Job:
        arguments = {"study": "field", "formats": ["sav"], "language": "nl", "file": "full", **said}
        return Job.objects.create(
            kind="dataset", state=state, created_by=analyst.user, arguments=arguments, file="exports/made.zip"
        )

    (own_var_dir / "exports").mkdir()
    (own_var_dir / "exports" / "made.zip").write_bytes(b"PK whole")
    done, busy, typed = job("done"), job("running"), job("done", open_text=True)
    told = {one["id"]: one for one in analyst.ask("/studies/field/exports").json()["items"]}
    assert [told[str(one.pk)]["file"] is not None for one in (done, busy, typed)] == [True, False, False]
    file = analyst.ask(told[str(done.pk)]["file"])
    assert b"".join(file.streaming_content) == b"PK whole"
    assert (file["Content-Type"], file["Cache-Control"]) == ("application/zip", "private, no-store")
    assert AuditEntry.objects.filter(action="job.download", user=analyst.user, object=str(done.pk)).count() == 1
    assert analyst.ask(f"/studies/field/exports/{busy.pk}/file").status_code == 409
    assert analyst.ask(f"/studies/field/exports/{typed.pk}/file").status_code == 403
    (own_var_dir / "exports" / "made.zip").unlink()
    assert analyst.ask(f"/studies/field/exports/{done.pk}/file").status_code == 404
    analyst.user.memberships.all().delete()
    assert analyst.ask("/studies/field/exports").status_code == 401, "who works there no more has no token"
