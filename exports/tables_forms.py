"""What an analyst can choose of a study's tables."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from exports.counting import Data, Variable
from exports.measures import measured_of
from exports.tables import POINTS
from exports.tables_chapters import sources, tag_named
from exports.tabulate import Prepared, TablesWish
from surveys.engine.tags import tags_of
from surveys.engine.text import Text
from surveys.languages import NAMES

Choices = list[tuple[str, str]]
BOXES = "only-"
"""What the names of fields with the codes of a filter begin with."""


class TableForm(forms.Form):
    """Question, breakdown, filters, edition, weight, language. Sent with GET; `tables_query` reads it.

    Each question that is filtered by has a box per code; all these boxes have one name in the address.
    """

    tag = forms.ChoiceField(
        label=_("Questions about"),
        required=False,
        help_text=_("Choose something and show: the list below then holds only the questions about that."),
    )
    question = forms.ChoiceField(label=_("Question"))
    by = forms.ChoiceField(label=_("Broken down by"), required=False)
    across = forms.ChoiceField(label=_("and by"), required=False)
    filter = forms.ChoiceField(label=_("Add a filter: only who answered something to"), required=False)
    edition = forms.ChoiceField(label=_("Edition"), required=False)
    weight = forms.ChoiceField(label=_("Weight"), required=False)
    lang = forms.ChoiceField(label=_("Language of labels"), choices=list(NAMES.items()))
    points = forms.DecimalField(label=_("A difference counts from (points)"), min_value=1, max_value=100)

    def __init__(
        self,
        prepared: Prepared,
        wish: TablesWish,
        language: str,
        editions: Choices,
        added: str = "",
        tag: str = "",
    ) -> None:
        """Raises CannotTabulate for a tag that the study does not have."""
        super().__init__(initial={**_initial(wish), "tag": tag})
        self.language = language
        data = prepared.data
        about = tag_named(data, tag) if tag else None
        labels = {name: self._told(variable.label) for name, variable in data.variables.items()}
        breaking = [(name, labels[name]) for name, variable in data.variables.items() if not variable.multi]
        measured = [(one.name, self._told(one.label)) for one in measured_of(data.definition, means=True)]
        also = [(name, label) for name, label in measured if name not in labels]
        asked = [*labels.items(), *also]
        if about:
            chosen, of_question = self.initial["question"], sources(data)
            asked = [one for one in asked if of_question.get(one[0], one[0]) in about.names or one[0] == chosen]
        self.fields["question"].choices = [("", "…"), *asked]
        self._tags(data)
        self.fields["by"].choices = [("", _("nothing: the total")), *breaking]
        self.fields["across"].choices = [("", "–"), *self._kept(labels), *breaking]
        self.fields["edition"].choices = [("", _("the newest with answers, and those it follows")), *editions]
        self._filters(data, labels, wish, added)
        self.fields["weight"].choices = [("", _("none")), *((name, name) for name in prepared.weights)]
        if not prepared.weights:
            self.fields["weight"].disabled = True
            self.fields["weight"].help_text = _("This study has no weights yet.")

    def _tags(self, data: Data) -> None:
        """Every tag, below its kind; without tags there is nothing to choose."""
        kinds = tags_of(data.definition)
        grouped = [(self._told(one.label), [(tag.key, self._told(tag.label)) for tag in one.tags]) for one in kinds]
        self.fields["tag"].choices = [("", _("everything")), *grouped]
        if not kinds:
            del self.fields["tag"]

    def _told(self, text: Text) -> str:
        return text.get(self.language) or next(iter(text.by_language.values()), "")

    def _filters(self, data: Data, labels: Mapping[str, str], wish: TablesWish, added: str) -> None:
        """The boxes of every filter of the wish and of the one to add, and the questions that can be added still."""
        kept = dict(one.partition("=")[::2] for one in wish.where)
        shown = [*kept, *([added] if added in labels and added not in kept else [])]
        for name in shown:
            self.fields[f"{BOXES}{name}"] = self._boxes(data.variables[name], kept.get(name, ""))
        others = [(name, label) for name, label in labels.items() if name not in shown]
        self.fields["filter"].choices = [("", "–"), *others]
        self.order_fields(["tag", "question", "by", "across", *(f"{BOXES}{name}" for name in shown), "filter"])

    def _boxes(self, variable: Variable, ticked: str) -> forms.MultipleChoiceField:
        choices = [(f"{variable.name}={code}", self._told(label)) for code, label in variable.options]
        return forms.MultipleChoiceField(
            label=_("Only who answered: %(question)s") % {"question": self._told(variable.label)},
            choices=choices,
            initial=[f"{variable.name}={code}" for code in ticked.split(",") if code],
            required=False,
            help_text=_("One of those that you tick will do. Tick none to take the filter away."),
            widget=forms.CheckboxSelectMultiple(attrs={"id": f"id_{BOXES}{variable.name}"}),
        )

    def add_prefix(self, field_name: str) -> str:
        """All boxes are sent under one name."""
        return "only" if field_name.startswith(BOXES) else super().add_prefix(field_name)

    def _kept(self, labels: Mapping[str, str]) -> Choices:
        """A breakdown by three, as an address can hold, stays in the form as it is."""
        across = str(self.initial["across"])
        names = across.split("+")
        return [(across, " × ".join(labels.get(name, name) for name in names))] if len(names) > 1 else []


def _initial(wish: TablesWish) -> Mapping[str, object]:
    names: Sequence[str] = wish.by[0].split("+") if wish.by else ()
    return {
        "question": next(iter(wish.questions), ""),
        "by": next(iter(names), ""),
        "across": "+".join(names[1:]),
        "edition": "" if wish.edition is None else str(wish.edition),
        "weight": wish.weight,
        "lang": wish.language,
        "points": f"{wish.points:g}" if wish.points else POINTS,
    }


class SaveForm(forms.Form):
    """A name for a table, and its address."""

    name = forms.CharField(label=_("Name"), max_length=120)
    query = forms.CharField(max_length=1000, widget=forms.HiddenInput)
