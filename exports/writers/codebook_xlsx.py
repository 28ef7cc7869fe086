"""The codebook as a workbook: sheets `questions` and `values`, a line per question and per code of a variable."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from exports.codebook import Codebook, Entry


def write(book: Codebook, words: Mapping[str, str], path: Path) -> None:
    from rustpy_xlsxwriter import FastExcel

    workbook = FastExcel(str(path)).freeze(row=1)
    workbook.sheet(words["question"][:31], _questions(book, words))
    workbook.sheet(words["code"][:31], _codes(book, words))
    workbook.save()


def _questions(book: Codebook, words: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for part, entries in book.parts:
        for entry in entries:
            yield {
                words["section"]: part,
                words["question"]: entry.name,
                words["kind"]: words.get(entry.kind, ""),
                **_by_language(book, entry),
                words["asked"]: entry.asked,
                words["formula"]: entry.formula,
                words["tags"]: "; ".join(entry.tags),
                words["variable"]: ", ".join(one.variable.name for one in entry.variables),
            }


def _by_language(book: Codebook, entry: Entry) -> dict[str, object]:
    found = {one.language: one.text for one in entry.labels}
    spare = "" if set(found) & set(book.languages) else next(iter(found.values()), "")
    return {language: found.get(language, spare) for language in book.languages}


def _codes(book: Codebook, words: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for _, entries in book.parts:
        for entry in entries:
            for one in entry.variables:
                about = {words["variable"]: one.variable.name, words["label"]: one.variable.label}
                about |= {words["measure"]: one.variable.measure, words["comparability"]: one.variable.comparability}
                nothing = dict.fromkeys(
                    [words["code"], *book.languages, words["count"], words["kind"], words["offered"]]
                )
                figures = {words[key]: getattr(one, key) for key in ("valid", "empty", "low", "high", "mean")}
                yield {**about, **nothing, **figures}
                for code in one.codes:
                    yield {
                        **about,
                        words["code"]: code.code,
                        **{tag: said.text for tag, said in zip(book.languages, code.labels, strict=True)},
                        words["count"]: code.count,
                        words["kind"]: words["reason"] if code.reason else "",
                        words["offered"]: code.offered,
                        **dict.fromkeys(figures),
                    }
