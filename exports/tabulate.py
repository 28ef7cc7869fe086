"""A wish and the data → a report of printed tables. Pure: the same for the command, the page and the files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from exports.analysis_set import AnalysisSet
from exports.breakdowns import Breakdown, CannotTabulate, breakdown, filters, questions_named, total
from exports.coded_tables import waiting_words
from exports.counting import Data, Where
from exports.declared import WronglyDeclared
from exports.disclosure_words import done_to
from exports.measures import Measured, MeasureTable, measure_table, measured_of
from exports.printed import Chapter, PrintedTable, Report, whole
from exports.printing import Printer, printed_measures, printed_shares
from exports.table_declarations import base_words, of_edition
from exports.tables import POINTS, Heading, Table, table
from exports.tables_chapters import chapters, kinds_named, sources, tagged
from exports.tables_order import names_in_order
from exports.tables_release import LetOut, Profile, in_house
from exports.values import Value
from surveys.engine.phrases import said_day, said_number
from surveys.languages import LANGUAGES

LEAST_POINTS, MOST_POINTS = 1, 100


@dataclass(frozen=True)
class Prepared:
    """The people that tables are about. `without_answer`: interviews left out, as they hold no answer of substance;
    `removed`: those that a decision of cleaning took out.

    `weights` are names of columns that can weight; `flags`: what is not the same over the editions, by question.
    """

    study: str
    data: Data
    editions: tuple[int, ...]
    without_answer: int = 0
    removed: int = 0
    weights: tuple[str, ...] = ()
    flags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TablesWish:
    """What somebody wants tables of. `by` holds breakdowns as typed, `where` filters as `name=code,code`.

    No `questions` means all; `edition` None the newest with interviews, together with those it follows. `tags` are
    kinds of tag that the tables are put in chapters by; `only_tagged` leaves out what bears none of them.
    """

    study: str
    by: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    edition: int | None = None
    weight: str = ""
    language: str = "nl"
    profile: Profile = "internal"
    points: float = POINTS
    means: bool = False
    tags: tuple[str, ...] = ()
    only_tagged: bool = False


def report(
    prepared: Prepared, wish: TablesWish, words: Mapping[str, str], day: date, let_out: LetOut | None = None
) -> Report:
    """All tables of the wish, numbered in document order within each breakdown.

    `words` are in the language of `notes_language(wish.language)`. `let_out` says what may leave of the tables under
    the wish's profile; None within the house. Raises CannotTabulate, and what `let_out` raises.
    """
    _check(prepared, wish)
    people, without_weight = _weighted_people(prepared.data, wish.weight)
    try:
        made = _Making(replace(prepared, data=people), wish, words, let_out or in_house(people))
        tables = tuple(made.tables())
    except WronglyDeclared as fault:
        raise CannotTabulate(fault.said()) from fault
    found = chapters(made.kinds, [one.name for one in tables], sources(people), made.printer)
    return Report(
        study=wish.study,
        title=made.printer.shown(prepared.data.definition.title),
        day=day,
        language=wish.language,
        notes=made.printer.notes,
        words=words,
        stamps=_stamps(prepared.data, wish, words),
        made=_made(prepared, wish, words, day),
        set_sentences=_set(prepared, words, made.printer.notes, len(people), without_weight),
        legend=(*_legend(tables, wish, words, made.printer.notes), *_twice(found, words)),
        tables=tables,
        left_out=made.left_out(),
        chapters=found,
    )


def notes_language(language: str) -> str:
    """Everything that is not the study's own text stands in Dutch beside Dutch labels, else in English."""
    return "nl" if language == "nl" else "en"


def settled(prepared: Prepared, wish: TablesWish) -> TablesWish:
    """The wish with every name as the study has it (route → learning_route). Raises CannotTabulate."""
    data = prepared.data
    where = filters(data, wish.where)
    by = [breakdown(data, one, {}).key for one in wish.by]
    codes = {
        name: [code for code, label in data.variable(name).options if code in kept] for name, kept in where.items()
    }
    told = tuple(f"{name}={','.join(kept)}" for name, kept in codes.items())
    return replace(wish, by=tuple(dict.fromkeys(one for one in by if one)), where=told)


def _in_order(data: Data, name: str, codes: frozenset[str]) -> list[str]:
    return [code for code, _label in data.variable(name).options if code in codes]


def _check(prepared: Prepared, wish: TablesWish) -> None:
    if wish.language not in LANGUAGES:
        told = _("“%(asked)s” is no language of labels. Choose from: %(known)s.")
        raise CannotTabulate(told % {"asked": wish.language, "known": ", ".join(LANGUAGES)})
    if not LEAST_POINTS <= wish.points <= MOST_POINTS:
        told = _("A difference counts from %(least)s to %(most)s points, not %(asked)s.")
        raise CannotTabulate(told % {"least": LEAST_POINTS, "most": MOST_POINTS, "asked": f"{wish.points:g}"})
    if wish.weight and wish.weight not in prepared.weights:
        told = _("%(study)s has no weight “%(asked)s”. Choose from: %(known)s.")
        known = ", ".join(prepared.weights) or _("none")
        raise CannotTabulate(told % {"study": wish.study, "asked": wish.weight, "known": known})
    if wish.only_tagged and not wish.tags:
        raise CannotTabulate(_("Name the kinds of tag too, so that it is known what to leave out."))


def _weighted_people(data: Data, weight: str) -> tuple[Data, int]:
    """Who has the weight, and how many have not."""
    if not weight:
        return data, 0
    held = [place for place, value in enumerate(data.columns[weight]) if value is not None]
    return people_of(data, held), len(data) - len(held)


def people_of(data: Data, places: Sequence[int]) -> Data:
    """The interviews at these places alone."""
    if len(places) == len(data):
        return data
    return Data(data.definition, SomePeople(data.columns, places), data.synthetic, data.beside)


@dataclass(frozen=True)
class SomePeople(Mapping[str, Sequence[Value]]):
    """Columns with the interviews at `places` alone; a column is taken when it is first asked for."""

    columns: Mapping[str, Sequence[Value]]
    places: Sequence[int]
    held: dict[str, Sequence[Value]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Sequence[Value]:
        if name not in self.held:
            values = self.columns[name]
            self.held[name] = [values[place] for place in self.places]
        return self.held[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


@dataclass
class _Making:
    """One run. Numbers go on over the breakdowns."""

    prepared: Prepared
    wish: TablesWish
    words: Mapping[str, str]
    let_out: LetOut

    def __post_init__(self) -> None:
        data, wish = self.prepared.data, self.wish
        self.data = data
        self.held_back: list[str] = []
        self.done: list[str] = []
        self.where: Where = filters(data, wish.where)
        self.weights = [float(value) for value in data.columns[wish.weight]] if wish.weight else None  # type: ignore[arg-type]
        self.breakdowns = [breakdown(data, one, self.where) for one in dict.fromkeys(wish.by or ("",))]
        self.bases = of_edition(data.definition).bases
        self.measured = {one.name: one for one in measured_of(data.definition, means=True)}
        self.kinds = kinds_named(data, wish.tags)
        named = questions_named(data, wish.questions, tuple(self.measured)) or names_in_order(data, means=wish.means)
        self.names = tagged(data, self.kinds, named) if wish.only_tagged else named
        self.untagged = len(named) - len(self.names)
        notes = notes_language(wish.language)
        plain = Printer(data.definition, wish.language, notes, self.words, flags=self.prepared.flags)
        self.printer = replace(plain, only=self._only(plain))

    def _only(self, printer: Printer) -> str:
        """The filter in words."""
        said = []
        for name, codes in self.where.items():
            variable = self.data.variable(name)
            labels = [printer.noted(label) for code, label in variable.options if code in codes]
            said.append(f"{printer.noted(variable.label)}: {' / '.join(labels)}")
        return self.words["filter"].format(filter="; ".join(said)) if said else ""

    def tables(self) -> Iterator[PrintedTable]:
        """Counted first, and released together, so that what one table tells of another is seen."""
        counted = [(item, one) for one in self.breakdowns for item in self._of_breakdown(one)]
        shares = [item for item, _ in counted if isinstance(item, Table)]
        measures = [item for item, _ in counted if isinstance(item, MeasureTable)]
        allowed = self.let_out(shares, measures)
        self.done = done_to(allowed.notes, self.printer.notes)
        told = iter(allowed.in_place)
        means = iter(allowed.means)
        number = 0
        for item, one in counted:
            out = next(told) if isinstance(item, Table) else next(means)
            if out is None:
                self.held_back.append(f"{self._label(item)} {self.printer.by(one)}".strip())
                continue
            number += 1
            yield self._printed(out, one, number)

    def _label(self, item: Table | MeasureTable) -> str:
        return self.printer.noted(item.variable.label if isinstance(item, Table) else item.measured.label)

    def _printed(self, table: Table | MeasureTable, one: Breakdown, number: int) -> PrintedTable:
        if isinstance(table, Table):
            return printed_shares(self.printer, table, one, number)
        return printed_measures(self.printer, table, one, number)

    def _of_breakdown(self, one: Breakdown) -> Iterator[Table | MeasureTable]:
        """A question is not broken down by itself."""
        for name in self.names:
            if name not in one.names:
                yield from self._counted(name, one)

    def _counted(self, name: str, one: Breakdown) -> list[Table | MeasureTable]:
        headings = (total(self.where), *one.headings)
        found: list[Table | MeasureTable] = []
        if name in self.data.variables:
            found.append(self._shares(name, headings))
        if measured := self._measured(name):
            found.append(measure_table(self.data, measured, headings, self.weights))
        return found

    def _shares(self, name: str, headings: Sequence[Heading]) -> Table:
        """On the base that the study declares for the question."""
        base = self.bases.get(name)
        made = table(self.data, name, headings, base=base, weights=self.weights, points=self.wish.points)
        added = base_words(base, made.variable)
        waiting = waiting_words(made.variable)
        told = {
            language: f"{said}{added[language]} {waiting.get(language, '')}".rstrip()
            for language, said in made.base.items()
        }
        return replace(made, base=told)

    def _measured(self, name: str) -> Measured | None:
        """What is measured of a name: numbers always, scores on request or where there is nothing else."""
        measured = self.measured.get(name)
        if measured and (measured.scores is None or self.wish.means):
            return measured
        return None

    def left_out(self) -> str:
        """What no table was made of, in words: texts and the like, and tables that may not leave."""
        questions = () if self.wish.questions else self.data.definition.questions
        beside = {one.name for one in self.data.beside if not one.waiting}
        told_of = {*self.data.variables, *self.measured, *(one.source for one in self.data.beside)} - beside
        names = [name for name in questions if name not in told_of]
        told = [self.words["left_out"].format(names=", ".join(names))] if names else []
        told += [self.words["untagged"].format(number=self.untagged)] if self.untagged else []
        told += self.done
        told += [self.words["held_back"].format(names="; ".join(self.held_back))] if self.held_back else []
        return " ".join(told)


def _stamps(data: Data, wish: TablesWish, words: Mapping[str, str]) -> tuple[str, ...]:
    return (words[wish.profile], *([words["synthetic"]] if data.synthetic else []))


def _made(prepared: Prepared, wish: TablesWish, words: Mapping[str, str], day: date) -> str:
    editions = ", ".join(map(str, prepared.editions))
    said = said_day(day, notes_language(wish.language))
    return words["made"].format(study=wish.study, editions=editions, day=said, weight=wish.weight or words["no_weight"])


def _set(prepared: Prepared, words: Mapping[str, str], notes: str, people: int, without_weight: int) -> tuple[str, ...]:
    within = people + without_weight
    before = within + prepared.without_answer + prepared.removed
    said = [AnalysisSet(before, prepared.removed, within).sentence(notes)]
    if without_weight:
        said.append(words["without_weight"].format(left=whole(without_weight, notes)))
    return tuple(said)


def _twice(found: Sequence[Chapter], words: Mapping[str, str]) -> tuple[str, ...]:
    """Said where a table stands in two chapters or more."""
    places = [place for chapter in found for place in chapter.places]
    return (words["twice"],) if len(places) > len(set(places)) else ()


def _legend(tables: Sequence[PrintedTable], wish: TablesWish, words: Mapping[str, str], notes: str) -> tuple[str, ...]:
    """Explanations of the signs that stand in these tables, and of no others."""
    cells = [cell for one in tables for row in one.rows for cell in row.cells]
    points = said_number(Decimal(f"{wish.points:g}"), notes)
    used = {
        "sure": any(cell.above for cell in cells),
        "maybe": any(cell.maybe for cell in cells),
        "little": any(cell.text == "<1" for cell in cells),
        "few": any(cell.mark == "few" for cell in cells),
        "hidden": any(cell.mark == "hidden" for cell in cells),
    }
    return tuple(words[name].format(points=points) for name, here in used.items() if here)
