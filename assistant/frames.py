"""The words around the quotes: leads, refusals and dates, in the language of the question."""

from collections.abc import Sequence
from datetime import date

from assistant.moments import written
from prompts import render, texts
from store.types import Coverage, Language, Release

# Outer quotation marks, the first pair that does not stand in the quote itself.
_MARKS: dict[Language, tuple[tuple[str, str], ...]] = {
    "fr": (("« ", " »"), ("“", "”"), ('"', '"')),
    "en": (("“", "”"), ("« ", " »"), ('"', '"')),
}


def lead(release: Release, language: Language) -> str:
    """The line that says which release speaks, of what date, and in which language if it is not the question's."""
    day = written_date(release.published, language) if release.published else texts("answer", language)["undated"]
    if release.language == language:
        return render("answer", "lead", language, title=release.title, date=day)
    name = texts("answer", language)[f"language_{release.language}"]
    return render("answer", "lead_other_language", language, title=release.title, date=day, release_language=name)


def quoted(quote: str, marks: str, language: Language) -> str:
    """The quote between quotation marks of the answer's language, with its citation numbers behind."""
    pairs = _MARKS[language]
    first, last = next((pair for pair in pairs if not any(mark.strip() in quote for mark in pair)), pairs[-1])
    return render("answer", "quote", language, open=first, quote=quote, close=last, marks=marks).strip()


def as_of(releases: Sequence[Release], language: Language) -> str:
    """What a question about the present must know: of what day its answer is."""
    days = [release.published for release in releases if release.published]
    if not days:
        return texts("answer", language)["as_of_unknown"]
    return render("answer", "as_of", language, date=written_date(max(days), language))


def covered(coverage: Coverage, language: Language) -> str:
    """What the library holds, in words: « 16 communiqués (8 en français, 8 en anglais), publiés du … au … »."""
    count = coverage.releases
    told = texts("answer", language)["releases_one"] if count == 1 else _many("releases_many", count, language)
    told += f" ({', '.join(_many(f'in_{name}', number, language) for name, number in coverage.languages.items())})"
    if coverage.earliest and coverage.latest:
        first, last = written_date(coverage.earliest, language), written_date(coverage.latest, language)
        if first == last:
            return f"{told}, {render('answer', 'period_one', language, first=first)}"
        told += f", {render('answer', 'period', language, first=first, last=last)}"
    return told


def written_date(day: date, language: Language) -> str:
    """A date as it is written: « 1er mars 2022 », "1 March 2022"."""
    return written(day.isoformat(), language)


def _many(name: str, count: int, language: Language) -> str:
    return render("answer", name, language, count=count)
