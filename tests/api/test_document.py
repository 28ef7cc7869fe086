"""The OpenAPI document: whole, described, kept to by what is answered, and attacked from by schemathesis."""

import copy
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema_rs import validator_for
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from exports.api import throttle
from exports.api.openapi import document, operations
from exports.api.studies import Shape
from tests.api.conftest import Reader, Readers, World

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
STUDY = "/api/v1/studies/{study}"
CASES = int(os.environ.get("API_CASES", "2"))
"""Per operation, role and kind of data. More of them: API_CASES=50 pytest tests/api/test_document.py."""
KINDS = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def parts(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of the document, with where it stands."""
    if isinstance(value, dict):
        yield place, value
        for name, one in value.items():
            yield from parts(one, f"{place}/{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from parts(one, f"{place}/{number}")


def undescribed(given: dict[str, Any]) -> list[str]:
    """Operations, parameters, answers, schemas and fields without a word of what they are."""
    found = []
    for path, methods in given["paths"].items():
        for method, one in methods.items():
            found += [f"{path} {method}"] if not (one.get("summary") and one.get("description")) else []
            found += [
                f"{path} {item['name']}" for item in one["parameters"] if "name" in item and not item.get("description")
            ]
            found += [f"{path} {code}" for code, item in one["responses"].items() if not item.get("description")]
    for name, schema in given["components"]["schemas"].items():
        found += [] if schema.get("description") else [name]
        found += [f"{name}.{key}" for key, item in schema["properties"].items() if not item.get("description")]
    return found


def test_everything_is_described() -> None:
    given = document()
    assert given["openapi"] == "3.1.0"
    assert undescribed(given) == []
    assert len(given["components"]["schemas"]) > 30, "control: schemas were looked at"
    planted = copy.deepcopy(given)
    del planted["components"]["schemas"]["TableTold"]["properties"]["title"]["description"]
    assert undescribed(planted) == ["TableTold.title"]


def test_every_schema_that_is_named_is_there() -> None:
    given = document()
    named = {one["$ref"] for _place, one in parts(given) if isinstance(one.get("$ref"), str)}
    for reference in named:
        found: Any = given
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found
    for schema in given["components"]["schemas"].values():
        assert schema.get("additionalProperties") is False, "answers hold nothing that is not described"


def test_no_two_shapes_have_one_name() -> None:
    """The document knows them by name: of two by one name it would tell one for both."""
    names = Counter(one.__name__ for one in _kinds(Shape))
    assert {name for name, many in names.items() if many > 1} == set()
    assert len(names) > 30, "control: they were looked at"


def _kinds(of: type) -> Iterator[type]:
    for one in of.__subclasses__():
        yield one
        yield from _kinds(one)


EXAMPLES = {"perspectief-2024": "field", "gender": "work", "wi2021_asiel": "a"}
"""The examples are of the shipped study; here they are asked of the small one, by names that it has."""


def test_every_example_is_answered(reader: Readers, world: World) -> None:
    """Of each parameter the first example, all together: each by itself valid in its schema."""
    analyst, town = reader("analyst"), reader("municipality")
    called = 0
    for name, one in operations().items():
        if name in ("export", "export_file", "waves", "waves_csv"):
            continue
        path, query = one["path"], []
        for item in one["parameters"]:
            examples = item.get("schema", {}).get("examples") or []
            for example in examples:
                assert validator_for(item["schema"]).is_valid(example), (name, item["name"])
            value = _small(examples[0]) if examples else None
            if item.get("in") == "path":
                assert examples, (name, item["name"])
                path = path.replace(f"{{{item['name']}}}", str(value))
            elif item.get("in") == "query" and value not in (None, ""):
                query += [f"{item['name']}={part}" for part in (value if isinstance(value, list) else [value])]
        own = town if name.startswith("municipality") else analyst
        response = own.ask(f"{path}?{'&'.join(query)}")
        assert response.status_code == 200, (path, query, response.content)
        called += 1
    assert called > 15


def _small(example: object) -> object:
    text = json.dumps(example)
    for theirs, ours in EXAMPLES.items():
        text = text.replace(theirs, ours)
    return json.loads(text)


def attack(
    given_document: dict[str, Any], own: Reader, only: Callable[[str], bool] = lambda name: True
) -> Counter[str]:
    """Cases per status. Raises FailureGroup where an answer is not as the document says."""
    schema = schemathesis.openapi.from_dict(_of_this_study(given_document))
    schema.app = get_wsgi_application()
    schema.config.update(base_url="http://localhost")
    seen: Counter[str] = Counter()
    for result in schema.get_all_operations():
        operation = result.ok()
        if only(operation.definition.raw["operationId"]):
            for mode in KINDS:
                _run(operation, mode, own, seen)
    return seen


def _of_this_study(given_document: dict[str, Any]) -> dict[str, Any]:
    """The study of the token in the place of any; the token itself is given with each request."""
    made = copy.deepcopy(given_document)
    for methods in made["paths"].values():
        for one in methods.values():
            del one["security"]
            for item in one["parameters"]:
                if item.get("name") == "study":
                    item["schema"] = {"type": "string", "enum": ["field"]}
    return made


def _run(operation: Any, mode: GenerationMode, own: Reader, seen: Counter[str]) -> None:
    @settings(
        max_examples=CASES,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        response = case.call(headers={"Authorization": f"Bearer {own.text}"})
        seen[str(response.status_code)] += 1
        case.validate_response(response, checks=CHECKS)

    with suppress(Unsatisfiable):  # nothing of this kind can be wrong with it
        one()


@pytest.fixture
def unhurried(monkeypatch) -> Iterator[None]:
    """Thousands of requests in a minute are meant, all in the transaction of the test."""
    monkeypatch.setattr(throttle, "PER_TOKEN", 10**9)
    monkeypatch.setattr(throttle, "PER_ADDRESS", 10**9)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("role", ["analyst", "fieldwork", "municipality", "researcher"])
def test_answers_are_as_the_document_says(reader: Readers, world: World, unhurried: None, role: str) -> None:
    """What the role reads, and some of what it does not."""
    sees = {name for name, one in operations().items() if role in one["x-roles"]}
    seen = attack(document(), reader(role), lambda name: name in sees | {"tables", "municipality"})
    print(f"{role}: {sum(seen.values())} cases, {dict(seen)}")
    assert {"200", "404"} <= seen.keys()
    assert sum(seen.values()) > CASES * len(sees)


def _another_type(given: dict[str, Any]) -> None:
    given["components"]["schemas"]["StudyTold"]["properties"]["editions"]["type"] = "string"


def _an_untold_field(given: dict[str, Any]) -> None:
    schema = given["components"]["schemas"]["StudyTold"]
    del schema["properties"]["newest_edition"]
    schema["required"].remove("newest_edition")


def _an_untold_status(given: dict[str, Any]) -> None:
    del given["paths"][STUDY]["get"]["responses"]["200"]


def _another_media_type(given: dict[str, Any]) -> None:
    given["paths"][STUDY]["get"]["responses"]["200"]["content"] = {"text/plain": {"schema": {"type": "string"}}}


@pytest.mark.parametrize("change", [_another_type, _an_untold_field, _an_untold_status, _another_media_type])
def test_a_document_that_is_wrong_is_seen(reader: Readers, world: World, unhurried: None, change) -> None:
    """Control of the attack."""
    broken = copy.deepcopy(document())
    change(broken)
    with pytest.raises(FailureGroup):
        attack(broken, reader("analyst"), lambda one: one == "study")
