"""The page's words: the same names in both languages, dates as each writes them, links only to the web."""

import re
from datetime import date
from typing import get_args

import pytest

from assistant.types import Fault
from assistant.ui.words import checksum, covered, host, left_out, mode_label, origin, preferred, release_path, writers
from prompts import texts
from store.types import Coverage, Language
from tests.assistant.ui.answers import BREST, OXFORD, TRAP, cite, source


def test_both_languages_have_the_same_words() -> None:
    french, english = texts("page", "fr"), texts("page", "en")
    assert french.keys() == english.keys()
    for name, words in french.items():
        assert set(re.findall(r"\$\w+", words)) == set(re.findall(r"\$\w+", english[name])), name


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,fr;q=0.5", "en"),
        ("de,en;q=0.3,fr;q=0.7", "fr"),
        ("fr;q=0,en", "en"),
        ("de", "en"),
        ("", "en"),
        ("fr;q=much", "en"),
    ],
)
def test_the_browser_chooses_the_first_language(asked: str, language: Language) -> None:
    assert preferred(asked) == language


def test_the_setting_wins_over_the_browser() -> None:
    assert preferred("en", "fr") == "fr"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.inserm.fr/a?b", "www.inserm.fr"),
        ("http://college.example:8080/", "college.example"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("ftp://example.org/", None),
        ("https://user:secret@example.org/", None),
        ("//example.org/", None),
        ("https://[broken/", None),
        ("https:///nothing", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_links(url: str | None, name: str | None) -> None:
    assert host(url) == name


def test_coverage_is_a_sentence() -> None:
    many = Coverage(16, 90, {"fr": 8, "en": 8}, date(2012, 3, 26), date(2023, 10, 2))
    assert covered(many, "fr") == "16 communiqués · 8 en français, 8 en anglais · 26 mars 2012 – 2 octobre 2023"
    assert covered(Coverage(1, 3, {"en": 1}, None, None), "en") == "1 release · 1 in English"
    assert covered(Coverage(0, 0, {}, None, None), "en") == "No release in the library yet"


def test_origin_says_what_is_known() -> None:
    assert origin(source(BREST), "fr") == "Institut des mers · 22 mars 2022"
    assert origin(source(TRAP), "en") == TRAP.publisher


def test_the_release_link_names_the_quote() -> None:
    citation = cite(1, OXFORD, "Oxford")
    path = release_path(citation.release, "fr", citation)
    assert (
        path
        == f"releases/oxford%2F2023?lang=fr&start={citation.start}&end={citation.end}&hash={checksum('Oxford')}#quote"
    )
    assert checksum("Oxford") != checksum("oxford")


def test_the_badge_names_the_mode() -> None:
    assert mode_label("extractive", "fr") == "Répond par citations – sans modèle de langue"
    assert mode_label("extractive", "en") == "Answers by quoting – no language model"


@pytest.mark.parametrize(
    ("dropped", "english", "french"),
    [
        ((), "", ""),
        (
            ("number",),
            "1 sentence of the model was left out: it gives a number or date that no passage gives.",
            "1 phrase du modèle n’a pas été retenue\u00a0: elle donne un nombre ou une date qu’aucun passage ne donne.",
        ),
        (
            ("unsupported", "unsupported"),
            "2 sentences of the model were left out: they are not borne out by any passage.",
            "2 phrases du modèle n’ont pas été retenues\u00a0: elles ne sont étayées par aucun passage.",
        ),
        (
            ("name", "address", "name"),
            "3 sentences of the model were left out: 2 give a name that no passage gives, 1 holds a web address.",
            "3 phrases du modèle n’ont pas été retenues\u00a0: 2 donnent un nom qu’aucun passage ne donne, "
            "1 contient une adresse web.",
        ),
    ],
)
def test_what_was_left_out_is_a_sentence(dropped: tuple[Fault, ...], english: str, french: str) -> None:
    assert left_out(dropped, "en") == english
    assert left_out(dropped, "fr") == french


@pytest.mark.parametrize("fault", get_args(Fault))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_has_its_words(fault: Fault, language: Language) -> None:
    sentences = {left_out((fault,) * count, language) for count in (1, 2, 3)}
    assert len(sentences) == 3 and all(sentence.endswith(".") for sentence in sentences)


def test_the_writers_are_the_models_and_nobody() -> None:
    assert writers(("ollama/a", "hf/b"), "fr") == [
        ("ollama/a", "ollama/a"),
        ("hf/b", "hf/b"),
        ("Citations seules", "none"),
    ]
    assert writers((), "en") == [("Quotes only", "none")]
