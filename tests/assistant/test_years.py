from datetime import date

import pytest

from assistant.years import falls_in, in_period, years
from store.types import Language, Release

ALWAYS = 9999


@pytest.mark.parametrize(
    ("text", "language", "periods"),
    [
        ("Qui a signé en 2022 ?", "fr", [(2022, 2022)]),
        ("le 3 mars 2022", "fr", [(2022, 2022)]),
        ("depuis 2019", "fr", [(2019, ALWAYS)]),
        ("depuis le 3 mars 2020", "fr", [(2020, ALWAYS)]),
        ("après la fin de 2019", "fr", [(2019, ALWAYS)]),
        ("avant fin 2020", "fr", [(1, 2020)]),
        ("dès le début de l'année 2021", "fr", [(2021, ALWAYS)]),
        ("Quels sont les partenaires des accords signés en 2019 ?", "fr", [(2019, 2019)]),
        ("L'accord de 2019 a été renouvelé en 2021 ?", "fr", [(2019, 2019), (2021, 2021)]),
        ("Who came from the University in 2019?", "en", [(2019, 2019)]),
        ("entre 2018 et 2021", "fr", [(2018, 2021)]),
        ("de 2018 à 2021", "fr", [(2018, 2021)]),
        ("2018-2021", "fr", [(2018, 2021)]),
        ("signed in 2022", "en", [(2022, 2022)]),
        ("since the end of 2019", "en", [(2019, ALWAYS)]),
        ("before March 2020", "en", [(1, 2020)]),
        ("from 2018 to 2020", "en", [(2018, 2020)]),
        ("between 2018 and 2020", "en", [(2018, 2020)]),
        ("the 2014 and 2019 agreements", "en", [(2014, 2019)]),
        ("en 2019 ou 2020", "fr", [(2019, 2020)]),
        ("du 3 mars 2018 au 5 avril 2021", "fr", [(2018, 2021)]),
        ("au plus tard en 2024", "fr", [(1, 2024)]),
        ("dans les années 2000", "fr", [(2000, 2009)]),
        ("in 2022 or in 2023", "en", [(2022, 2023)]),
        ("2020-25", "en", [(2020, 2025)]),
        ("in 2022-03", "en", [(2022, 2022)]),
        ("in the 1990s", "en", [(1990, 1999)]),
        ("14 000 people, 12022 of them, in 3 years", "en", []),
    ],
)
def test_a_question_names_its_years(text: str, language: Language, periods: list[tuple[int, int]]) -> None:
    assert list(years(text, language)) == periods


@pytest.mark.parametrize(
    ("text", "language", "period", "expected"),
    [
        ("les accords signés en 2019 ?", "fr", "2021", "les accords signés en 2021 ?"),
        ("les accords entre 2018 et 2020 ?", "fr", "2021", "les accords en 2021 ?"),
        ("les accords signés en 2019", "fr", "avant 2015", "les accords signés avant 2015"),
        ("what was signed since 2019?", "en", "2021", "what was signed in 2021?"),
        ("what was signed?", "en", "2021", None),
    ],
)
def test_a_question_is_asked_of_other_years(text: str, language: Language, period: str, expected: str | None) -> None:
    assert in_period(text, language, period) == expected


def test_a_release_falls_in_the_years_that_it_names_and_in_which_it_appeared() -> None:
    release = Release("a", "", "Title", "Signed for five years from 2021.", "en", published=date(2020, 12, 1))
    assert falls_in(release, ((2021, 2021),))
    assert falls_in(release, ((2020, 2020),)), "it appeared then"
    assert falls_in(release, ((2020, 2020), (2021, ALWAYS)))
    assert falls_in(release, ())
    assert not falls_in(release, ((2022, ALWAYS),))
    assert not falls_in(release, ((2021, 2021), (1, 2019)))
