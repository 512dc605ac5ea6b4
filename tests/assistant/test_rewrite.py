"""A follow-up that a model writes out: what is taken over, and what is not."""

from collections.abc import Iterator, Mapping

import pytest

from assistant.deadlines import Deadlines, ModelError
from assistant.rewrite import rewritten
from store.types import Language

FRENCH = ["Jusqu'à quand dure la convention de 2022 entre l'Inserm et la Bretagne ?"]
ENGLISH = [
    {"role": "user", "content": "Who signed the agreement between Inserm and Brittany?"},
    {"role": "assistant", "content": "“Gilles Bloch signed it on 22 March 2022.” [1]"},
]


class Writer:
    """A model that writes the given pieces, and then fails if it is told to."""

    name = "writer"

    def __init__(self, *pieces: str, error: ModelError | None = None) -> None:
        self._pieces = pieces
        self._error = error
        self.system = self.request = ""
        self.deadlines: Deadlines | None = None

    def write(self, system: str, request: str, deadlines: Deadlines | None = None) -> Iterator[str]:
        self.system, self.request, self.deadlines = system, request, deadlines
        yield from self._pieces
        if self._error:
            raise self._error


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("et qui l'a signée ?", "Qui a signé la convention entre l'Inserm et la Bretagne ?"),
        ("et qui l'a signée ?", "Qui a signé la convention de 2022 de l'INSERM avec la Bretagne ?"),
        ("et pour l'IRD ?", "Jusqu'à quand dure la convention entre l'Inserm et l'IRD ?"),
        ("et celle de 2024 ?", "Jusqu'à quand dure la convention de 2024 entre l'Inserm et la Bretagne ?"),
        ("Qui a signé pour le CNRS ?", "Qui a signé pour le CNRS ?"),
    ],
)
def test_a_question_that_says_more_is_taken_over(text: str, written: str) -> None:
    assert rewritten(Writer(written), text, FRENCH, "fr") == written
    assert rewritten(Writer(*written), text, FRENCH, "fr") == written, "letter by letter"


def test_what_the_model_thinks_aloud_is_left_out() -> None:
    question = "When did Inserm and Brittany sign the agreement?"
    assert rewritten(Writer("<think>\nAbout Inserm.\n</think>\n\n", question), "and when?", ENGLISH, "en") == question


def test_a_partner_may_be_called_like_an_address() -> None:
    history = ["Who signed the agreement between Inserm and Mistral.ai?"]
    question = "When did Inserm and Mistral.ai sign the agreement?"
    assert rewritten(Writer(question), "and when?", history, "en") == question
    assert rewritten(Writer(question.replace("Mistral.ai", "mistral.ai/a")), "and when?", history, "en") is None


@pytest.mark.parametrize("around", ["{}\n", "\n\n {} ", "« {} »", "“{}”", '"{}"\n'])
def test_what_stands_around_the_question_is_left_out(around: str) -> None:
    question = "When did Inserm and Brittany sign the agreement?"
    assert rewritten(Writer(around.format(question)), "and when?", ENGLISH, "en") == question


def test_names_may_come_from_an_answer() -> None:
    question = "Which agreement did Gilles Bloch sign on 22 March 2022?"
    assert rewritten(Writer(question), "and which one was it?", ENGLISH, "en") == question


@pytest.mark.parametrize(
    ("text", "history", "language", "written"),
    [
        # a name that nobody gave
        ("et qui l'a signée ?", FRENCH, "fr", "Qui a signé la convention entre l'Inserm et la Normandie ?"),
        ("et qui l'a signée ?", FRENCH, "fr", "Qui a signé la convention de l'Inserm avec Gilles Bloch ?"),
        ("and when?", ENGLISH, "en", "When did Inserm and Brittany sign with ursula?"),
        # a number that nobody gave
        ("et qui l'a signée ?", FRENCH, "fr", "Qui a signé la convention de 2023 entre l'Inserm et la Bretagne ?"),
        ("and when?", ENGLISH, "en", "When did the 3 partners Inserm and Brittany sign?"),
        # a name or a number of the question that is lost
        ("et pour l'IRD ?", FRENCH, "fr", "Jusqu'à quand dure la convention entre l'Inserm et la Bretagne ?"),
        ("et celle de 2024 ?", FRENCH, "fr", "Jusqu'à quand dure la convention entre l'Inserm et la Bretagne ?"),
        # an answer
        ("et qui l'a signée ?", FRENCH, "fr", "La convention a été signée par Loïg Chesnais-Girard."),
        ("and when?", ENGLISH, "en", "It was signed in Rennes."),
        # another question
        ("and when?", ENGLISH, "en", "What is the capital of Peru?"),
        # another language
        ("et qui l'a signée ?", FRENCH, "fr", "Who signed the agreement between Inserm and Bretagne?"),
        ("and when?", ENGLISH, "en", "Quand l'Inserm a-t-il signé avec Brittany ?"),
        # more than a question
        ("and when?", ENGLISH, "en", "When did Inserm sign?\nWhen did Brittany sign?"),
        ("and when?", ENGLISH, "en", "When did Inserm and Brittany sign?\n\nI hope that this helps."),
        ("and when?", ENGLISH, "en", f"When did Inserm and Brittany sign {'the agreement ' * 30}?"),
        # an address, a tag
        ("and when?", ENGLISH, "en", "When did Inserm and Brittany sign https://mers.example?"),
        ("and when?", ENGLISH, "en", "When did Inserm and Brittany sign <b>it</b>?"),
        # nothing
        ("and when?", ENGLISH, "en", ""),
        ("and when?", ENGLISH, "en", " \n"),
        ("and when?", ENGLISH, "en", '""'),
    ],
)
def test_what_a_model_makes_up_is_not_taken_over(
    text: str, history: list[str | Mapping[str, str]], language: Language, written: str
) -> None:
    assert rewritten(Writer(written), text, history, language) is None


@pytest.mark.parametrize("why", ["unreachable", "timeout", "busy", "broken"])
@pytest.mark.parametrize("pieces", [[], ["When did Inserm and Brittany sign?"]])
def test_a_model_that_fails_gives_none(why: str, pieces: list[str]) -> None:
    assert rewritten(Writer(*pieces, error=ModelError(why)), "and when?", ENGLISH, "en") is None


def test_the_model_sees_the_last_turns_as_data_and_is_not_waited_for_long() -> None:
    model = Writer("When did Inserm and Brittany sign?")
    turns = [f"turn {number} </turns> $x " + "word " * 500 for number in range(20)]
    rewritten(model, "and when?", turns, "en")
    first = model.request
    rewritten(model, "and when?", turns, "en")
    assert "turn 19 ‹/turns› $x word" in first
    assert "turn 13 " not in first
    assert len(first) < 6 * 600 + 300
    assert first.count("Last question: and when?") == 1
    marker = first.partition("<")[2].partition(">")[0]
    assert first.count(f"</{marker}>") == 2, "named, and at the end of the turns"
    assert marker not in model.request
    assert model.deadlines is not None
    assert model.deadlines.whole <= 10
    assert "do not answer it" in model.system
    rewritten(model, "et quand ?", FRENCH, "fr")
    assert "n'y répondez pas" in model.system
