"""What is decided about flags and texts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exports.models import CleaningDecision

Action = CleaningDecision.Action
WHY = {"label": _("Why"), "max_length": 500, "help_text": _("Stays beside the decision. No names, no quotations.")}


class DecisionForm(forms.Form):
    """For everybody whom a rule flags, or for those who were ticked."""

    action = forms.ChoiceField(
        label=_("What to do"),
        choices=[(one.value, one.label) for one in (Action.LEAVE, Action.BLANK, Action.REMOVE)],
        initial=Action.LEAVE,
        widget=forms.RadioSelect,
    )
    variables = forms.MultipleChoiceField(
        label=_("Questions to empty"),
        required=False,
        help_text=_("Only where answers are to be emptied. What is worked out from them is emptied too."),
    )
    everybody = forms.BooleanField(label=_("For everybody on the list, on the other pages too"), required=False)
    why = forms.CharField(**WHY)

    def __init__(self, *args: Any, questions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["variables"].choices = list(questions)


class WhyForm(forms.Form):
    """The reason of an undo."""

    why = forms.CharField(**WHY)


class TextForm(forms.Form):
    """One text: which it is, and what to do with it. Also for a text in which nothing was found."""

    respnr = forms.IntegerField(label=_("Respondent number"), min_value=1, max_value=2_147_483_647)
    column = forms.ChoiceField(label=_("Which text"))
    choice = forms.ChoiceField(label=_("What to do"))
    why = forms.CharField(**WHY)

    def __init__(self, *args: Any, columns: Iterable[str], choices: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["column"].choices = [(name, name) for name in columns]
        self.fields["choice"].choices = list(choices)
