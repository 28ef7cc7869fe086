"""Which fields of the draft are texts: django-modeltranslation gives each one column per language, '' = missing."""

from modeltranslation.translator import TranslationOptions, translator

from surveys.models import Derived, Group, Option, Page, Question, Scale, Section, StudyText, Term

TEXT_FIELDS = {
    Group: ("label",),
    Term: ("label", "explanation"),
    Section: ("title",),
    Page: ("title",),
    Question: ("label", "short_label", "hint"),
    Option: ("label", "hint"),
    Derived: ("label",),
    Scale: ("label",),
    StudyText: ("text",),
}


class NoFallback(TranslationOptions):
    """A missing text stays missing: who shows it decides what to show instead, and marks it."""

    fallback_languages = {"default": ()}
    empty_values = ""


for _model, _fields in TEXT_FIELDS.items():
    translator.register(_model, type(f"{_model.__name__}Texts", (NoFallback,), {"fields": _fields}))
