"""Studies are made: from nothing, from an earlier wave, from a file; and a draft goes out and comes in as a file."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from staff.models import AuditEntry, Membership, Role, User
from surveys import drafts, loading, translations
from surveys.design.blank import Outline, blank
from surveys.design.copying import pages_of, wave_from
from surveys.design.making import bring_in
from surveys.engine.check import check
from surveys.engine.dump import to_yaml
from surveys.engine.parse import parse
from surveys.engine.problems import errors
from surveys.engine.prove import prove
from surveys.load import read_bytes
from surveys.models import DraftSnapshot, Study
from surveys.publish import publish
from surveys.translation_units import units

NEW, COPY, FILE = "/staff/studies/new/", "/staff/studies/new/copy/", "/staff/studies/new/file/"
NEW_STUDY = {"slug": "nieuw-2027", "title": "Nieuw", "wave": "2027", "series": "nieuw", "mode": "both"}


@pytest.fixture
def client(staff_client: Callable[..., Client]) -> Client:
    return staff_client("researcher", study="mini-study")


@pytest.mark.parametrize("mode", ["open", "coded", "both"])
@pytest.mark.parametrize("groups", [("all",), ("a", "b", "c")], ids=["one group", "three groups"])
def test_a_blank_study_is_sound(mode: str, groups: tuple[str, ...]) -> None:
    outline = Outline("x", "Hoe gaat het?", ("nl", "ar"), tuple((name, f"Groep {name}") for name in groups), mode)
    definition = parse(blank(outline))
    assert {problem.code for problem in check(definition)} == {"missing_translation"}
    assert prove(definition).problems == ()


@pytest.mark.django_db
class TestNew:
    def test_who_makes_it_works_on_it(self, client: Client, study: Study) -> None:
        answer = client.post(NEW, NEW_STUDY | {"languages": ["ar"], "groups": "jong: Jong\noud: Oud"})
        assert answer["Location"] == "/staff/studies/nieuw-2027/"
        made = Study.objects.get(slug="nieuw-2027")
        document = drafts.document_of(made)
        assert (document["languages"], list(document["groups"])) == (["nl", "ar"], ["jong", "oud"])
        assert Membership.objects.get(study="nieuw-2027").user == client.user  # type: ignore[attr-defined]
        assert AuditEntry.objects.get(action="study.make").object == "nieuw-2027"
        assert client.get("/staff/studies/nieuw-2027/design/publish/").status_code == 200
        page = client.get("/staff/studies/").content.decode()
        assert "alleen een concept" in page

    def test_somebody_who_works_on_all_studies_needs_no_further_right(
        self, staff_client: Callable[..., Client]
    ) -> None:
        staff_client("researcher").post(NEW, NEW_STUDY)
        assert not Membership.objects.filter(study="nieuw-2027").exists()

    @pytest.mark.parametrize(
        ("slug", "words"),
        [
            pytest.param("mini-study", "bezet", id="taken"),
            pytest.param("promised", "bezet", id="others were given rights for it"),
            pytest.param("compare", "adres van een andere pagina", id="a page of staff"),
            pytest.param("privacy", "adres van een andere pagina", id="a page of respondents"),
            pytest.param("Met Spaties", "kleine letters", id="no name"),
        ],
    )
    def test_names_that_cannot_be(self, client: Client, study: Study, slug: str, words: str) -> None:
        other = User.objects.create_user(email="x@example.org")
        other.memberships.create(role=Role("analyst"), study="promised")
        answer = client.post(NEW, NEW_STUDY | {"slug": slug})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert Study.objects.count() == 1

    @pytest.mark.parametrize("groups", ["Met Spatie: x", "a: x\na: y", "\n".join(f"g{n}: x" for n in range(13))])
    def test_groups_that_cannot_be(self, client: Client, groups: str) -> None:
        assert client.post(NEW, NEW_STUDY | {"groups": groups}).status_code == 422
        assert not Study.objects.exists()

    @pytest.mark.parametrize("address", [NEW, COPY, FILE, "/staff/studies/compare/"])
    def test_only_researchers(self, staff_client: Callable[..., Client], address: str) -> None:
        assert staff_client("analyst").get(address).status_code == 403


@pytest.mark.django_db
class TestCopy:
    def test_a_new_wave(self, client: Client, study: Study, document: dict[str, Any]) -> None:
        document |= {"dates": {"open": "2024-01-01"}, "wave": "2024"}
        publish(study, document, number=3)
        drafts.store(study, document)
        unit = next(one for one in units(document, "en") if one.source == "Vraag age")
        translations.mark(study, unit, "reviewed", user=None, by="Ann")
        wanted = {"source": "mini-study:3", "slug": "mini-2027", "title": "Mini 2027", "wave": "2027"}
        assert client.post(COPY, wanted).status_code == 302
        made = Study.objects.get(slug="mini-2027")
        copy = drafts.document_of(made)
        assert (copy["study"], copy["wave"], copy["series"], copy.get("dates")) == (
            "mini-2027",
            "2027",
            "mini-study",
            None,
        )
        notes = {question["notes"] for page in pages_of(copy) for question in page["questions"]}
        assert notes == {"Overgenomen uit mini-study, editie 3."}
        assert not errors(check(parse(copy)))
        assert [event.kind for event in made.text_events.all()] == ["reviewed"]

    def test_of_a_study_that_is_not_theirs(
        self, staff_client: Callable[..., Client], study: Study, document: Any
    ) -> None:
        drafts.store(study, document)
        other = staff_client("researcher", study="elsewhere")
        wanted = {"source": "mini-study:draft", "slug": "stolen", "title": "x"}
        assert other.post(COPY, wanted).status_code == 422
        assert "mini-study" not in other.get(COPY).content.decode()
        assert not Study.objects.filter(slug="stolen").exists()

    def test_the_earlier_document_stays_as_it_was(self, document: dict[str, Any]) -> None:
        before = to_yaml(document)
        wave_from(document, slug="x", title="X", wave="", origin="o", series="s")
        assert to_yaml(document) == before


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.mark.django_db
class TestFiles:
    def test_yaml(self, client: Client, document: dict[str, Any]) -> None:
        data = to_yaml(document | {"study": "from-file"}).encode()
        assert client.post(FILE, {"file": upload("a.yaml", data)})["Location"] == "/staff/studies/from-file/"
        assert drafts.document_of(Study.objects.get(slug="from-file")) == document | {"study": "from-file"}

    def test_a_workbook_there_and_back(self, client: Client, study: Study, document: dict[str, Any]) -> None:
        drafts.store(study, document)
        out = client.get("/staff/studies/mini-study/design/files/draft.xlsx")
        assert out["Content-Disposition"] == 'attachment; filename="mini-study.xlsx"'
        answer = client.post(FILE, {"file": upload("a.xlsx", out.content), "slug": "back", "title": "Terug"})
        assert answer.status_code == 302
        back = drafts.document_of(Study.objects.get(slug="back"))
        assert parse(back).questions.keys() == parse(document).questions.keys()
        assert back["title"]["nl"] == "Terug"

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            pytest.param("a.yaml", b"a: [", "YAML", id="no YAML"),
            pytest.param("a.yaml", b"- 1", "mapping", id="no mapping"),
            pytest.param("a.yaml", b"study: x\nsurprise: 1\nother: 2", "surprise", id="unknown keys"),
            pytest.param("a.xlsx", b"PK\x03\x04broken", "a.xlsx", id="no workbook"),
            pytest.param("a.yaml", b"\xff\xfe", "UTF-8", id="not UTF-8"),
            pytest.param("a.yaml", b"a: &a [x]\nb: " + b"[*a, " * 50 + b"*a" + b"]" * 50, "a.yaml", id="too deep"),
        ],
    )
    def test_every_problem_and_nothing_half_made(self, client: Client, name: str, data: bytes, words: str) -> None:
        answer = client.post(FILE, {"file": upload(name, data), "slug": "broken", "title": "x"})
        assert answer.status_code == 422
        assert "Er is niets gemaakt" in answer.content.decode()
        assert not Study.objects.exists()

    def test_a_file_that_is_too_large(self, client: Client) -> None:
        answer = client.post(FILE, {"file": upload("a.yaml", b"#" * 5_000_001), "slug": "large", "title": "x"})
        assert answer.status_code == 422

    def test_into_a_draft(self, client: Client, study: Study, document: dict[str, Any]) -> None:
        drafts.store(study, document)
        page = "/staff/studies/mini-study/design/files/"
        data = to_yaml(document | {"wave": "2030", "study": "another"}).encode()
        stale = client.post(f"{page}in/", {"file": upload("a.yaml", data), "revision": "0"})
        assert stale.status_code == 409
        assert client.post(f"{page}in/", {"file": upload("a.yaml", b"study: ["), "revision": "1"}).status_code == 422
        assert drafts.document_of(study) == document
        assert client.post(f"{page}in/", {"file": upload("a.yaml", data), "revision": "1"}).status_code == 302
        assert drafts.document_of(study) == document | {"wave": "2030"}
        assert DraftSnapshot.objects.get().reason == "import"

    def test_files_do_not_overwrite_what_was_made_here(self, client: Client, document: dict[str, Any]) -> None:
        client.post(NEW, NEW_STUDY)
        made = Study.objects.get(slug="nieuw-2027")
        with pytest.raises(loading.DraftWasChanged):
            loading.load(made, document | {"study": "nieuw-2027"})
        loading.load(made, document | {"study": "nieuw-2027"}, replace=True)
        assert drafts.document_of(made)["title"] == document["title"]

    def test_files_do_not_overwrite_what_was_brought_in(
        self, client: Client, study: Study, document: dict[str, Any]
    ) -> None:
        drafts.store(study, document)
        bring_in(study, document | {"wave": "2"}, client.user, revision=1)  # type: ignore[attr-defined]
        with pytest.raises(loading.DraftWasChanged):
            loading.load(study, document | {"wave": "1"})

    def test_a_broken_draft_has_no_workbook(self, client: Client, study: Study, document: dict[str, Any]) -> None:
        document["sections"][0]["pages"][0]["relevant"] = "${nobody} = 'x'"
        drafts.store(study, document)
        base = "/staff/studies/mini-study/design/files/draft."
        assert client.get(f"{base}xlsx").status_code == 422
        assert read_bytes("draft.yaml", client.get(f"{base}yaml").content) == document
        assert client.get(f"{base}exe").status_code == 404
