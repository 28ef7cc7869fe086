"""The last questionnaires of a fieldwork: begun and never sent, by how much of them was answered. Reads only."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from exports.dataset import dataset
from exports.monitor.rows import OF_INTERVIEW
from exports.values import Value


def unsent(study: str, progress: Callable[[int, int], None] = lambda done, total: None) -> dict[str, int]:
    """Questionnaires by outcome; made-up ones only where there are no others. Raises NothingToExport."""
    data = dataset(study)
    names = [column.name for column in data.columns]
    places = [names.index(name) for name in ("synthetic", "sent", "disposition")]
    return counted(_told(data.rows, places, data.interviews, progress))


def _told(
    rows: Iterable[Sequence[Value]], places: Sequence[int], total: int, progress: Callable[[int, int], None]
) -> Iterable[tuple[Value, ...]]:
    for number, row in enumerate(rows, start=1):
        progress(number, total)
        yield tuple(row[place] for place in places)


def counted(rows: Iterable[tuple[Value, ...]]) -> dict[str, int]:
    """From (synthetic, sent, disposition) of each questionnaire. Pure."""
    real: Counter[str] = Counter()
    made_up: Counter[str] = Counter()
    seen = {0: 0, 1: 0}
    for synthetic, sent, disposition in rows:
        seen[int(bool(synthetic))] += 1
        if not sent:
            (made_up if synthetic else real)[OF_INTERVIEW[int(disposition)]] += 1  # type: ignore[arg-type]
    found = real if seen[0] else made_up
    return {name: found[name] for name in OF_INTERVIEW.values()}
