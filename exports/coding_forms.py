"""Forms of the coding pages: codes of one answer, a new frame, a new code."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exports.code_frames import SECOND_SHARE, Frame, FrameCode
from exports.frame_faults import RESERVED
from exports.spelling import spelled

LONGEST_LIST = 40
"""Codes that are listed as buttons; of longer frames (countries) a name is typed."""
PARTS = ";"


class ChooseForm(forms.Form):
    """Codes of one answer: picked from the list, typed by number or name, or both."""

    typed = forms.CharField(label=_("Number or name of the code"), required=False, max_length=200)
    codes = forms.MultipleChoiceField(required=False)
    comment = forms.CharField(label=_("Comment"), required=False, max_length=300)
    repeats = forms.BooleanField(required=False)

    def __init__(self, frame: Frame, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.frame = frame
        self.fields["codes"].choices = [(one.code, one.code) for one in frame.codes]
        if frame.several:
            self.fields["typed"].help_text = _("Several: put a ; between them.")

    @property
    def listed(self) -> bool:
        return len(self.frame.codes) <= LONGEST_LIST

    @property
    def picked(self) -> list[str]:
        return self.data.getlist("codes") if self.is_bound else []

    @property
    def for_repeats(self) -> bool:
        """Whether equal answers get the codes too: yes, until somebody says no."""
        return not self.is_bound or "repeats" in self.data

    def clean_typed(self) -> list[str]:
        """The codes that were typed, each by its number, its code or one of its labels."""
        found = []
        for part in filter(None, (one.strip() for one in self.cleaned_data["typed"].split(PARTS))):
            codes = [one.code for one in self.frame.codes if _means(part, one)]
            if len(codes) != 1:
                raise forms.ValidationError(gettext("No code is called “%(part)s”.") % {"part": part[:40]})
            found += codes
        return found

    def clean(self) -> None:
        chosen = list(dict.fromkeys((*self.cleaned_data.get("typed", ()), *self.cleaned_data.get("codes", ()))))
        self.cleaned_data["chosen"] = chosen
        if not self.errors and not chosen:
            raise forms.ValidationError(gettext("Choose a code, or skip the answer."))
        if not self.errors and not self.frame.allows(chosen):
            raise forms.ValidationError(_refusal(self.frame))


def _refusal(frame: Frame) -> str:
    if frame.several:
        return gettext("“Cannot be coded” and “No answer in it” go alone.")
    return gettext("Choose one code: this frame takes one for each answer.")


def _means(part: str, one: FrameCode) -> bool:
    return part == str(one.value) or part == one.code or spelled(part) in _names(one)


def _names(one: FrameCode) -> Iterable[str]:
    return {spelled(label) for label in one.label.by_language.values()}


class FrameForm(forms.Form):
    """A new frame for a question that has none."""

    lexicon = forms.ChoiceField(
        label=_("What the program may code"),
        required=False,
        choices=[
            ("", _("Nothing: people code")),
            ("country", _("Countries")),
            ("municipality", _("Municipalities")),
        ],
    )
    several = forms.BooleanField(label=_("Several codes for one answer"), required=False)
    second_share = forms.FloatField(
        label=_("Share of texts for a second coder, 0 to 1"), min_value=0, max_value=1, initial=SECOND_SHARE
    )
    seed = forms.IntegerField(label=_("Seed of the draw"), min_value=0, max_value=999_999_999, initial=1)


class CodeForm(forms.Form):
    """One code more."""

    code = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,23}$", label=_("Short name"), help_text=_("Lower-case letters, digits and _.")
    )
    value = forms.IntegerField(label=_("Number in datasets"), min_value=1, max_value=996)
    label_nl = forms.CharField(label=_("Label in Dutch"), max_length=120)
    label_en = forms.CharField(label=_("Label in English"), max_length=120)
    definition = forms.CharField(label=_("What belongs in it"), max_length=400, required=False)

    def __init__(self, frame: Frame, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.frame = frame

    def clean_code(self) -> str:
        if self.cleaned_data["code"] in {*self.frame.by_code, *RESERVED}:
            raise forms.ValidationError(
                gettext("Another code is called this already, or the name is reserved. Choose another one.")
            )
        return self.cleaned_data["code"]

    def clean_value(self) -> int:
        if self.cleaned_data["value"] in {one.value for one in self.frame.codes}:
            raise forms.ValidationError(gettext("Another code has this number already. Choose another one."))
        return self.cleaned_data["value"]

    @property
    def document(self) -> dict[str, object]:
        """The code as frames write it down."""
        given = self.cleaned_data
        words = {"label": {"nl": given["label_nl"], "en": given["label_en"]}}
        more = {"definition": given["definition"]} if given["definition"] else {}
        return {"code": given["code"], "value": given["value"], **words, **more}
