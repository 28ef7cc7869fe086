"""Document → checked → Edition. The only writer of Edition; an edition never changes afterwards."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from staff import audit
from staff.models import User
from surveys import declarations, translations
from surveys.editions import definition_of, lineage
from surveys.engine.check import check, offered_languages
from surveys.engine.checks.freshness import Known
from surveys.engine.definition import Definition
from surveys.engine.dump import canonical
from surveys.engine.edition_problems import edition_problems
from surveys.engine.editions import Basis
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, Problem, errors
from surveys.models import Edition, Study


class PublishRefused(Exception):
    """The document has errors. `problems` holds all of them, warnings too; nothing was published."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        count = len(errors(problems))
        super().__init__(f"Not published: {count} error{'' if count == 1 else 's'}.\n" + "\n".join(map(str, problems)))


class EditionExists(Exception):
    """The number is taken by an edition that says something else."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        super().__init__(
            f"Edition {edition.number} of {edition.study.slug} was published before, with other contents. "
            "An edition never changes. Publish this as the next number instead (load_study … --edition N --as-new)."
        )


class PublishedAsDemo(Exception):
    """A real edition was asked for under a number that was published as a demo with the same contents."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(
            f"Edition {edition.number} of {edition.study.slug} was published before as a demo, and an edition never "
            "changes. Publish the same contents as the next number (load_study … --edition N --as-new --real)."
        )


class BasisUnknown(Exception):
    """The edition that this one is said to follow was never published."""

    def __init__(self, study: Study, number: int) -> None:
        super().__init__(f"Edition {number} of {study.slug}, which this one follows, was never published. Publish it.")


class OnlyReconstructed(Exception):
    """A real edition was asked for of what is no questionnaire as held."""

    def __init__(self, study: str) -> None:
        super().__init__(
            f"{study} is a reconstruction, not the questionnaire as held: it is published for demonstration only, "
            "without --real. For fieldwork, make a new wave from another one (new_wave)."
        )


class NotSigned(Exception):
    """A real edition was asked for, and native speakers have not signed every text that it offers."""

    def __init__(self, unsigned: Mapping[str, int]) -> None:
        self.unsigned = unsigned
        listed = ", ".join(f"{language}: {number} texts" for language, number in unsigned.items())
        super().__init__(
            f"Not reviewed by a native speaker yet: {listed}. Let native speakers sign them, take the languages out of "
            "`languages`, or publish without --real: the edition is then marked as a demo."
        )


class OtherStudy(Exception):
    """The document names another study."""

    def __init__(self, study: Study, found: str) -> None:
        super().__init__(
            f"The document is of the study “{found[:80]}”, not of {study.slug}. Set `study: {study.slug}`."
        )


def checked(document: Mapping[str, Any], known: Known | None = None) -> tuple[Definition, tuple[Problem, ...]]:
    """The definition and its warnings. Raises PublishRefused with every problem where there is an error.

    `known`: the recorded pairs of texts; a translation that is older than its source is an error.
    """
    try:
        definition = parse(document)
    except DefinitionError as error:
        raise PublishRefused(error.problems) from error
    problems = check(definition, known)
    if errors(problems):
        raise PublishRefused(problems)
    return definition, problems


def declared_problems(study: Study, definition: Definition) -> tuple[Problem, ...]:
    """What is wrong with what the study declares for analysis, were this its next edition.

    Editions that are announced and not published yet are not seen here, so a name may be one of theirs.
    """
    published = [definition_of(edition) for edition in study.editions.order_by("-number")]
    folder = declarations.folder_of(study.slug)
    return declarations.problems(definition, [definition, *published], folder, complete=False)


def require_declared(study: Study, definition: Definition) -> None:
    """Raises PublishRefused where what the study declares for analysis cannot be used."""
    problems = declared_problems(study, definition)
    if errors(problems):
        raise PublishRefused(problems)


def require_proved(definition: Definition) -> None:
    """Raises PublishRefused with the findings of the proof where somebody would be led wrong."""
    from surveys.engine.prove import prove  # the solver is big: web processes do not load it

    problems = prove(definition).problems
    if errors(problems):
        raise PublishRefused(problems)


def hash_of(document: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical text: the same for documents that differ in the order of keys only."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


@transaction.atomic
def publish(
    study: Study,
    document: Mapping[str, Any],
    *,
    user: User | None = None,
    note: str = "",
    number: int | None = None,
    real: bool = False,
    basis: Basis = "previous",
    step: Callable[[str], None] = lambda name: None,
) -> Edition:
    """Publish the document of one edition, under the next number unless `number` says which.

    The same contents under a number that exists is no change: that edition is the answer. An edition is a demo until
    native speakers have signed every text of the languages that it offers; `real` refuses to make a demo. `basis` is
    the edition it follows: nothing that was asked there, or in what that one follows, may be re-coded or change type
    (docs/editions.md); "none" for another questionnaire. `step` is told what begins: checks, compare, proof, store.
    Raises PublishRefused, OtherStudy, OnlyReconstructed, EditionExists, BasisUnknown, NotSigned, PublishedAsDemo; then
    nothing changed.
    """
    step("checks")
    definition = _checked_for(study, document, real)
    Study.objects.select_for_update().get(pk=study.pk)
    number = number or next_number(study)
    known = Edition.objects.filter(study=study, number=number).first()
    if known is not None:
        return _same(known, definition, real)
    require_declared(study, definition)
    step("compare")
    follows = basis_edition(study, number, basis)
    require_compatible(follows, definition)
    step("proof")
    require_proved(definition)
    step("store")
    unsigned = translations.unsigned(study, definition.document, offered_languages(definition))
    if real and unsigned:
        raise NotSigned(unsigned)
    demo = bool(unsigned) or definition.reconstruction
    return _create(study, definition, number, user=user, note=note, demo=demo, basis=follows)


def _checked_for(study: Study, document: Mapping[str, Any], real: bool) -> Definition:
    """Raises PublishRefused, OtherStudy, OnlyReconstructed."""
    definition, _ = checked(document, translations.known(study))
    if definition.study != study.slug:
        raise OtherStudy(study, definition.study)
    if real and definition.reconstruction:
        raise OnlyReconstructed(study.slug)
    return definition


def basis_edition(study: Study, number: int, basis: Basis) -> Edition | None:
    """The published edition that edition `number` follows; None where it follows none. Raises BasisUnknown."""
    if basis == "none":
        return None
    if basis == "previous":
        return study.editions.filter(number__lt=number).order_by("-number").first()
    found = study.editions.filter(number=basis).first()
    if found is None:
        raise BasisUnknown(study, basis)
    return found


def require_compatible(follows: Edition | None, definition: Definition) -> None:
    """Raises PublishRefused where answers to earlier editions would lose their meaning."""
    problems = edition_problems([definition_of(edition) for edition in lineage(follows)], definition)
    if errors(problems):
        raise PublishRefused(problems)


def next_number(study: Study) -> int:
    return (study.editions.aggregate(last=Max("number"))["last"] or 0) + 1


def _same(known: Edition, definition: Definition, real: bool) -> Edition:
    if known.document_hash != hash_of(definition.document):
        raise EditionExists(known)
    if real and known.demo:
        raise PublishedAsDemo(known)
    return known


def _create(study: Study, definition: Definition, number: int, *, user: User | None, **about: Any) -> Edition:
    note, demo, follows = about["note"], about["demo"], about["basis"]
    edition = Edition.objects.create(
        study=study,
        number=number,
        document=json.dumps(definition.document, ensure_ascii=False, separators=(",", ":")),
        document_hash=hash_of(definition.document),
        offered=list(offered_languages(definition)),
        demo=demo,
        note=note[:200],
        basis=follows,
        published_by=user,
    )
    audit.record(
        user,
        "edition.publish",
        f"{study.slug}/{number}",
        hash=edition.document_hash,
        offered=edition.offered,
        demo=demo,
        basis=follows.number if follows else None,
    )
    return edition
