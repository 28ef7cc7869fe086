"""Does this installation do its jobs? Starts a small one and waits for it."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from staff import jobs, self_test
from staff.models import Job


class Command(BaseCommand):
    help = "Start a small job and wait until a worker or child process has done it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=int, default=60, help="how long to wait (default 60)")

    def handle(self, *args: Any, seconds: int, **options: Any) -> None:
        job = jobs.start(self_test.KIND, {"items": 3}, None)
        end = time.monotonic() + seconds
        while job.state in (Job.State.QUEUED, Job.State.RUNNING):
            if time.monotonic() > end:
                raise CommandError(f"Job {job.pk} was not done in {seconds} s. Is a worker running (REDIS_URL)?")
            time.sleep(0.2)
            job.refresh_from_db()
        if job.state == Job.State.FAILED:
            raise CommandError(f"Job {job.pk} failed: {job.error}")
        self.stdout.write(f"Job {job.pk} was done by {job.process}.")
