"""What there is of a study that has to go one day. Reads only; opens no contact."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Max
from django.utils import timezone

from exports.closing.purge_plan import Kept
from exports.models import MonitorRecord
from invitations.deletion import that_left
from invitations.models import Batch, Code, Parcel
from respondents.models import CallBack, ContactWish, Interview, InterviewLink, Visit
from respondents.retention import bridges_are_gone
from surveys.editions import definition_of
from surveys.models import Study


def kept_of(study: Study) -> Kept:
    call_backs = CallBack.objects.filter(study=study.slug)
    rows = ContactWish.objects.filter(study=study.slug).order_by()
    wishes = dict(rows.values_list("kind").annotate(n=Count("pk")))
    interviews = Interview.objects.filter(edition__study=study)
    on_disk = list(Batch.objects.filter(mailing__study=study, state=Batch.State.SEALED, removed_at=None))
    left = that_left(on_disk)
    return Kept(
        call_backs=call_backs.count(),
        last_call_back=call_backs.aggregate(last=Max("goes_on"))["last"],
        wishes=tuple((kind, str(words), wishes.get(kind, 0)) for kind, words in ContactWish.Kind.choices),
        letters=len(left),
        last_letter=_last_letter(study, left),
        unsent_letters=len(on_disk) - len(left),
        parcels=Parcel.objects.filter(receiver__study=study, removed_at=None).count(),
        links=InterviewLink.objects.filter(interview__edition__study=study).count(),
        visits=Visit.objects.filter(interview__edition__study=study).count(),
        codes=Code.objects.filter(study=study).count(),
        people=study.units.count(),
        desk=study.desk_entries.count(),
        figures=MonitorRecord.objects.filter(study=study).count(),
        answers=interviews.exclude(state=Interview.State.WITHDRAWN).count(),
        promised=promised(study),
        purge_after=max(1, settings.PURGE_DAYS_AFTER),
        clocks=0 if bridges_are_gone(study) else interviews.count(),
        slug=study.slug,
    )


def promised(study: Study) -> date | None:
    """The last day on which answers can be removed, of all editions; None where one of them names none."""
    days = [definition_of(one).dates.withdraw_until for one in study.editions.defer("document")]
    return max(day for day in days if day) if days and all(days) else None


def _last_letter(study: Study, left: list[Batch]) -> date | None:
    """The day on which the last letter that left goes by itself; None where LETTER_DAYS_KEPT says never."""
    if not settings.LETTER_DAYS_KEPT or not left:
        return None
    parcels = Parcel.objects.filter(receiver__study=study, removed_at=None).values_list("made_at", flat=True)
    newest = max(moment for moment in (*(batch.sealed_at for batch in left), *parcels) if moment)
    return timezone.localdate(newest) + timedelta(days=settings.LETTER_DAYS_KEPT + 1)
