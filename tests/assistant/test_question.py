import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dictionary import is_known, query_words
from assistant.question import refusal_language, standalone, understand
from store.errors import QuestionError, UsageError


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


EARLIER = ["Jusqu'à quand dure la convention entre l'Inserm et la Bretagne ?"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("et qui l'a signée ?", "et qui l'a signée ? (Inserm, Bretagne)"),
        ("Quel budget ?", "Quel budget ? (Inserm, Bretagne)"),
        ("Qui a signé l'accord entre le CNRS et Inria ?", "Qui a signé l'accord entre le CNRS et Inria ?"),
        ("Quels partenariats portent sur la santé ?", "Quels partenariats portent sur la santé ?"),
        ("même question pour Paris-Saclay", "même question pour Paris-Saclay (dure, convention)"),
    ],
)
def test_a_follow_up_takes_over_what_it_needs(text: str, expected: str) -> None:
    assert standalone(text, EARLIER, "fr") == expected


def test_history_may_be_strings_or_messages_and_answers_are_passed_over() -> None:
    messages = [{"role": "user", "content": EARLIER[0]}, {"role": "assistant", "content": "Le CNRS et Inria"}]
    assert standalone("et qui l'a signée ?", messages, "fr") == standalone("et qui l'a signée ?", EARLIER, "fr")
    assert standalone("et qui ?", [], "fr") == "et qui ?"


@pytest.mark.parametrize("turn", [5, None, {"content": "x"}, {"role": "user", "content": 3}])
def test_a_history_that_is_none_is_named(turn: object) -> None:
    with pytest.raises(UsageError, match="history"):
        standalone("et qui ?", [turn], "fr")


def test_words_of_the_other_language_are_found_by_their_translations() -> None:
    (word,) = query_words("chercheurs", "fr", "en")
    assert dict(word.alternatives)["research"] > 0.5, "the stem of researchers"
    (same,) = query_words("chercheurs", "fr", "fr")
    assert {term for term, _ in same.alternatives} == {"chercheurs", "chercheur"}


def test_names_are_told_from_words() -> None:
    assert is_known("accord")
    assert is_known("agreement")
    assert not is_known("chesnais")


@given(st.text(max_size=300), st.lists(st.text(max_size=60), max_size=3))
def test_any_text_is_a_question_or_says_why_not(text: str, history: list[str]) -> None:
    try:
        question = understand(text, history)
    except QuestionError as error:
        assert error.message("fr")
        return
    assert question.searched_for.startswith(question.asked)
    assert question.kinds


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("And who signed for Lyon?", "en", "And who signed for Lyon?"),
        ("Et le CNRS ?", "fr", "Et le CNRS ? (dure, convention)"),
        ("Il y a combien de laboratoires à Lyon ?", "fr", "Il y a combien de laboratoires à Lyon ?"),
        (
            "What is the agreement that the laboratories of Illinois made?",
            "en",
            "What is the agreement that the laboratories of Illinois made?",
        ),
    ],
)
def test_a_question_that_stands_alone_takes_nothing_over(text: str, language: str, expected: str) -> None:
    assert standalone(text, EARLIER, language) == expected


@pytest.mark.parametrize("text", ["Merci !", "ok merci", "Thanks"])
def test_thanks_are_no_question(text: str) -> None:
    with pytest.raises(QuestionError):
        understand(text, EARLIER)


def test_a_question_all_in_capitals_is_the_same_question() -> None:
    plain = understand("Qui a signé la convention entre l'Inserm et la Bretagne ?")
    shouted = understand("QUI A SIGNÉ LA CONVENTION ENTRE L'INSERM ET LA BRETAGNE ?")
    assert (shouted.words, shouted.kinds, shouted.language) == (plain.words, plain.kinds, plain.language)
    assert "qui" not in shouted.names
