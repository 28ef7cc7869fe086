"""What Prometheus collects: from inside only, of all processes, and nothing that points at a person."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from config import site_figures
from config.metrics_files import checked_token
from staff.models import Job

TOKEN = "t" * 24
BOTH = ["default", "contacts"]


@pytest.fixture
def collect(client: Client, settings: Any) -> Callable[..., Any]:
    settings.METRICS_TOKEN = TOKEN

    def ask(token: str = TOKEN, **headers: str) -> Any:
        return client.get("/metrics", headers={"authorization": f"Bearer {token}", **headers})

    return ask


def samples(text: str) -> dict[tuple[str, ...], float]:
    """(name, label values…) → value."""
    families = text_string_to_metric_families(text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


@pytest.mark.django_db(databases=BOTH)
def test_who_may_collect(client: Client, settings: Any, collect: Callable[..., Any]) -> None:
    assert collect().status_code == 200
    assert collect("wrong").status_code == 401
    assert client.get("/metrics").status_code == 401
    settings.PROXIES = 1
    assert collect(**{"x-forwarded-for": "198.51.100.7"}).status_code == 404
    assert collect().status_code == 200, "from inside, past the proxy"
    settings.METRICS_TOKEN = ""
    assert collect("").status_code == 404
    assert client.post("/metrics").status_code in (404, 405)


@pytest.mark.django_db(databases=BOTH)
def test_a_collector_calls_a_machine_by_its_number(collect: Callable[..., Any], client: Client) -> None:
    """Probes and collectors do not know the site's name; other pages still refuse a wrong one."""
    assert collect(host="10.1.2.3:8000").status_code == 200
    assert client.get("/healthz", headers={"host": "10.1.2.3:8000"}).status_code == 200
    assert client.get("/", headers={"host": "10.1.2.3:8000"}).status_code == 400


def test_a_token_that_could_be_guessed_is_refused() -> None:
    assert checked_token("") == ""
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN is shorter"):
        checked_token("short")


@pytest.mark.django_db(databases=BOTH)
def test_requests_are_counted_by_route(client: Client, collect: Callable[..., Any]) -> None:
    before = samples(collect().content.decode())
    client.get("/healthz")
    client.get("/nothing/of/ours/1234567890123456/")
    text = collect().content.decode()
    after = samples(text)
    for labels in (("GET", "healthz", "200"), ("GET", "none", "404")):
        key = ("inburgerstem_requests_total", *labels)
        assert after[key] == before.get(key, 0) + 1
    assert ("inburgerstem_request_seconds_count", "healthz") in after
    assert "1234567890123456" not in text


@pytest.mark.django_db(databases=BOTH)
def test_jobs_by_kind_state_and_age(collect: Callable[..., Any]) -> None:
    now = timezone.now()
    Job.objects.create(kind="letters", state=Job.State.QUEUED, arguments={"who": "planted-argument"})
    Job.objects.create(kind="dataset", state=Job.State.RUNNING, beat_at=now - timedelta(hours=1))
    Job.objects.create(kind="dataset", state=Job.State.FAILED, error="planted-error", finished_at=now)
    Job.objects.create(kind="dataset", state=Job.State.DONE, finished_at=now - timedelta(days=2))
    Job.objects.update(created_at=now - timedelta(minutes=10))
    text = collect().content.decode()
    found = samples(text)
    assert found["inburgerstem_jobs", "letters", "queued"] == 1
    assert found["inburgerstem_jobs", "dataset", "failed"] == 1
    assert ("inburgerstem_jobs", "dataset", "done") not in found
    assert found["inburgerstem_jobs_silent",] == 1
    assert 590 < found["inburgerstem_job_age_seconds", "queued"] < 700
    assert "planted" not in text


@pytest.mark.django_db(databases=BOTH)
def test_interviews_are_told_in_tens(collect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    counted = [("mini", "open", 9), ("mini", "sent", 17), ("mini", "withdrawn", 10)]
    monkeypatch.setattr(site_figures, "_interviews", lambda: counted)
    found = samples(collect().content.decode())
    told = {key[1:]: value for key, value in found.items() if key[0] == "inburgerstem_interviews"}
    assert told == {("sent", "mini"): 10, ("withdrawn", "mini"): 10}


@pytest.mark.django_db(databases=BOTH)
def test_what_cannot_be_read_is_said(collect: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise OSError("planted-path")

    monkeypatch.setitem(site_figures.PARTS, "disk", broken)
    text = collect().content.decode()
    found = samples(text)
    assert (found["inburgerstem_figures_read", "disk"], found["inburgerstem_figures_read", "jobs"]) == (0, 1)
    assert ("inburgerstem_files_free_bytes",) not in found
    assert "planted" not in text


@pytest.mark.django_db(databases=BOTH)
def test_the_age_of_the_newest_backup(collect: Callable[..., Any], settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_DIR, settings.BACKUP_CONTACTS_DIR = tmp_path / "main", tmp_path / "apart"
    folder = tmp_path / "main" / (timezone.now() - timedelta(hours=30)).strftime("%Y-%m-%dT%H%M%SZ")
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    found = samples(collect().content.decode())
    assert 29 * 3600 < found["inburgerstem_backup_age_seconds", "default"] < 31 * 3600
    assert ("inburgerstem_backup_age_seconds", "contacts") not in found


COUNT = """
import os, django; django.setup()
from config import metrics
for _ in range({times}): metrics.count_request("GET", "help", 200, 0.01)
metrics.POOL.labels("default", "open").set(3)
"""
TELL = """
import django; django.setup()
from config import metrics
print(metrics.of_processes().decode())
"""


def test_several_processes_are_told_as_one(tmp_path: Path) -> None:
    """As granian's workers: each counts for itself, any of them tells the sum; the pools of the dead do not count."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "METRICS_TOKEN": TOKEN, "VAR_DIR": str(tmp_path)}
    env |= {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "counts")}
    told = [
        subprocess.run(
            [sys.executable, "-c", script],
            env=env,
            cwd=django_settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for script in (COUNT.format(times=3), COUNT.format(times=4), TELL)
    ]
    found = samples(told[-1])
    assert found["inburgerstem_requests_total", "GET", "help", "200"] == 7
    assert not [key for key in found if key[0] == "inburgerstem_database_connections"]
    assert (tmp_path / "counts").stat().st_mode & 0o777 == 0o700
