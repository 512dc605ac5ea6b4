import re
import time
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.values import Value, parts, same, shown, values
from store.types import LANGUAGES, Language

languages = st.sampled_from(LANGUAGES)


def day(first: str) -> Value:
    return Value("date", 0, 0, first=first)


def period(first: str, last: str) -> Value:
    return Value("duration", 0, 0, first=first, last=last)


def number(quantity: float | str, unit: str = "", approximate: bool = False) -> Value:
    return Value("number", 0, 0, Decimal(quantity), unit, approximate=approximate)


def amount(quantity: float | str, unit: str, approximate: bool = False) -> Value:
    return Value("amount", 0, 0, Decimal(quantity), unit, approximate=approximate)


def lasting(quantity: float | str, unit: str, approximate: bool = False) -> Value:
    return Value("duration", 0, 0, Decimal(quantity), unit, approximate=approximate)


def one_of(value: Value) -> Value:
    return replace(value, part=True)


def read(text: str, language: Language) -> list[tuple[str, Value]]:
    """Each value as it is written, and without its place."""
    return [(text[found.start : found.end], replace(found, start=0, end=0)) for found in values(text, language)]


FRENCH: list[tuple[str, str, Value]] = [
    ("Signée le 1er mars 2022 à Rennes", "1er mars 2022", day("2022-03-01")),
    ("le 15 déc. 2020", "15 déc. 2020", day("2020-12-15")),
    ("jusqu'au 31 décembre 2025", "31 décembre 2025", day("2025-12-31")),
    ("le 1 er mars 2022", "1 er mars 2022", day("2022-03-01")),
    ("le 18 janvier, une convention", "18 janvier", day("--01-18")),
    ("en mars 2022,", "mars 2022", day("2022-03")),
    ("mi-2022", "2022", day("2022")),
    ("En 2022 les universités", "2022", day("2022")),
    ("le 01/03/2022.", "01/03/2022", day("2022-03-01")),
    ("(2022-03-01)", "2022-03-01", day("2022-03-01")),
    ("dans les années 1990", "années 1990", day("199X")),
    ("sur la période 2021-2025", "2021-2025", period("2021", "2025")),
    ("compte 14 000 personnes", "14 000", number(14000)),
    ("compte 14\u00a0000 personnes", "14\u00a0000", number(14000)),
    ("compte 14\u202f000 personnes", "14\u202f000", number(14000)),
    ("compte 14,000 personnes", "14,000", number(14000)),
    ("près de 14 000 personnes", "près de 14 000", number(14000, approximate=True)),
    ("soit 14,5 fois", "14,5", number("14.5")),
    ("quatorze mille personnes", "quatorze mille", number(14000)),
    ("quatre-vingt-dix-sept laboratoires", "quatre-vingt-dix-sept", number(97)),
    ("soixante et onze universités", "soixante et onze", number(71)),
    ("vingt-et-une universités", "vingt-et-une", number(21)),
    ("deux universités", "deux", number(2)),
    ("neuf laboratoires", "neuf", number(9)),
    ("une dizaine de chercheurs", "une dizaine", number(10, approximate=True)),
    ("plus de 2000 étudiants", "2000", number(2000)),
    ("1950 chercheurs", "1950", number(1950)),
    ("un demi-million de livres", "un demi-million", number(500_000)),
    ("un rapport de 0.125", "0.125", number("0.125")),
    ("vingt pour cent", "vingt pour cent", number(20, "%")),
    ("soit 20 % du total", "20 %", number(20, "%")),
    ("un budget de 1,5 M€", "1,5 M€", amount(1_500_000, "EUR")),
    ("1,5 million d'euros", "1,5 million d'euros", amount(1_500_000, "EUR")),
    ("300 000 euros par an", "300 000 euros", amount(300_000, "EUR")),
    ("2 milliards d’euros", "2 milliards d’euros", amount(2_000_000_000, "EUR")),
    ("deux millions et demi d’euros", "deux millions et demi d’euros", amount(2_500_000, "EUR")),
    ("une dizaine de millions d'euros", "une dizaine de millions d'euros", amount(10_000_000, "EUR", True)),
    ("10 k€", "10 k€", amount(10_000, "EUR")),
    ("3,2 Md€", "3,2 Md€", amount(3_200_000_000, "EUR")),
    ("500'000 francs suisses", "500'000 francs suisses", amount(500_000, "CHF")),
    ("1 milliard 200 millions d'euros", "1 milliard 200 millions d'euros", amount(1_200_000_000, "EUR")),
    ("3 millions 500 000 euros", "3 millions 500 000 euros", amount(3_500_000, "EUR")),
    ("1,5 M d'habitants", "1,5 M", number(1_500_000)),
    ("3,4 Mds de tonnes", "3,4 Mds", number(3_400_000_000)),
    ("les 5 M. Dupont", "5", number(5)),
    ("En juin 1500 chercheurs", "1500", number(1500)),
    ("en juin 1515.", "juin 1515", day("1515-06")),
    ("pour cinq ans", "cinq ans", lasting(5, "year")),
    ("cinq (5) ans", "cinq (5) ans", lasting(5, "year")),
    ("une durée de 4 ans", "4 ans", lasting(4, "year")),
    ("les cinq prochaines années", "cinq prochaines années", lasting(5, "year")),
    ("un an et demi", "un an et demi", lasting("1.5", "year")),
    ("une dizaine d'années", "une dizaine d'années", lasting(10, "year", True)),
]
ENGLISH: list[tuple[str, str, Value]] = [
    ("Signed on March 1, 2022 in Rennes", "March 1, 2022", day("2022-03-01")),
    ("on 1 March 2022", "1 March 2022", day("2022-03-01")),
    ("the 1st of March 2022", "1st of March 2022", day("2022-03-01")),
    ("Sept. 5th, 2023", "Sept. 5th, 2023", day("2023-09-05")),
    ("5-Mar-2021", "5-Mar-2021", day("2021-03-05")),
    ("until 31 December 2025", "31 December 2025", day("2025-12-31")),
    ("on 25 January.", "25 January", day("--01-25")),
    ("in March 2022", "March 2022", day("2022-03")),
    ("the 2022 elections", "2022", day("2022")),
    ("03/25/2022", "03/25/2022", day("2022-03-25")),
    ("the 1990s", "1990s", day("199X")),
    ("for 2021–2025", "2021–2025", period("2021", "2025")),
    ("a staff of 14,000", "14,000", number(14000)),
    ("some 14.5 times", "some 14.5", number("14.5", approximate=True)),
    ("fourteen thousand people", "fourteen thousand", number(14000)),
    ("two hundred and fifty", "two hundred and fifty", number(250)),
    ("twenty-one", "twenty-one", number(21)),
    ("two universities", "two", number(2)),
    ("About one hundred laboratories", "About one hundred", number(100, approximate=True)),
    ("a dozen teams", "a dozen", number(12, approximate=True)),
    ("2000 students", "2000", number(2000)),
    ("one and a half million", "one and a half million", number(1_500_000)),
    ("20 per cent", "20 per cent", number(20, "%")),
    ("EUR 1.5 million", "EUR 1.5 million", amount(1_500_000, "EUR")),
    ("€1.5 million", "€1.5 million", amount(1_500_000, "EUR")),
    ("$250 million", "$250 million", amount(250_000_000, "USD")),
    ("US$2 billion", "US$2 billion", amount(2_000_000_000, "USD")),
    ("2.4 billion US dollars a year", "2.4 billion US dollars", amount(2_400_000_000, "USD")),
    ("$4,000 Canadian dollars", "$4,000 Canadian dollars", amount(4000, "CAD")),
    ("half a million euros", "half a million euros", amount(500_000, "EUR")),
    ("CHF 500,000", "CHF 500,000", amount(500_000, "CHF")),
    ("£5m", "£5m", amount(5_000_000, "GBP")),
    ("a $10-million agreement", "$10-million", amount(10_000_000, "USD")),
    ("a $1.2-billion-a-year plan", "$1.2-billion", amount(1_200_000_000, "USD")),
    ("a €3-million project", "€3-million", amount(3_000_000, "EUR")),
    ("a 5-million-euro grant", "5-million-euro", amount(5_000_000, "EUR")),
    ("a 30-euro fee", "30-euro", amount(30, "EUR")),
    ("a 10-percent share", "10-percent", number(10, "%")),
    ("2 million 300 thousand euros", "2 million 300 thousand euros", amount(2_300_000, "EUR")),
    ("€1.500.000", "€1.500.000", amount(1_500_000, "EUR")),
    ("EUR 1.250.000,50", "EUR 1.250.000,50", amount("1250000.50", "EUR")),
    ("15.000 farmers", "15.000", number(15_000)),
    ("a ratio of 1.125", "1.125", number("1.125")),
    ("3.4bn people", "3.4bn", number(3_400_000_000)),
    ("for five years", "five years", lasting(5, "year")),
    ("a five-year agreement", "five-year", lasting(5, "year")),
    ("36 months", "36 months", lasting(36, "month")),
    ("two and a half years", "two and a half years", lasting("2.5", "year")),
    ("over two decades", "two decades", lasting(20, "year")),
]


@pytest.mark.parametrize(("text", "written", "value"), FRENCH)
def test_a_value_in_french(text: str, written: str, value: Value) -> None:
    assert read(text, "fr") == [(written, value)]


@pytest.mark.parametrize(("text", "written", "value"), ENGLISH)
def test_a_value_in_english(text: str, written: str, value: Value) -> None:
    assert read(text, "en") == [(written, value)]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("les 4 et 5 mars 2022", "fr", [("4", day("2022-03-04")), ("5 mars 2022", day("2022-03-05"))]),
        ("du 1er juin au 2 juillet", "fr", [("1er juin", day("--06-01")), ("2 juillet", day("--07-02"))]),
        ("le 28 mars et le 2 mai 2022", "fr", [("28 mars", day("2022-03-28")), ("2 mai 2022", day("2022-05-02"))]),
        ("March 4-5, 2022", "en", [("March 4", day("2022-03-04")), ("5, 2022", day("2022-03-05"))]),
        ("de 2021 à 2025", "fr", [("2021", day("2021")), ("2025", day("2025"))]),
        ("en 2019 300 000 €", "fr", [("2019", day("2019")), ("300 000 €", amount(300_000, "EUR"))]),
        ("entre cent et deux cents", "fr", [("cent", one_of(number(100))), ("deux cents", one_of(number(200)))]),
        ("one hundred and two hundred", "en", [("one hundred", number(100)), ("two hundred", number(200))]),
        ("June 30 to 2 July 2023", "en", [("June 30", day("--06-30")), ("2 July 2023", day("2023-07-02"))]),
        ("June 30 to 2nd July 2023", "en", [("June 30", day("--06-30")), ("2nd July 2023", day("2023-07-02"))]),
        ("31/02/2022", "fr", [("31", number(31)), ("02", number(2)), ("2022", day("2022"))]),
        ("03/04/2024", "en", [("03", number(3)), ("04", number(4)), ("2024", day("2024"))]),
        ("à 14h30", "fr", [("14", number(14)), ("30", number(30))]),
        ("« 4 pour 1 000 »", "fr", [("4", number(4)), ("1 000", number(1000))]),
    ],
)
def test_several_values(text: str, language: Language, found: list[tuple[str, Value]]) -> None:
    assert read(text, language) == found


@pytest.mark.parametrize(
    ("text", "language", "first", "last"),
    [
        ("compris entre 2 et 3 millions d'euros", "fr", amount(2_000_000, "EUR"), amount(3_000_000, "EUR")),
        ("de 900 000 à 1,2 million d'euros", "fr", amount(900_000, "EUR"), amount(1_200_000, "EUR")),
        ("3 à 5 M€", "fr", amount(3_000_000, "EUR"), amount(5_000_000, "EUR")),
        ("entre trois et cinq ans", "fr", lasting(3, "year"), lasting(5, "year")),
        ("un à trois ans", "fr", lasting(1, "year"), lasting(3, "year")),
        ("de douze à dix-huit mois", "fr", lasting(12, "month"), lasting(18, "month")),
        ("environ 10 à 15 %", "fr", number(10, "%", approximate=True), number(15, "%")),
        ("deux à trois mille étudiants", "fr", number(2000), number(3000)),
        ("2 ans à 3 ans", "fr", lasting(2, "year"), lasting(3, "year")),
        ("between £2 and £3 million", "en", amount(2_000_000, "GBP"), amount(3_000_000, "GBP")),
        ("between £2 million and £3 million", "en", amount(2_000_000, "GBP"), amount(3_000_000, "GBP")),
        ("£2–3 million", "en", amount(2_000_000, "GBP"), amount(3_000_000, "GBP")),
        ("€3m-5m", "en", amount(3_000_000, "EUR"), amount(5_000_000, "EUR")),
        ("€3-5m", "en", amount(3_000_000, "EUR"), amount(5_000_000, "EUR")),
        ("a three- to five-year plan", "en", lasting(3, "year"), lasting(5, "year")),
        # Not surely of the same scale, and the pieces of a sum: each says what stands there, and that it is a part.
        ("deux à trois cent mille euros", "fr", number(2), amount(300_000, "EUR")),
        ("un an et six mois", "fr", lasting(1, "year"), lasting(6, "month")),
        ("une année et six mois", "fr", lasting(1, "year"), lasting(6, "month")),
        ("1 milliard et 200 millions d'euros", "fr", number(1_000_000_000), amount(200_000_000, "EUR")),
    ],
)
def test_the_ends_of_a_range_and_the_pieces_of_a_sum(text: str, language: Language, first: Value, last: Value) -> None:
    assert [found for _, found in read(text, language)] == [one_of(first), one_of(last)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("$5 million to 3 universities", "en"),
        ("2 projets et 3 millions d'euros", "fr"),
        ("le lot 2 et 3 millions d'euros", "fr"),
        ("de 2021 à 2025", "fr"),
        ("10 % à 500 chercheurs", "fr"),
        ("cinq ans et 3 millions d'euros", "fr"),
    ],
)
def test_two_values_that_are_no_range(text: str, language: Language) -> None:
    assert [found.part for found in values(text, language)] == [False, False]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("three quarters of a million euros, a quarter of a million", "en"),
        ("three-quarters of a million euros", "en"),
        ("trois quarts de million d'euros, un quart d'un million", "fr"),
        ("5m people, 5m deep", "en"),
        ("Covid-19, H2020, SARS-CoV-2, CO2, PM2.5 et la 5G", "fr"),
        ("La 2e convention du XXIe siècle, la 21ème et la vingt-et-unième", "fr"),
        ("un accord avec une université des Deux-Sèvres, un site neuf de recherche", "fr"),
        ("Une année universitaire, un jour, un franc-bord", "fr"),
        ("plusieurs millions, des centaines d'années", "fr"),
        ("The 21st century, the twenty-first, the second, the 3rd", "en"),
        ("one of the largest, a year, hundreds of teams, you may march", "en"),
    ],
)
def test_what_states_no_value(text: str, language: Language) -> None:
    assert read(text, language) == []


@pytest.mark.parametrize(
    ("french", "english", "equal"),
    [
        ("14 000", "14,000", True),
        ("quatorze mille", "fourteen thousand", True),
        ("1er mars 2022", "March 1, 2022", True),
        ("mars 2022", "March 1, 2022", False),
        ("2022", "2,022", False),
        ("1,5 million d'euros", "€1,500,000", True),
        ("1,5 million d'euros", "$1.5 million", False),
        ("trois ans", "36 months", True),
        ("un mois", "30 days", False),
        ("une dizaine", "about ten", True),
        ("une dizaine", "ten", False),
        ("20 %", "20", False),
    ],
)
def test_the_same_meaning(french: str, english: str, equal: bool) -> None:
    (one,), (other,) = values(french, "fr"), values(english, "en")
    assert same(one, other) is equal


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (day("2022-03-01"), "1er mars 2022", "1 March 2022"),
        (day("2022-03"), "mars 2022", "March 2022"),
        (day("--03-05"), "5 mars", "5 March"),
        (day("199X"), "années 1990", "1990s"),
        (period("2021", "2025"), "2021-2025", "2021-2025"),
        (number(14000), "14\u202f000", "14,000"),
        (number("0.50", "%"), "0,5\u00a0%", "0.5%"),
        (number(200, approximate=True), "environ 200", "about 200"),
        (amount(1_500_000, "EUR"), "1,5 million d’euros", "EUR 1.5 million"),
        (amount(2_000_000_000, "USD"), "2 milliards de dollars", "USD 2 billion"),
        (amount(1_234_567, "SEK"), "1\u202f234\u202f567 SEK", "SEK 1,234,567"),
        (amount(1, "GBP"), "1 livre sterling", "GBP 1"),
        (lasting(5, "year"), "5 ans", "5 years"),
        (lasting("1.5", "year"), "1,5 an", "1.5 years"),
    ],
)
def test_a_value_in_the_words_of_its_reader(value: Value, french: str, english: str) -> None:
    assert (shown(value, "fr"), shown(value, "en")) == (french, english)


def test_the_ends_of_a_period_are_dates() -> None:
    (found,) = values("sur 2021-2025", "fr")
    assert [(part.kind, part.first, part.last, part.start) for part in parts(found)] == [
        ("date", "2021", "", 4),
        ("date", "2025", "", 4),
    ]
    assert parts(number(5)) == (number(5),)


years = st.integers(1800, 2099)
quantities = st.decimals(0, 10**14, places=3) | st.integers(0, 10**40).map(Decimal)
codes = st.sampled_from("EUR CAD AUD USD GBP CHF XOF FRF JPY CNY INR SEK NOK DKK".split())
anything = st.one_of(
    st.dates().filter(lambda date: 1000 <= date.year <= 2999).map(lambda date: day(date.isoformat())),
    st.dates().filter(lambda date: 1000 <= date.year <= 2999).map(lambda date: day(date.isoformat()[:7])),
    st.dates().map(lambda date: day(f"-{date.isoformat()[4:]}")),
    years.map(lambda year: day(str(year))),
    st.integers(100, 299).map(lambda decade: day(f"{decade}X")),
    st.tuples(years, years).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: period(str(pair[0]), str(pair[1]))),
    st.builds(number, quantities, st.sampled_from(["", "%"]), st.booleans()),
    st.builds(amount, quantities, codes, st.booleans()),
    st.builds(lasting, quantities, st.sampled_from(["year", "month", "week", "day"]), st.booleans()),
)


@given(anything, languages)
def test_what_is_shown_is_read_back(value: Value, language: Language) -> None:
    text = shown(value, language)
    assert values(text, language) == (replace(value, end=len(text)),)


@given(st.lists(anything, max_size=6), languages)
def test_spans_are_exact(given_values: list[Value], language: Language) -> None:
    text, expected = "", []
    for value in given_values:
        text += "voir « "
        expected.append(replace(value, start=len(text), end=len(text) + len(shown(value, language))))
        text += shown(value, language) + " » ; "
    assert values(text, language) == tuple(expected)


@given(
    st.text()
    | st.text(alphabet="012 .,'-/h€k%()\u202fdeuxcnt")
    | st.lists(anything).map(lambda v: "".join(map(str, v))),
    languages,
)
def test_values_never_overlap(text: str, language: Language) -> None:
    ends = [place for found in values(text, language) for place in (found.start, found.end)]
    assert ends == sorted(ends)
    assert all(found.start < found.end <= len(text) for found in values(text, language))


@given(st.text(alphabet="0123456789 .,'’-–/:;()%€$\n\u00a0\u202f"), languages)
def test_no_figure_is_passed_over(text: str, language: Language) -> None:
    held = {place for found in values(text, language) for place in range(found.start, found.end)}
    assert {place for place, letter in enumerate(text) if letter.isdigit()} <= held


@given(st.text(alphabet="0123456789 abehkmnrstuMRU-'.,€"), languages)
def test_no_figures_between_spaces_are_passed_over(text: str, language: Language) -> None:
    held = {place for found in values(text, language) for place in range(found.start, found.end)}
    for figures in re.finditer(r"(?<!\S)\d+(?!\S)", text):
        assert held >= set(range(*figures.span()))


HOSTILE = (
    "1", "1 ", "111 ", "000.", "1,111", "1.", "1-1-", "2022-", "deux ", "mille ", "one million ", "two hundred and ",
    "mars 1 ", "1 mars ", "environ ", "half a ", "€ 1", "1€", "1h11", "a-1", "a-", "neuf ", " ", "x", "1 et demi ",
    "1.111", "1 million ", "1 milliard 200 millions ", "1 à 1 ", "entre 1 et ", "£1-", "1-million-",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece)) + "x"
    for language in LANGUAGES:
        start = time.process_time()
        values(text, language)
        assert time.process_time() - start < 2
