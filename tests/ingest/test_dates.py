from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import parse, published_on
from prompts import texts


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("Mardi 22 mars 2022", "fr", date(2022, 3, 22)),
        ("Paris, le 1er février 2023", "fr", date(2023, 2, 1)),
        ("Research Article published on 26 September 2023 , Updated on 02 October 2023", "en", date(2023, 9, 26)),
        ("September 8, 1997", "en", date(1997, 9, 8)),
        ("Posted on Nov. 20th, 2023", "en", date(2023, 11, 20)),
        ("Publié le 15 déc. 2020", "fr", date(2020, 12, 15)),
        ("2024-11-15", "fr", date(2024, 11, 15)),
        ("03/04/2024", "fr", date(2024, 4, 3)),
    ],
)
def test_a_line_that_dates_the_release(line: str, language: str, day: date) -> None:
    written = published_on(line)
    assert written is not None
    assert parse(written, language) == day


@pytest.mark.parametrize(
    "line",
    [
        "On 26 June 2018 the university signed an agreement with three partners.",
        "L'accord court jusqu'au 31 décembre 2025.",
        "Mardi, à Rennes",
        "",
    ],
)
def test_a_date_inside_a_sentence_is_not_the_release_date(line: str) -> None:
    assert published_on(line) is None


def test_an_english_date_in_figures_is_not_guessed() -> None:
    assert parse("03/04/2024", "en") is None
    assert parse("25/04/2024", "en") == date(2024, 4, 25)


@given(st.dates(date(1950, 1, 1), date(2080, 12, 31)), st.sampled_from(["fr", "en"]))
def test_written_dates_are_read_back(day: date, language: str) -> None:
    month = texts("answer", language)["months"].split()[day.month - 1]
    assert parse(f"{day.day} {month} {day.year}", language) == day
