"""`simulate STUDY --from published` and `compare_published STUDY`, from the command line through the real flow."""

import copy
import json
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from exports.dataset import dataset
from exports.published_files import NoFigures, gathered, read_report
from respondents.models import AnswerEvent, Interview
from respondents.state import refold
from surveys import load
from surveys.models import Study
from surveys.publish import publish
from tests.commands import run
from tests.exports import printed


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The study's folder with its figures and their map, as a shipped study has them."""
    made = tmp_path / "studies" / "printed"
    made.mkdir(parents=True)
    (made / "published.yaml").write_text(yaml.safe_dump(printed.FACTS), encoding="utf-8")
    (made / "published_map.yaml").write_text(yaml.safe_dump(printed.MAP, sort_keys=False), encoding="utf-8")
    monkeypatch.setattr(load, "STUDIES", made.parent)
    return made


@pytest.fixture
def edition(db):
    study = Study.objects.create(slug="printed", title="Gedrukt")
    return publish(study, copy.deepcopy(printed.DOCUMENT), user=None, note="")


def test_figures_go_in_and_come_out(folder, edition, capsys):
    """One run for all: what is made, what is stored, what is compared, and what a fault in the store does."""
    code, said, _ = run("simulate", "printed", "--from", "published", "--seed", 3)
    assert (code, "105 made-up respondents, 105 sent" in said) == (0, True)
    assert_stored_as_the_flow_stores()
    assert dataset("printed").synthetic

    code, said, _ = run("compare_published", "printed")
    assert (code, "Nothing wrong" in said, "not for release" in said) == (0, True, True)

    with pytest.raises(CommandError, match="holds 105 interviews already"):
        call_command("simulate", "printed", "--from", "published")

    spoil_one_answer()
    code, said, _ = run("compare_published", "printed", "--json")
    told = json.loads(said)
    assert (code, told["agrees"]) == (1, False)
    assert any(line.startswith("paid a N: printed 57, found 56") for line in told["wrong"])


def assert_stored_as_the_flow_stores() -> None:
    """Stored at once or one by one: the events fold to what the interview holds, and say which page they were on."""
    for interview in Interview.objects.all()[:10]:
        folded = refold(interview)
        assert (folded.answers, folded.passed) == (interview.answers, interview.passed)
        assert list(interview.events.values_list("seq", flat=True)) == list(range(1, interview.seq + 1))
    kinds = set(AnswerEvent.objects.values_list("kind", flat=True))
    assert kinds == {"consent", "screening", "answer", "skip", "sent"}


def spoil_one_answer() -> None:
    one = next(one for one in Interview.objects.filter(group="a") if one.answers.get("paid"))
    one.answers = {**one.answers, "paid": None}
    one.save()


def test_without_made_up_people_it_says_how_to_get_them(folder, edition):
    with pytest.raises(CommandError, match="simulate printed --from published") as refused:
        call_command("compare_published", "printed")
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("file", "words", "named"),
    [
        pytest.param("published.yaml", "tables: [", "published.yaml", id="no YAML"),
        pytest.param("published.yaml", "tables: [{id: x}]", "only one", id="another table"),
        pytest.param("published.yaml", "just words", "docs/published.md", id="no mapping"),
        pytest.param(
            "published_map.yaml", yaml.safe_dump({**printed.MAP, "sizes": 3}), "docs/published.md", id="no sizes"
        ),
        pytest.param("published_map.yaml", "tables: 5", "docs/published.md", id="no tables"),
        pytest.param(
            "published_map.yaml", "{edition: 1, groups: [a], columns: {}, tables: {}}", "only one", id="empty map"
        ),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_words(folder, file, words, named):
    (folder / file).write_text(words, encoding="utf-8")
    with pytest.raises(NoFigures, match=named):
        read_report("printed")


def test_a_study_without_figures_is_refused():
    with pytest.raises(CommandError, match="no study or file") as refused:
        call_command("compare_published", "nothing")
    assert refused.value.returncode == 2


def test_figures_as_they_were_gathered_are_read_too(folder, tmp_path):
    """Columns as a list of keys and n's, the N under another name: the same figures."""
    tables = copy.deepcopy(printed.FACTS["tables"])
    for table in tables:
        if "columns" in table:
            table["columns"] = [{"key": key, "n": n} for key, n in table["columns"].items()]
            table["n_total"] = table.pop("n")
    (tmp_path / "gathered.yaml").write_text(yaml.safe_dump({"tables": tables}), encoding="utf-8")
    assert read_report("printed", str(tmp_path / "gathered.yaml")).published == read_report("printed").published
    assert gathered(printed.FACTS)["tables"] == printed.FACTS["tables"]


def test_the_shipped_report_has_a_class_for_each_figure():
    """Perspectief: every printed value is counted, and what cannot come out says why."""
    report = read_report("perspectief-2024").published
    assert report.total == 2963
    assert all(figure.why for figure in report.figures if figure.kind in ("impossible", "corrected", "not_claimed"))
    assert sum(figure.kind == "exact" for figure in report.figures) == 1374
