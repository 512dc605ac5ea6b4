import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dictionary import is_known, query_words
from assistant.question import refusal_language, understand
from store.errors import QuestionError


def test_a_question_is_made_ready_for_search() -> None:
    question = understand("Qui a signé la convention de l'Inserm avec la Bretagne en 2022 ?")
    assert question.language == "fr"
    assert question.kinds == ("who",)
    assert set(question.names) == {"inserm", "bretagne"}
    assert question.numbers == ("2022",)
    searched = {word.word: dict(word.alternatives) for word in question.words["en"]}
    assert "agreement" in searched["convention"]
    assert "brittani" in searched["bretagne"], "the stem of Brittany"
    assert "inserm" in searched["inserm"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("", "question_empty"),
        (" \n\t ", "question_empty"),
        ("\u200b", "question_empty"),
        ("x" * 5_000_000, "question_too_long"),
        ("who\x00signed", "question_not_text"),
        ("who \udcff signed", "question_not_text"),
        (b"who signed", "question_not_text"),
        (None, "question_not_text"),
        ("?!", "question_no_words"),
        ("le la les", "question_no_words"),
    ],
)
def test_a_bad_question_says_why(asked: object, code: str) -> None:
    with pytest.raises(QuestionError) as caught:
        understand(asked)
    assert caught.value.code == code
    assert caught.value.message("fr") != caught.value.message("en")


def test_a_refusal_comes_in_the_language_of_what_was_asked() -> None:
    assert refusal_language("Qui a signé ce document " * 1000, None) == "fr"
    assert refusal_language("Who signed this document " * 1000, None) == "en"
    assert refusal_language(None, "fr") == "fr"


def test_words_of_the_other_language_are_found_by_their_translations() -> None:
    (word,) = query_words("chercheurs", "fr", "en")
    assert dict(word.alternatives)["research"] > 0.5, "the stem of researchers"
    (same,) = query_words("chercheurs", "fr", "fr")
    assert {term for term, _ in same.alternatives} == {"chercheurs", "chercheur"}


def test_names_are_told_from_words() -> None:
    assert is_known("accord")
    assert is_known("agreement")
    assert all(is_known(word) for word in ("dirige", "travaillent", "must", "observatory", "deja"))
    assert not any(is_known(name) for name in ("chesnais", "inserm", "stanford", "shenyang"))


@given(st.text(max_size=300), st.lists(st.text(max_size=60), max_size=3))
def test_any_text_is_a_question_or_says_why_not(text: str, history: list[str]) -> None:
    try:
        question = understand(text, history)
    except QuestionError as error:
        assert error.message("fr")
        return
    assert question.searched_for
    assert question.kinds


@pytest.mark.parametrize("text", ["Merci !", "ok merci", "Thanks"])
def test_thanks_are_no_question(text: str) -> None:
    with pytest.raises(QuestionError):
        understand(text, ["Qui a signé la convention entre l'Inserm et la Bretagne ?"])


def test_a_question_all_in_capitals_is_the_same_question() -> None:
    plain = understand("Qui a signé la convention entre l'Inserm et la Bretagne ?")
    shouted = understand("QUI A SIGNÉ LA CONVENTION ENTRE L'INSERM ET LA BRETAGNE ?")
    assert (shouted.words, shouted.kinds, shouted.language) == (plain.words, plain.kinds, plain.language)
    assert "qui" not in shouted.names


@pytest.mark.parametrize(
    ("asked", "compares"),
    [
        ("Lequel dure le plus longtemps, l'accord du CNRS ou celui de l'Inserm ?", True),
        ("Who signed for CNRS, and who signed for Inserm?", True),
        ("Compare the CNRS and Inserm agreements", True),
        ("Qui a signé l'accord entre le CNRS et l'Inserm ?", False),
        ("When did CNRS and Inserm sign?", False),
    ],
)
def test_a_comparison_is_told_by_its_words(asked: str, compares: bool) -> None:
    assert understand(asked).compares is compares


@pytest.mark.parametrize(
    ("asked", "present"),
    [
        ("L'accord entre le CNRS et Inria est-il toujours en vigueur ?", True),
        ("Is the CNRS agreement in force?", True),
        ("Who currently heads the CNRS?", True),
        ("Quand l'accord entre le CNRS et Inria a-t-il été signé ?", False),
        ("Until when is the CNRS agreement in force?", False),
    ],
)
def test_a_question_about_the_present_is_told_by_its_words(asked: str, present: bool) -> None:
    assert understand(asked).present is present


@pytest.mark.parametrize(
    ("asked", "searched_for"),
    [
        ("Could you please tell me who signed?", "who signed?"),
        ("Can you list the partners?", "list the partners?"),
        ("I'd like to know the amount", "the amount"),
        ("Bonjour, pourriez-vous me donner la date de signature ?", "la date de signature ?"),
        ("Savez-vous si l'accord est renouvelable ?", "si l'accord est renouvelable ?"),
        ("Could you let me know who signed?", "who signed?"),
        ("Can I have the date please", "the date"),
        ("Would you mind telling me the budget?", "the budget?"),
        ("est-ce que tu peux me dire quand ça finit", "quand ça finit"),
        ("Serait-il possible d'avoir la liste des signataires ?", "la liste des signataires ?"),
        ("Tell me about the agreement", "Tell me about the agreement"),
        ("jusqu a quand court l accord", "jusqu'a quand court l'accord"),
        ("l accord a t il été signé à Brest", "l'accord a-t-il été signé à Brest"),
        ("la ville l'a-t'elle signé", "la ville l'a-t-elle signé"),
    ],
)
def test_only_what_is_asked_is_searched_for(asked: str, searched_for: str) -> None:
    assert understand(asked).searched_for == searched_for


def test_a_word_of_both_languages_is_of_the_one_spoken_before() -> None:
    assert understand("budget ?", ["Qui a signé la convention de Brest ?"]).spoken == "fr"
    assert understand("date?", [{"role": "user", "content": "Who signed for Brest?"}]).spoken == "en"


def test_courtesies_are_not_searched_for() -> None:
    assert understand("Bonjour, qui a signé pour le CNRS ? Merci !").searched_for == "qui a signé pour le CNRS ?"
    assert understand("Hello, who signed for CNRS? Thanks").searched_for == "who signed for CNRS?"
    assert understand("Who signed for CNRS, please").searched_for == "Who signed for CNRS"
