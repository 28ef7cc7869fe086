"""Definition → document, the way back from parse; and the text forms that are hashed and stored."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from surveys.engine.definition import (
    Audio,
    Consent,
    Dates,
    Definition,
    Derived,
    Group,
    Groups,
    Option,
    Outcome,
    Page,
    Question,
    Scale,
    Section,
)
from surveys.engine.expressions import Expression
from surveys.engine.text import Text

CARRIED = ("breakdowns", "table_bases", "margins", "cleaning", "quasi_identifiers", "monitoring", "tags", "published")
EMPTY: tuple[Any, ...] = (None, "", (), False)


def dump(definition: Definition) -> dict[str, Any]:
    """The canonical document: fixed key order, option values written out, defaults left out."""
    carried = {key: definition.document[key] for key in CARRIED if definition.document.get(key) is not None}
    return {
        "study": definition.study,
        "title": _text(definition.title),
        **_filled(wave=definition.wave, series=definition.series, reconstruction=definition.reconstruction),
        "languages": list(definition.languages),
        "mode": definition.mode,
        **_some("dates", _dates(definition.dates)),
        **({"audio": {"recordings": definition.audio.recordings}} if definition.audio != Audio() else {}),
        "groups": {name: _group(group) for name, group in definition.groups.items()},
        **_some("reasons", {reason: _text(words) for reason, words in definition.reasons.items()}),
        **_some(
            "terms", {name: _texts(label=t.label, explanation=t.explanation) for name, t in definition.terms.items()}
        ),
        **_some("option_lists", _option_lists(definition)),
        **({"consent": _consent(definition.consent)} if definition.consent else {}),
        **_some("screening", _screening(definition)),
        "sections": [_section(section) for section in definition.sections],
        **_some("derived", [_derived(item) for item in definition.derived]),
        **_some("scales", [_scale(item) for item in definition.scales]),
        **_some("asserts", [{"name": a.name, "text": a.text, "holds": a.holds.source} for a in definition.asserts]),
        **_some("materials", dict(definition.materials)),
        **_some("frame", dict(definition.frame)),
        **carried,
    }


def canonical(document: Mapping[str, Any]) -> str:
    """JSON text with sorted keys, for hashing: the same for documents that differ in key order only."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_json)


def to_yaml(document: Mapping[str, Any]) -> str:
    """YAML text, the same bytes for the same document; read back it gives the document again."""
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


class _Dumper(yaml.SafeDumper):
    """No anchors: shared values are written out."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _json(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A {type(value).__name__} has no place in a document.")


def _some(key: str, value: Any) -> dict[str, Any]:
    return {key: value} if value else {}


def _filled(**values: Any) -> dict[str, Any]:
    """The values that say something, as plain JSON; defaults drop out."""
    return {key: _plain(value) for key, value in values.items() if value not in EMPTY}


def _plain(value: Any) -> Any:
    match value:
        case Text():
            return _text(value)
        case Expression():
            return value.source
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case tuple():
            return list(value)
    return value


def _text(words: Text) -> dict[str, str]:
    return dict(words.by_language)


def _texts(**texts: Text | None) -> dict[str, Any]:
    return {key: _text(words) for key, words in texts.items() if words is not None}


def _rule(groups: Groups, relevant: Expression | None) -> dict[str, Any]:
    return _filled(groups=groups, relevant=relevant)


def _dates(dates: Dates) -> dict[str, Any]:
    return _filled(open=dates.open, close=dates.close, withdraw_until=dates.withdraw_until)


def _group(group: Group) -> dict[str, Any]:
    return {
        "label": _text(group.label),
        "value": group.value,
        **_filled(law=group.law, migrant_type=group.migrant_type, untyped=group.untyped),
    }


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "version": consent.version,
        "title": _text(consent.title),
        "text": [_text(words) for words in consent.text],
        **_texts(agree=consent.agree, refuse=consent.refuse),
    }


def _screening(definition: Definition) -> dict[str, Any]:
    screening = definition.screening
    if not screening.pages and not screening.outcomes:
        return {}
    return {
        **_some("pages", [_page(page) for page in screening.pages]),
        "outcomes": [_outcome(outcome) for outcome in screening.outcomes],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "name": outcome.name,
        **_filled(relevant=outcome.relevant, group=outcome.group, refuse=outcome.refuse),
        **_texts(title=outcome.title, text=outcome.text),
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "name": section.name,
        "title": _text(section.title),
        **_rule(section.groups, section.relevant),
        "pages": [_page(page) for page in section.pages],
    }


def _page(page: Page) -> dict[str, Any]:
    return {
        "name": page.name,
        **_texts(title=page.title),
        **_rule(page.groups, page.relevant),
        "questions": [_question(question) for question in page.questions],
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "type": question.type,
        **_texts(label=question.label, short_label=question.short_label, hint=question.hint),
        **_some("options", question.option_list or _options(question.options, scored=question.type == "scale")),
        **_filled(reasons=question.reasons, other="text" if question.other else None),
        **_rule(question.groups, question.relevant),
        **_filled(routing_key=question.routing_key, core=question.core, terms=question.terms),
        **_bounds(question),
        **_filled(picture=question.picture, source=question.source, notes=question.notes),
    }


def _bounds(question: Question) -> dict[str, Any]:
    given = {"min": question.minimum, "max": question.maximum, "pivot": question.pivot}
    found = {key: _plain(value) for key, value in given.items() if value is not None}
    changed = {
        "decimals": (question.decimals, 0),
        "precisions": (question.precisions, ("day",)),
        "max_length": (question.max_length, 250),
    }
    return found | {key: _plain(value) for key, (value, default) in changed.items() if value != default}


def _options(options: Iterable[Option], *, scored: bool) -> list[dict[str, Any]]:
    listed = list(options)
    with_scores = scored or any(option.score is not None for option in listed)
    return [_option(option, with_scores) for option in listed]


def _option(option: Option, with_score: bool) -> dict[str, Any]:
    return {
        "code": option.code,
        "label": _text(option.label),
        **({} if option.value is None else {"value": option.value}),
        **_filled(short=option.short),
        **({"score": option.score} if with_score else {}),
        **_rule(option.groups, option.relevant),
        **_filled(exclusive=option.exclusive, reason=option.reason),
        **({} if option.in_base is (option.reason is None) else {"in_base": option.in_base}),
        **_texts(hint=option.hint),
        **_filled(picture=option.picture),
    }


def _option_lists(definition: Definition) -> dict[str, Any]:
    """Lists that questions use, as they stand; an unused one says nothing and is left out."""
    users = [q for page in definition.all_pages() for q in page.questions if q.option_list]
    scored = {question.option_list for question in users if question.type == "scale"}
    lists = {question.option_list: question.options for question in users}
    return {str(name): _options(options, scored=name in scored) for name, options in sorted(lists.items(), key=str)}


def _derived(item: Derived) -> dict[str, Any]:
    return {
        "name": item.name,
        "label": _text(item.label),
        "expression": item.expression.source,
        **_some("options", _options(item.options, scored=False)),
        **_filled(groups=item.groups, notes=item.notes),
    }


def _scale(item: Scale) -> dict[str, Any]:
    return {
        "name": item.name,
        "label": _text(item.label),
        "items": list(item.items),
        "min_items": item.min_items,
        **_filled(groups=item.groups),
    }
