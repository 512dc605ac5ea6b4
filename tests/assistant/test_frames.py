from datetime import date

import pytest

from assistant.frames import as_of, covered, lead, quoted, written_date
from store.types import Coverage, Release

FRENCH = Release("a", "/a", "Brest signe", "x", "fr", published=date(2022, 3, 1))


def test_the_lead_names_release_and_date_and_a_foreign_language() -> None:
    assert lead(FRENCH, "fr") == "« Brest signe » (1er mars 2022) :"
    assert lead(FRENCH, "en") == "“Brest signe” (1 March 2022, in French):"
    assert "undated" in lead(Release("b", "/b", "Lyon signs", "x", "en"), "en")


@pytest.mark.parametrize(
    ("quote", "language", "expected"),
    [
        ("Il dure.", "fr", "« Il dure. » [1]"),
        ("It lasts.", "en", "“It lasts.” [1]"),
        ("Il dit « oui ».", "fr", "“Il dit « oui ».” [1]"),
        ("He says “yes”.", "en", "« He says “yes”. » [1]"),
        ("« a » “b”", "en", '"« a » “b”" [1]'),
    ],
)
def test_outer_marks_do_not_stand_in_the_quote(quote: str, language: str, expected: str) -> None:
    assert quoted(quote, "[1]", language) == expected


def test_coverage_in_words() -> None:
    both = Coverage(3, 9, {"fr": 2, "en": 1}, date(2022, 3, 1), date(2023, 9, 26))
    expected = "3 communiqués (2 en français, 1 en anglais), publiés du 1er mars 2022 au 26 septembre 2023"
    assert covered(both, "fr") == expected
    one = Coverage(1, 2, {"en": 1}, date(2022, 3, 1), date(2022, 3, 1))
    assert covered(one, "en") == "1 release (1 in English), published on 1 March 2022"
    assert covered(Coverage(1, 2, {"en": 1}, None, None), "en") == "1 release (1 in English)"


def test_dates_as_they_are_written() -> None:
    assert written_date(date(2024, 8, 2), "fr") == "2 août 2024"
    assert written_date(date(2024, 8, 1), "en") == "1 August 2024"


def test_an_answer_about_the_present_says_of_what_day_it_is() -> None:
    assert as_of([FRENCH], "fr").startswith("Réponse à la date du communiqué (1er mars 2022)")
    assert "1 March 2022" in as_of([FRENCH, Release("b", "/b", "Lyon", "x", "fr", published=date(2020, 1, 1))], "en")
    assert "no date" in as_of([Release("b", "/b", "Lyon", "x", "fr")], "en")
