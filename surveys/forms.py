"""A page of a questionnaire as a Django form, laid out by crispy-forms with this project's own template pack.

    form = PageForm(shown, language, definition, data=request.POST or None, initial=answers)
    if form.is_valid(): form.answers          # {question: Answer or None}

In a template, inside its own <form novalidate>: `{% load crispy_forms_tags %}{% crispy form %}`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from surveys.answer_messages import message
from surveys.engine.answers import Answer, AnswerError, read
from surveys.engine.definition import Definition
from surveys.engine.path import ShownPage, ShownQuestion
from surveys.fields import KINDS, Asked, Parts, context_of, parts_of, raw_parts, said
from surveys.languages import direction

PACK = "inburgerstem"


class PartsInput(forms.Widget):
    """Gathers the parts of one question out of the submitted form; templates do the drawing."""

    def __init__(self, shown: ShownQuestion) -> None:
        super().__init__()
        self.shown = shown

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Parts:
        def get(key: str) -> list[str]:
            values = data.getlist(key) if hasattr(data, "getlist") else data.get(key, ())
            return [values] if isinstance(values, str) else list(values)

        return raw_parts(self.shown.question, get)


class AnswerField(forms.Field):
    """One question. Its clean value is an Answer, or None where it was left empty: never required."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(required=False, widget=PartsInput(asked.shown))
        self.asked = asked

    def clean(self, value: Parts) -> Answer | None:
        asked = replace(self.asked, raw=value)
        try:
            raw = KINDS[asked.question.type].resolve(asked)
            return read(asked.question, raw, options=asked.shown.options)
        except AnswerError as error:
            self.asked = replace(self.asked, candidates=error.params.get("candidates", ()))
            raise ValidationError(message(error, asked.language), code=error.code) from error


def _hearing(context: Any) -> dict[str, Any]:
    """What the page around the form can let people hear (surveys.hearing), for the templates of its parts."""
    return {"hearing": context.get("hearing") if context else None}


class TitleLayout(LayoutObject):
    """Draws the page's title, where it has one."""

    fields: list[str] = []

    def render(self, form: "PageForm", context: Any, template_pack: str = PACK, **kwargs: Any) -> SafeString:
        with translation.override(form.language):
            return render_to_string(f"{template_pack}/title.html", {"title": form.title, **_hearing(context)})


class QuestionLayout(LayoutObject):
    """Draws one question with the template of its type."""

    def __init__(self, name: str) -> None:
        self.fields = [name]

    def render(self, form: "PageForm", context: Any, template_pack: str = PACK, **kwargs: Any) -> SafeString:
        (name,) = self.fields
        form.rendered_fields.add(name)
        with translation.override(form.language):
            found = {**form.question_context(name), **_hearing(context)}
            return render_to_string(f"{template_pack}/question.html", found)


class PageForm(forms.Form):
    """The questions of one page, in one language. A missing text is shown in the source language, marked.

    `initial` holds answers by question, to show them again. After `is_valid()`, `answers` has an entry for each
    question that asks: the Answer, or None where it was left empty.
    """

    def __init__(
        self,
        shown_page: ShownPage,
        language: str,
        definition: Definition,
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Answer] | None = None,
    ) -> None:
        self.shown_page, self.language, self.definition = shown_page, language, definition
        self.given = initial or {}
        super().__init__(data=data, use_required_attribute=False)
        for shown in shown_page.questions:
            self.fields[shown.question.name] = AnswerField(Asked(shown, language, definition))
        self.helper = self._helper()

    def _helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.template_pack = PACK
        helper.layout = Layout(TitleLayout(), *(QuestionLayout(name) for name in self.fields))
        return helper

    def full_clean(self) -> None:
        with translation.override(self.language):
            super().full_clean()

    @property
    def answers(self) -> dict[str, Answer | None]:
        """What was answered, by question. Only of a form that is valid."""
        if not self.is_valid():
            raise ValueError("The form is not valid; show its errors first.")
        asked = (shown.question for shown in self.shown_page.questions if shown.question.asks)
        return {question.name: self.cleaned_data[question.name] for question in asked}

    @property
    def skipped(self) -> bool:
        """Whether the page asks something and nothing was filled in."""
        answers = self.answers
        return bool(answers) and all(answer is None for answer in answers.values())

    @property
    def title(self) -> Any:
        """The page's title as it is shown, None where it has none; the first question is the heading then."""
        return said(self.shown_page.page.title, self.language, self.definition.source)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """For each question with an error: the id of its first control, and the message."""
        return [(name, str(messages[0])) for name, messages in self.errors.items()]

    @property
    def summary_title(self) -> str:
        with translation.override(self.language):
            return translation.gettext("We cannot go on yet")

    def question_context(self, name: str) -> dict[str, Any]:
        """What the template of this question is given."""
        errors = self.errors.get(name, [])
        field = self.fields[name]
        first = self.title is None and next(iter(self.fields)) == name
        found = context_of(replace(field.asked, raw=self._parts(name)))
        described = [f"{name}--hint"] * bool(found["hint"]) + [f"{name}--error"] * bool(errors)
        return {
            **found,
            "template": f"{PACK}/{KINDS[field.asked.question.type].template}.html",
            "heading": "h1" if first else "h2",
            "language": self.language,
            "direction": direction(self.language),
            "error": errors[0] if errors else "",
            "described_by": " ".join(described),
        }

    def _parts(self, name: str) -> Parts:
        """What to show in the controls: what was sent, else the answer given before."""
        field = self.fields[name]
        if self.is_bound:
            return field.widget.value_from_datadict(self.data, {}, name)
        answer = self.given.get(name)
        return parts_of(field.asked.question, answer, self.language) if answer is not None else {}
