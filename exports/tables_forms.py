"""What an analyst can choose of a study's tables."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from exports.measures import measured_of
from exports.tables import POINTS
from exports.tabulate import Prepared, TablesWish
from surveys.engine.text import Text
from surveys.languages import NAMES

Choices = list[tuple[str, str]]


class TableForm(forms.Form):
    """Question, breakdown, filter, weight, language. Sent with GET; `tables_query` reads it."""

    question = forms.ChoiceField(label=_("Question"))
    by = forms.ChoiceField(label=_("Broken down by"), required=False)
    across = forms.ChoiceField(label=_("and by"), required=False)
    where = forms.ChoiceField(label=_("Only who answered"), required=False)
    weight = forms.ChoiceField(label=_("Weight"), required=False)
    lang = forms.ChoiceField(label=_("Language of labels"), choices=list(NAMES.items()))
    points = forms.DecimalField(label=_("A difference counts from (points)"), min_value=1, max_value=100)

    def __init__(self, prepared: Prepared, wish: TablesWish, language: str) -> None:
        super().__init__(initial=_initial(wish))
        self.language = language
        data = prepared.data
        labels = {name: self._told(variable.label) for name, variable in data.variables.items()}
        breaking = [(name, labels[name]) for name, variable in data.variables.items() if not variable.multi]
        measured = [(one.name, self._told(one.label)) for one in measured_of(data.definition, means=True)]
        also = [(name, label) for name, label in measured if name not in labels]
        self.fields["question"].choices = [("", "…"), *labels.items(), *also]
        self.fields["by"].choices = [("", _("nothing: the total")), *breaking]
        self.fields["across"].choices = [("", "–"), *breaking]
        self.fields["where"].choices = [("", _("everybody")), *self._kept(wish), *self._codes(prepared)]
        self.fields["weight"].choices = [("", _("none")), *((name, name) for name in prepared.weights)]
        if not prepared.weights:
            self.fields["weight"].disabled = True
            self.fields["weight"].help_text = _("This study has no weights yet.")

    def _told(self, text: Text) -> str:
        return text.get(self.language) or next(iter(text.by_language.values()), "")

    def _codes(self, prepared: Prepared) -> list[tuple[str, Choices]]:
        """Per variable its codes, as `name=code`."""
        return [
            (self._told(variable.label), [(f"{name}={code}", self._told(label)) for code, label in variable.options])
            for name, variable in prepared.data.variables.items()
        ]

    @staticmethod
    def _kept(wish: TablesWish) -> Choices:
        """A filter of several codes, as an address can hold, stays in the form as it is."""
        return [(one, one) for one in wish.where[:1] if "," in one]


def _initial(wish: TablesWish) -> Mapping[str, object]:
    names: Sequence[str] = wish.by[0].split("+") if wish.by else ()
    return {
        "question": next(iter(wish.questions), ""),
        "by": next(iter(names), ""),
        "across": "+".join(names[1:]),
        "where": next(iter(wish.where), ""),
        "weight": wish.weight,
        "lang": wish.language,
        "points": f"{wish.points:g}" if wish.points else POINTS,
    }


class SaveForm(forms.Form):
    """A name for a table, and its address."""

    name = forms.CharField(label=_("Name"), max_length=120)
    query = forms.CharField(max_length=1000, widget=forms.HiddenInput)
