from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import dateline, is_month, parse, published_on
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
        ("Communiqué publié le 3 mars 2019", "fr", date(2019, 3, 3)),
        ("Partenariats | Publié le 3 mars 2019", "fr", date(2019, 3, 3)),
        ("Date de publication : 12 mars 2021", "fr", date(2021, 3, 12)),
        ("Paris, mardi 12 mars 2021 à 10h", "fr", date(2021, 3, 12)),
        ("Villeneuve-d’Ascq, le 12 mars 2021", "fr", date(2021, 3, 12)),
        ("Paris / Lyon, le 12 mars 2021", "fr", date(2021, 3, 12)),
        ("Gif-sur-Yvette (France), le 12 mars 2021", "fr", date(2021, 3, 12)),
        ("Fait à Lyon, le 12 mars 2021", "fr", date(2021, 3, 12)),
        ("Washington, D.C., March 12, 2021", "en", date(2021, 3, 12)),
        ("Publié le 12.03.2021 à 14h30", "fr", date(2021, 3, 12)),
        ("Publié le 12 mars 2021 à 14h30", "fr", date(2021, 3, 12)),
        ("Publié le 12 mars 2021, par Service presse", "fr", date(2021, 3, 12)),
        ("Publié le 12/03/21", "fr", date(2021, 3, 12)),
        ("Posted on Jul 4, 2021 by admin", "en", date(2021, 7, 4)),
        ("March 12, 2021 10:00 AM ET", "en", date(2021, 3, 12)),
        ("12 mars 2021 | Partenariat", "fr", date(2021, 3, 12)),
        ("2021-03-12T10:00:00+01:00", "fr", date(2021, 3, 12)),
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
        "Le rapport commun a été publié le 3 mars 2019.",
        "Ce communiqué a été publié le 3 mars 2019.",
        "The joint roadmap was released on 3 March 2019.",
        "The joint roadmap released on 3 March 2019.",
        "Publié le 3 mars 2019, le rapport fixe le cadre.",
        "Ils ont signé, le 12 mars 2021.",
        "Accord signé à Lyon, le 12 mars 2021",
        "12 mars 2021 | Le CNRS signe avec Lyon",
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


@pytest.mark.parametrize(
    ("paragraph", "day"),
    [
        ("PARIS, le 3 mars 2024 – Les deux villes ont signé.", "3 mars 2024"),
        ("PARIS March 12, 2021 – The partners signed.", "March 12, 2021"),
        ("LONDON, March 12, 2021 (GLOBE NEWSWIRE) -- The partners signed.", "March 12, 2021"),
        ("Paris, France - 12 March 2021 - The partners signed.", "12 March 2021"),
        ("(Paris, le 12 mars 2021) Les deux villes ont signé.", "12 mars 2021"),
        ("Lyon/Paris, le 12 mars 2021. Les deux villes ont signé.", "12 mars 2021"),
        ("Lyon, mardi 12 mars 2021 : les deux villes ont signé.", "12 mars 2021"),
        ("Signed on 3 March 2021 – the agreement lasts.", None),
        ("In Paris, on 12 March 2021: the partners signed.", None),
        ("Signée à Lyon, le 12 mars 2021. La convention dure.", None),
        ("On Tuesday 26 September 2023, the partners signed.", None),
    ],
)
def test_a_dateline_is_a_place_and_a_date(paragraph: str, day: str | None) -> None:
    assert dateline(paragraph) == day


@pytest.mark.parametrize(
    ("written", "french", "english"),
    [
        ("2021-03-12T10:00:00+01:00", date(2021, 3, 12), date(2021, 3, 12)),
        ("2021/03/12", date(2021, 3, 12), date(2021, 3, 12)),
        ("12-03-2021", date(2021, 3, 12), None),
        ("12/03/21", date(2021, 3, 12), None),
        ("4 July, 2021", date(2021, 7, 4), date(2021, 7, 4)),
        ("1 er mars 2021", date(2021, 3, 1), date(2021, 3, 1)),
        ("31/02/2024", None, None),
        ("12/03/81", None, None),
        ("2021-2025", None, None),
    ],
)
def test_dates_in_other_forms(written: str, french: date | None, english: date | None) -> None:
    assert (parse(written, "fr"), parse(written, "en")) == (french, english)


def test_a_month_alone_is_known_for_one() -> None:
    assert is_month("mars 2021") and is_month("Paris, March 2021") and is_month("2021")
    assert not is_month("Bilan de 2021") and not is_month("12 mars 2021")
