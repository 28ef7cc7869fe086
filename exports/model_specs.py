"""`models.yaml` of a study: which scales and regressions a report prints, as data. Pure; docs/models.md explains it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.engine.text import Text


class BadSpecs(ValueError):
    """The file does not say what a model needs. The message names the place."""


@dataclass(frozen=True)
class Predictor:
    """A number (`of`: the first of these names that somebody has), or 1 for an answer (`wanted`) and 0 for others."""

    name: str
    label: Text
    of: tuple[str, ...]
    wanted: tuple[str, ...] = ()
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """One regression. `where`: name → codes of who is in it. `reference`: what the dummies are held against."""

    table: str
    title: Text
    outcome: str
    where: Mapping[str, tuple[str, ...]]
    predictors: tuple[Predictor, ...]
    reference: Text


@dataclass(frozen=True)
class Specs:
    """`scales`: names of the study's scales whose reliability is told; `alphas` printed before, by scale."""

    scales: tuple[str, ...]
    alphas: Mapping[str, float]
    models: tuple[Model, ...]


def specs_of(given: Any) -> Specs:
    """Raises BadSpecs."""
    try:
        predictors = {name: _predictor(name, about) for name, about in given["predictors"].items()}
        models = tuple(_model(place, about, predictors) for place, about in enumerate(given["models"], start=1))
        scales = given["scales"]
        alphas = {name: float(about["printed_alpha"]) for name, about in scales.items() if "printed_alpha" in about}
        return Specs(tuple(scales), alphas, models)
    except BadSpecs:
        raise
    except KeyError as problem:
        raise BadSpecs(f"The key {problem} lacks. docs/models.md says what each model needs.") from problem
    except (TypeError, AttributeError, ValueError) as problem:
        raise BadSpecs(f"The file is not in the form of docs/models.md: {problem}.") from problem


def _predictor(name: str, about: Mapping[str, Any]) -> Predictor:
    strange = set(about) - {"label", "of", "is", "among"}
    if strange:
        raise BadSpecs(f"predictors: {name}: {', '.join(sorted(strange))} is not known.")
    return Predictor(
        name, Text(about["label"]), _names(about["of"]), _names(about.get("is", ())), _names(about.get("among", ()))
    )


def _names(given: Any) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(map(str, given))


def _model(place: int, about: Mapping[str, Any], predictors: Mapping[str, Predictor]) -> Model:
    named: Sequence[str] = about["predictors"]
    strange = [name for name in named if name not in predictors]
    if strange or not named or len(set(named)) < len(named):
        told = f"does not know {', '.join(strange)}" if strange else "must name predictors, each once"
        raise BadSpecs(f"models: number {place} ({about.get('table', '?')}) {told}.")
    return Model(
        str(about["table"]),
        Text(about["title"]),
        about["outcome"],
        {name: _names(found) for name, found in (about.get("where") or {}).items()},
        tuple(predictors[name] for name in named),
        Text(about.get("reference") or {}),
    )
