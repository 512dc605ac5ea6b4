import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.language import detect, fold, query_terms, terms, words


@pytest.mark.parametrize("text", ["l'accord", "L’accord", "accords", "ACCORD", "ACCORDS", "d'accords", "Accord"])
def test_forms_of_a_french_word_meet(text: str) -> None:
    asked = {term for alternatives in query_terms("accord", "fr") for term in alternatives}
    assert asked & set(terms(text, "fr"))


@pytest.mark.parametrize("text", ["agreement", "Agreements", "the agreement's", "AGREEMENTS"])
def test_forms_of_an_english_word_meet(text: str) -> None:
    asked = {term for alternatives in query_terms("agreements", "en") for term in alternatives}
    assert asked & set(terms(text, "en"))


def test_an_acronym_keeps_its_plain_form_beside_its_stem() -> None:
    assert "inrae" in terms("l'INRAE a signé", "fr")
    assert "inrae" not in terms("l'INRA a signé", "fr")


def test_accents_and_ligatures_fold() -> None:
    assert fold("Île-de-France, œuvre, DÉJÀ") == "ile-de-france, oeuvre, deja"


def test_elisions_are_removed_and_names_kept() -> None:
    assert words("l'Inserm, qu'Anne d'Enfert et aujourd'hui", "fr")[:3] == ["Inserm", "Anne", "Enfert"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who signed the agreement?", "en"),
        ("Qui a signé l'accord ?", "fr"),
        ("durée de la convention", "fr"),
        ("signataires convention CNRS", "fr"),
        ("L'INSERM", "fr"),
        ("When does it end", "en"),
        ("combien de chercheurs", "fr"),
        ("how many researchers", "en"),
    ],
)
def test_questions_are_told_apart(text: str, language: str) -> None:
    assert detect(text) == language


def test_a_text_without_words_has_the_default_language() -> None:
    assert detect("1234 ?!", "fr") == "fr"
    assert detect("", "en") == "en"
    assert detect("date ?", before="en") == "en"
    assert detect("budget ?", before="fr") == "fr"
    assert detect("qui ?", before="en") == "fr"


@given(st.text(max_size=200))
def test_terms_are_plain_words(text: str) -> None:
    for language in ("fr", "en"):
        for term in terms(text, language):
            assert term
            assert not any(mark in term for mark in " \"'’")


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_text_all_in_capitals_keeps_its_stop_words_out_and_takes_no_time() -> None:
    assert terms("LES ACCORDS DE LA VILLE", "fr") == ["accord", "accords", "vill", "ville"]
    assert detect("LES DEUX VILLES ONT SIGNÉ UN ACCORD POUR LA RECHERCHE. " * 20_000) == "fr"
