"""A whole made-up study on this machine: loaded, invited, answered, exported and served."""

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from invitations.codes import grouped
from invitations.issue import issue
from invitations.models import Code, Frame, Mailing, SampleUnit
from respondents.models import Interview
from staff.invite import Invitation, invite, renew
from staff.models import Role, User
from surveys.models import Edition, Study

STUDY = "perspectief-2024"
SEED = 2024
OPEN_DAYS = 120
FLYER = "demo"
TRY_GROUPS = ("wi2021_asiel", "wi2021_gezin", "wi2013_asiel")


class Command(BaseCommand):
    help = "Load the study, invite 200 made-up people, let 60 answer, code, export, make log-ins and start the server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--units", type=int, default=200, help="made-up people in the frame")
        parser.add_argument("--answers", type=int, default=60, help="how many of them answer")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--audio", action="store_true", help="computer voices too (takes minutes)")
        parser.add_argument("--no-serve", action="store_true", help="prepare everything, start no server")

    def handle(self, **options) -> None:
        self.folder = Path(settings.VAR_DIR) / "demo"
        self.folder.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not Edition.objects.filter(study__slug=STUDY).exists():
            call_command("load_study", STUDY, publish=True, open_days=OPEN_DAYS)
        study = Study.objects.get(slug=STUDY)
        self._invite(study, options["units"])
        self._answer(study, options["answers"])
        call_command("code_answers", STUDY)
        call_command("export_dataset", STUDY, out=self.folder / "export")
        call_command("make_flyers", STUDY, out=self.folder / "flyers", channel=FLYER, label="Flyer (demo)")
        if options["audio"]:
            call_command("audio", STUDY, make=True, languages="nl,en,tr")
        self._say(study, options["port"])
        if not options["no_serve"]:
            serve(options["port"])

    def _invite(self, study: Study, units: int) -> None:
        if Frame.objects.filter(study=study).exists():
            return
        frame = self.folder / "frame.csv"
        call_command("make_frame", STUDY, n=units, seed=SEED, out=frame)
        call_command("import_frame", STUDY, frame)
        call_command(
            "make_letters", STUDY, mailing=Mailing.Kind.INVITATION, out=self.folder / "letters", batch_size=100
        )

    def _answer(self, study: Study, answers: int) -> None:
        if not Interview.objects.filter(edition__study=study, synthetic=True).exists():
            call_command("simulate", STUDY, n=answers, seed=SEED)

    def _say(self, study: Study, port: int) -> None:
        say = self.stdout.write
        say(self.style.SUCCESS("\nInburgerstem is ready. Everybody in it is made up."))
        say(f"  Landing page   http://127.0.0.1:{port}/")
        say("  Codes to try")
        for unit, code in fresh_codes(study):
            say(f"    {grouped(code)}   {unit.group}")
        say(f"  Staff          http://127.0.0.1:{port}/staff/")
        for role in Role.values:
            account = log_in_for(role)
            say(f"    {account.user.email:<26} password {account.password}  TOTP {account.totp_secret}")
            say(f"    {'':<26} code now {account.current_code()}")
        say(f"  Letters        {self.folder / 'letters'}")
        say(f"  Flyers         {self.folder / 'flyers'}")
        say(f"  Export         {self.folder / 'export'}\n")


def fresh_codes(study: Study) -> list[tuple[SampleUnit, str]]:
    """A new code for one unit of each group to try that has not answered yet, as a reprint would give it."""
    active = SampleUnit.State.ACTIVE
    waiting = study.units.filter(interviewlink__isnull=True, state=active, sampled=True)
    units = [unit for group in TRY_GROUPS if (unit := waiting.filter(group=group).order_by("pk").first())]
    mailing = Mailing.objects.filter(study=study).first()
    return issue(study, units=units, mailing=mailing, purpose=Code.Purpose.LETTER)


def log_in_for(role: str) -> Invitation:
    """An account with this role; on a second run the same account with new secrets."""
    email = f"{role}@example.org"
    user = User.objects.filter(email=email).first()
    return renew(user) if user else invite(email, role)


def serve(port: int) -> None:
    """Become the web server on this machine's own address."""
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    os.execv(  # noqa: S606 - our own interpreter, fixed arguments
        sys.executable,
        [*server, "--workers", "1", "--blocking-threads", "4", "config.wsgi:application"],
    )
