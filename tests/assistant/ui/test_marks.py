"""Citation marks are those that the program wrote; a release's own footnote marks are words of the quote."""

import html
import re
from dataclasses import replace

import pytest

from assistant.answers import extractive, generative
from assistant.citations import Cited
from assistant.compose import Choice
from assistant.frames import quoted
from assistant.question import understand
from assistant.types import Answer, Statement
from assistant.ui.conversation import Turn, unmarked
from assistant.ui.marks import marks
from assistant.ui.messages import transcript
from store.types import Release, Span

SIGNED = "Le CIRAD et l'INRAE ont signé l'accord à Paris [2]."
LASTS = "Il court cinq ans [1] à partir de 2023[2]."
AIMS = "Il vise à [1]\n\n- former [2]\n- publier [1]"
NOTED = Release("noted", "noted.txt", f"« {SIGNED} » [1] : « {LASTS} »", f"{SIGNED} {LASTS}\n\n{AIMS}", "fr")


def quotes(*said: str, short: str | None = None) -> Answer:
    """The answer that the program makes of these quotes of one release."""
    question, cited, statements = understand("Où est-il signé ?"), Cited({NOTED.id: NOTED}.get), []
    for quote in said:
        start = NOTED.text.index(quote)
        added = cited.add(NOTED, Span(start, start + len(quote)))
        assert added
        statements.append(Statement(quoted(quote, "", question.language), (added[0],)))
    answer = extractive(question, cited, statements, short, Choice([], complete=True))
    return replace(answer, citations=tuple(cited.citations))


def shown(turn: Turn) -> tuple[list[str], str]:
    """The cards that a turn's chips open, and its words without the chips."""
    (words,) = re.findall(r'<div class="words"[^>]*>(.*?)</div>', transcript((turn,), "fr"))
    chip = r'<button type="button" class="cite" value="([\d-]+)"[^>]*>\d+</button>'
    return re.findall(chip, words), html.unescape(re.sub(r"<[^>]*>", "", re.sub(f"&#8288;{chip}", "", words)))


@pytest.mark.parametrize("said", [(SIGNED, LASTS), (LASTS, SIGNED), (SIGNED,), (AIMS, SIGNED)])
@pytest.mark.parametrize("short", [None, "à Paris"])
def test_only_marks_behind_a_quote_are_chips(said: tuple[str, ...], short: str | None) -> None:
    answer = quotes(*said, short=short)
    targets, words = shown(Turn(1, "Où ?", citations=answer.citations, answer=answer))
    assert targets == [*(["1-1"] if short else []), *(f"1-{number}" for number in range(1, len(said) + 1))]
    for quote in said:
        for line in re.split(r"\n+(?:- )?", quote):
            assert line in words


def test_an_answer_told_without_marks_keeps_the_words_of_its_quotes() -> None:
    answer = quotes(SIGNED, AIMS, short="à Paris")
    told = unmarked(answer)
    assert told.startswith("à Paris\n\n")
    assert f"« {SIGNED} »\n\n" in told and told.endswith(f"« {AIMS} »")
    assert f"« {NOTED.title} »" in told


def test_a_quote_that_is_still_growing_has_its_chip_alone() -> None:
    answer = quotes(SIGNED, LASTS)
    turn = Turn(1, "Où ?", statements=answer.statements, citations=answer.citations)
    targets, words = shown(turn)
    assert targets == ["1-1", "1-2"]
    assert SIGNED in words and LASTS in words


def test_the_sentences_of_a_model_have_several_marks() -> None:
    said = [Statement("It was signed.", (1, 2)), Statement("It lasts.", (2,))]
    answer = generative(understand("Is it signed?"), said)
    found = marks(answer.text, answer.statements)
    assert [(mark.span.of(answer.text), mark.number) for mark in found] == [(" [1]", 1), ("[2]", 2), (" [2]", 2)]
    assert unmarked(answer) == "It was signed. It lasts."


@pytest.mark.parametrize("text", ["", "Other words [1].", "It lasts. [1]", "It lasts.[20]", "It lasts [2]."])
def test_what_does_not_stand_behind_its_statement_is_no_mark(text: str) -> None:
    assert marks(text, [Statement("It lasts.", (2,))]) == ()


def test_a_statement_that_is_named_before_it_is_said_is_marked_where_it_is_said() -> None:
    said = Statement("“It lasts.”", (1,))
    text = "“It lasts.” (undated):\n\n“It lasts.” [1]"
    assert [mark.span.start for mark in marks(text, [said, said])] == [text.rindex(" [1]")]
