"""A job that counts: shows, on a new installation, that jobs are really done (`manage.py check_jobs`)."""

import time
from pathlib import Path

from django.conf import settings

from staff.jobs import Progress
from staff.models import Job

KIND = "staff.self_test"
PAUSE_SECONDS = 0.01


def count(job: Job, progress: Progress) -> Path:
    """Count to `items`, slowly, and write down how far it came."""
    items = int(job.arguments["items"])
    for done in range(1, items + 1):
        time.sleep(PAUSE_SECONDS)
        progress.advance(done, items)
    file = Path(settings.VAR_DIR) / "self_test" / f"{job.pk}.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{items}\n", encoding="utf-8")
    return file
