"""Do one job in this process: what the web starts as a child process, and how a broken-off job is started again."""

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from staff import jobs
from staff.models import Job


class Command(BaseCommand):
    help = "Do one job (letters, an export) in this process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("job_id", type=UUID, metavar="ID", help="the job's id, from the page of the job")
        parser.add_argument("--key", action="store_true", help="read the key of its sealed file from standard input")

    def handle(self, *args: Any, job_id: UUID, key: bool = False, **options: Any) -> None:
        try:
            job = jobs.run(str(job_id), sys.stdin.readline().strip() if key else "")
        except Job.DoesNotExist:
            raise CommandError(f"There is no job {job_id}.") from None
        except jobs.JobBusy:
            raise CommandError(f"Job {job_id} is running in another process. Wait for it.") from None
        if job.state == Job.State.FAILED:
            raise CommandError(f"Job {job_id} failed: {job.error}")
        self.stdout.write(f"{job.pk} {job.state} {job.file}")
