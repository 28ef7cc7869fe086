"""A small study with two batteries and a control question, and interviews of it as the flags see them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from exports.flags.case import Case
from exports.flags.settings import Settings, settings_of
from surveys.engine.answers import Answer, Choice
from surveys.engine.definition import Definition
from surveys.engine.parse import parse
from tests.exports.mini import DOCUMENT, PAGES, option, page, row

POINTS = [option(code, score=score) for score, code in enumerate(("worst", "bad", "so_so", "good", "best"), start=1)]
NOT_FOR_ME = option("not_for_me", score=None, reason="not_applicable", in_base=False)
LESSONS = [page(f"lesson_{number}", "scale", options=[*POINTS, NOT_FOR_ME]) for number in range(1, 7)]
SHORT = [page(f"short_{number}", "scale", options=POINTS) for number in range(1, 4)]
PERMIT = page("permit", "single", options=[option("asylum"), option("family"), option("other")])
SECTIONS = [
    {"name": "all", "title": {"nl": "Alles"}, "pages": [*PAGES, PERMIT]},
    {"name": "lessons", "title": {"nl": "Lessen"}, "pages": [*LESSONS, *SHORT]},
]
START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def study(**cleaning: object) -> Definition:
    declared = {"cleaning": cleaning} if cleaning else {}
    return parse({**DOCUMENT, "sections": SECTIONS, **declared})


def settings(**cleaning: object) -> Settings:
    return settings_of([study(**cleaning)])


STUDY = study()


def case(answers: Mapping[str, Answer], number: int = 1, **known: object) -> Case:
    """Somebody of group `a` who answered this, and passed every page of it."""
    group = str(known.get("group", "a"))
    worked_out = row(STUDY, answers, frozenset(STUDY.page_by_name), group)
    told = {
        "respnr": number,
        "edition": 1,
        "definition": STUDY,
        "group": group,
        "language": "nl",
        "cells": worked_out.cells,
        "derived": worked_out.derived,
        "started_at": START + timedelta(hours=number),
        "last_at": START + timedelta(hours=number, minutes=20),
        "sent": True,
        "whole": True,
    }
    return Case(**{**told, **known})


def lessons(*codes: str) -> dict[str, Answer]:
    """Answers to the battery, in order; '' for none."""
    return {f"lesson_{number}": Choice(code) for number, code in enumerate(codes, start=1) if code}
