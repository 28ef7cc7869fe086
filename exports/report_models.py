"""A study's scales and regressions → sheets in the lay-out of the report. Reads interviews; stores nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext, gettext_noop

from exports.clean_people import clean_people
from exports.model_specs import BadSpecs, Model, Predictor, Specs, specs_of
from exports.numbers import Held, codes, first_of, is_one_of, numbers
from exports.printed_sheets import Head, Sheet, rounded
from exports.refusals import Refused
from exports.regression import Fit, Floats, Given, fit
from exports.scales import Reliability, reliability
from exports.sheets_wish import Wish
from exports.weights_stored import PREFIX
from surveys.engine.definition import Scale
from surveys.engine.problems import DefinitionError
from surveys.load import CannotRead, place_of, read_file

FILE = "models.yaml"


class NoModels(ValueError):
    """The study says no models, or its file cannot be read. The message says what to do."""


@dataclass(frozen=True)
class Made:
    """`sheets` in the order of the file; `refused`: title of a table → why it could not be made."""

    sheets: tuple[Sheet, ...]
    refused: Mapping[str, str]
    people: int


def read_specs(study: str) -> Specs:
    """Raises NoModels."""
    try:
        return specs_of(read_file(place_of(study) / FILE))
    except (CannotRead, DefinitionError, BadSpecs) as problem:
        raise NoModels(f"The models of {study} cannot be read from its {FILE}. {problem}") from problem


def make(wish: Wish, specs: Specs, *, clusters: bool = True) -> Made:
    """Every table that can be made. `clusters`: sessions in standard errors. Raises NothingToExport, Refused for a
    weight that there is not.
    """
    people = clean_people(wish.study, wish.edition)
    people.weights(wish.weight)  # refuses a name that there is not, once for all models
    held = Held(people.read.definitions, people.columns)
    sheets: list[Sheet] = []
    refused: dict[str, str] = {}
    for name in specs.scales:
        _try(sheets, refused, name, lambda name=name: scale_sheets(name, held, wish.language, specs.alphas.get(name)))
    for model in specs.models:
        title = f"{model.table} {model.title.shown(wish.language, 'nl').text}"
        _try(sheets, refused, title, lambda model=model: [model_sheet(model, held, wish, clusters=clusters)])
    told = tuple(replace(sheet, notes=(*sheet.notes, *people.notes())) for sheet in sheets)
    return Made(told, refused, len(people))


def _try(sheets: list[Sheet], refused: dict[str, str], title: str, made) -> None:
    try:
        sheets.extend(made())
    except Refused as problem:
        refused[title] = problem.said(gettext)


def scale_sheets(name: str, held: Held, language: str, printed_alpha: float | None = None) -> list[Sheet]:
    """Reliability of one scale, and the correlations of its items. Raises Refused."""
    scale = _scale(name, held)
    found = reliability(scale.items, np.column_stack([numbers(item, held) for item in scale.items]))
    title = f"{scale.label.shown(language, 'nl').text} ({name})"
    labels = {item: _label(item, held, language) for item in scale.items}
    return [_items_sheet(title, found, printed_alpha, labels), _pairs_sheet(title, found, labels)]


def _label(name: str, held: Held, language: str) -> str:
    """The question's short label, else its words, in the newest edition that has it."""
    for definition in held.definitions:
        if question := definition.questions.get(name):
            return (question.short_label or question.label).shown(language, definition.source).text
    return name


def _scale(name: str, held: Held) -> Scale:
    for definition in held.definitions:
        for scale in definition.scales:
            if scale.name == name:
                return scale
    raise Refused(gettext_noop("No edition has a scale %(name)s."), name=name)


def _items_sheet(title: str, found: Reliability, printed_alpha: float | None, labels: Mapping[str, str]) -> Sheet:
    heads = (
        Head(gettext("Item")),
        Head("n", 0),
        Head(gettext("Mean"), 2),
        Head("SD", 2),
        Head(gettext("Item-total correlation"), 2),
        Head(gettext("Alpha without the item"), 2),
    )
    rows = tuple((labels[i.name], i.n, i.mean, i.sd, i.correlation, i.alpha_without) for i in found.items)
    about = gettext(
        "Cronbach's alpha %(alpha)s (standardised %(standardised)s), n = %(n)s who answered every item; %(some)s "
        "answered one or more. The item-total correlation leaves the item itself out."
    )
    said = {name: rounded(value, 2) for name, value in vars(found).items() if isinstance(value, float)}
    notes = [about % {**vars(found), **said}]
    if printed_alpha is not None:
        notes.append(gettext("Printed in the report: %(alpha)s.") % {"alpha": rounded(printed_alpha, 2)})
    return Sheet(": ".join((gettext("Reliability"), title)), heads, rows, tuple(notes))


def _pairs_sheet(title: str, found: Reliability, labels: Mapping[str, str]) -> Sheet:
    heads = (Head(gettext("Item")), Head(gettext("Item")), Head("n", 0), Head("r", 2))
    rows = tuple((labels[pair.first], labels[pair.second], pair.n, pair.correlation) for pair in found.pairs)
    return Sheet(": ".join((gettext("Correlations"), title)), heads, rows, (gettext("Each pair: who answered both."),))


def model_sheet(model: Model, held: Held, wish: Wish, *, clusters: bool = True) -> Sheet:
    """One regression as the report prints it. Raises Refused."""
    among = held.only(_members(model.where, held))
    found = fit(given_of(model, among, wish.weight, clusters=clusters))
    labels = {one.name: one.label.shown(wish.language, "nl").text for one in model.predictors}
    heads = (Head(""), Head("B", 3), Head("SE", 3), Head("t", 2), Head("p", 3, chance=True), Head(""))
    rows = tuple((labels.get(c.name) or gettext("Constant"), c.b, c.se, c.t, c.p, c.stars) for c in found.coefficients)
    title = f"{model.table} {model.title.shown(wish.language, 'nl').text}"
    notes = (model.reference.shown(wish.language, "nl").text, *_about(found, wish))
    return Sheet(title, heads, rows, tuple(note for note in notes if note))


def _members(where: Mapping[str, Sequence[str]], held: Held) -> list[int]:
    places = list(range(len(held)))
    for name, wanted in where.items():
        own = codes([name], held)
        places = [place for place in places if own[place] in wanted]
    return places


def given_of(model: Model, held: Held, weight: str = "", *, clusters: bool = True) -> Given:
    """Outcome, predictors, weights and sessions of these people. Raises Refused for a name that there is not."""
    if not len(held):
        raise Refused(gettext_noop("Nobody is in this model."))
    weights = held.columns[f"{PREFIX}{weight}"] if weight else None
    return Given(
        model.outcome,
        numbers(model.outcome, held),
        tuple(one.name for one in model.predictors),
        np.column_stack([_values(one, held) for one in model.predictors]),
        None if weights is None else np.array([value or 0.0 for value in weights], dtype=float),
        held.columns.get("cluster") if clusters else None,
    )


def _values(predictor: Predictor, held: Held) -> Floats:
    if predictor.wanted:
        return is_one_of(predictor.of, predictor.wanted, predictor.among, held)
    return first_of(predictor.of, held)


def _about(found: Fit, wish: Wish) -> Iterator[str]:
    yield gettext("n = %(n)s, adjusted R² = %(r2)s. *** p < .001, ** p < .01, * p < .05.") % {
        "n": found.n,
        "r2": rounded(found.adjusted_r2, 2),
    }
    if found.left_out:
        worst = sorted(((n, name) for name, n in found.lacking.items() if n), reverse=True)
        told = ", ".join(f"{name} {n}" for n, name in worst)
        yield gettext("%(n)s people are left out, as they lack one value or more: %(told)s.") % {
            "n": found.left_out,
            "told": told,
        }
    if found.errors == "clustered":
        yield gettext(
            "Standard errors take %(clusters)s clusters into account: group sessions, and who came alone."
        ) % {"clusters": found.clusters}
    if found.weighted:
        yield gettext("Weighted by %(weight)s; standard errors are robust.") % {"weight": f"{PREFIX}{wish.weight}"}
