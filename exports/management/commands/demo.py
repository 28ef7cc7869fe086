"""A whole made-up study on this machine: loaded, invited, answered, exported and served."""

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from exports.advice_made import make as make_advice
from invitations.codes import grouped
from invitations.issue import issue
from invitations.models import Code, Frame, Mailing, SampleUnit
from staff import contacts
from staff.invite import Invitation, invite, renew
from staff.models import Role, User
from surveys.models import Edition, Study

STUDY = "perspectief-2024"
SEED = 2024
OPEN_DAYS = 120
WEEKS = 5
"""Of fieldwork that have gone by: two mailings are out, the third is being made."""
LETTERS = 100
"""Of the third mailing that are printed."""
FLYER = "demo"
MUNICIPALITY = "Demodorp (verzonnen)"
TRY_GROUPS = ("wi2021_asiel", "wi2021_gezin", "wi2013_asiel")


class Command(BaseCommand):
    help = (
        "Load the study, let 1,200 made-up people go through five weeks of fieldwork, print 100 letters, let 40 more "
        "answer today, code, export, make log-ins and start the server."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--units", type=int, default=1200, help="made-up people in the frame")
        parser.add_argument("--answers", type=int, default=40, help="how many answer today")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--audio", action="store_true", help="computer voices too (takes minutes)")
        parser.add_argument("--no-serve", action="store_true", help="prepare everything, start no server")

    def handle(self, **options) -> None:
        self.folder = Path(settings.VAR_DIR) / "demo"
        self.folder.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not Edition.objects.filter(study__slug=STUDY).exists():
            call_command("load_study", STUDY, publish=True, open_days=OPEN_DAYS, open_since=7 * WEEKS)
        study = Study.objects.get(slug=STUDY)
        self._fieldwork(study, options["units"], options["answers"])
        call_command("code_answers", STUDY)
        call_command("monitor", STUDY)
        make_advice(study, now=timezone.now())
        call_command("export_dataset", STUDY, out=self.folder / "export")
        call_command("make_flyers", STUDY, out=self.folder / "flyers", channel=FLYER, label="Flyer (demo)")
        if options["audio"]:
            call_command("audio", STUDY, make=True, languages="nl,en,tr")
        self._say(study, options["port"])
        if not options["no_serve"]:
            serve(options["port"])

    def _fieldwork(self, study: Study, units: int, answers: int) -> None:
        if Frame.objects.filter(study=study).exists():
            return
        truth, letters = self.folder / "truth.yaml", self.folder / "letters"
        call_command("simulate_fieldwork", STUDY, people=units, weeks=WEEKS, seed=SEED, truth=truth)
        call_command(
            "make_letters", STUDY, mailing=Mailing.Kind.REMINDER_2, out=letters, batch_size=LETTERS, limit=LETTERS
        )
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
    account = renew(user) if user else invite(email, role)
    if role == Role.MUNICIPALITY:
        works_for_a_municipality(account.user)
    return account


def works_for_a_municipality(user: User) -> None:
    """The first contact of one that does not exist."""
    made_up, now = contacts.municipality_named(MUNICIPALITY, user), timezone.now()
    user.memberships.filter(organisation=None).delete()
    if not contacts.contacts_of(made_up, STUDY).exists():
        asked, _ = contacts.ask(contacts.Post(made_up, STUDY, 1), user.email, by=user, now=now)
        contacts.accept(asked, user, now)


def serve(port: int) -> None:
    """Become the web server on this machine's own address."""
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    os.execv(  # noqa: S606 - our own interpreter, fixed arguments
        sys.executable,
        [*server, "--workers", "1", "--blocking-threads", "4", "config.wsgi:application"],
    )
