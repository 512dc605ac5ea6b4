import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.acronyms import acronyms, long_form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Le Centre national de la recherche scientifique (CNRS) et Brest signent.",
            ("CNRS", "Centre national de la recherche scientifique"),
        ),
        (
            "Signé par le Council of Scientific and Industrial Research (CSIR).",
            ("CSIR", "Council of Scientific and Industrial Research"),
        ),
        ("The DESY (Deutsches Elektronen-Synchrotron) is here.", ("DESY", "Deutsches Elektronen-Synchrotron")),
        ("les Hôpitaux Universitaires de Strasbourg (HUS)", ("HUS", "Hôpitaux Universitaires de Strasbourg")),
        ("l'École normale supérieure (ENS)", ("ENS", "École normale supérieure")),
    ],
)
def test_a_release_says_what_its_acronyms_stand_for(text: str, expected: tuple[str, str]) -> None:
    short, long = expected
    assert [(one, other.removeprefix("l'")) for one, other in acronyms(text)] == [(short, long)]


@pytest.mark.parametrize(
    "text", ["un budget (TTC) de 3 M€", "Paris (France)", "the year (2024)", "il (CNRS)", "(CNRS)"]
)
def test_other_brackets_define_nothing(text: str) -> None:
    assert acronyms(text) == ()


@given(st.text(max_size=200))
def test_any_text_is_read_and_long_forms_stand_in_it(text: str) -> None:
    for short, long in acronyms(text):
        assert short in text
        assert all(word in text for word in long.split())


def test_the_letters_must_all_be_found() -> None:
    assert long_form("CNRS", "Centre de recherche") is None


def test_a_text_of_brackets_is_read_in_no_time() -> None:
    started = time.monotonic()
    acronyms("AB (" * 20_000 + "Aa Bb (AB) " * 2_000)
    assert time.monotonic() - started < 10
