"""How a draft stands, edition by edition, as a study's own page shows it: worked out once for all processes."""

from dataclasses import replace
from typing import Any

from surveys import draft_report
from surveys.design import kept_checks
from surveys.design.desk import Desk
from surveys.design.kept_checks import Kind, as_json, from_json, key_of
from surveys.draft_report import EditionReport
from surveys.models import Study

Reports = tuple[EditionReport, ...]


def reports(study: Study, desk: Desk, language: str) -> Reports:
    """A report per edition that the draft announces, problems in Dutch or English. Takes seconds where nobody asked."""
    key = key_of(study, desk)
    found = _known(study, desk, key)
    if found is None:
        found = draft_report.report(study, "en")
        kept_checks.keep(study, Kind.EDITIONS, key, [_as_json(one) for one in found])
        desk.remember("reports", key, found)
    return _said(found, language)


def known_reports(study: Study, desk: Desk, language: str) -> Reports | None:
    """None where nobody looked at this document yet."""
    found = _known(study, desk, key_of(study, desk))
    return None if found is None else _said(found, language)


def _known(study: Study, desk: Desk, key: str) -> Reports | None:
    known: Reports | None = desk.remembered("reports", key)
    if known is None and (found := kept_checks.kept(study, Kind.EDITIONS, key)) is not None:
        known = tuple(map(_from_json, found))
        desk.remember("reports", key, known)
    return known


def _said(found: Reports, language: str) -> Reports:
    return tuple(replace(one, problems=tuple(p.in_language(language) for p in one.problems)) for one in found)


def _as_json(report: EditionReport) -> dict[str, Any]:
    problems = [as_json(problem) for problem in report.problems]
    return {"number": report.number, "problems": problems, "missing": list(report.missing)}


def _from_json(found: dict[str, Any]) -> EditionReport:
    missing = tuple((str(language), int(count)) for language, count in found["missing"])
    return EditionReport(found["number"], tuple(map(from_json, found["problems"])), missing)
