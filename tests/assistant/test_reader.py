import numpy as np
import pytest

from assistant.reader import OnnxReader, Reading
from store.types import Span

TEXT = "Brest et Lyon ont signé une convention le 12 mars 2024. Elle prend fin le 31 décembre 2030."
HEADER = "Brest et Lyon signent | 2024-03-12"


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader()


def reading(start: list[float], end: list[float]) -> Reading:
    places = np.arange(len(start), dtype=np.int64)
    return Reading(places, places + 1, np.array(start, np.float32), np.array(end, np.float32), 0.0, 0.0)


def test_the_best_answer_never_ends_before_it_starts() -> None:
    span, score = reading([0, 1, 9], [8, 2, 1]).best()
    assert (span, score) == (Span(2, 3), 10)
    assert reading([9, 0, 0], [0, 0, 9]).best() == (Span(0, 3), 18)


def test_an_answer_can_be_looked_for_inside_a_span() -> None:
    assert reading([9, 1, 0], [9, 0, 2]).best(Span(1, 3)) == (Span(1, 3), 3)
    nothing, score = reading([9], [9]).best(Span(5, 7))
    assert nothing == Span(0, 0)
    assert score < -1000


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Quand prend fin la convention entre Brest et Lyon ?", "31 décembre 2030"),
        ("When does the agreement between Brest and Lyon end?", "31 décembre 2030"),
        ("Quand Brest et Lyon ont-ils signé ?", "12 mars 2024"),
        ("When did Brest and Lyon sign?", "12 mars 2024"),
    ],
)
def test_the_reader_that_ships_finds_dates_in_both_languages(reader: OnnxReader, question: str, expected: str) -> None:
    found = reader.read(question, HEADER, TEXT, Span(0, len(TEXT)))
    assert expected in found.best()[0].of(TEXT)


def test_what_a_passage_does_not_say_scores_lower(reader: OnnxReader) -> None:
    everything = Span(0, len(TEXT))
    said = reader.read("Quand prend fin la convention entre Brest et Lyon ?", HEADER, TEXT, everything)
    unsaid = reader.read("Quel budget Brest et Lyon consacrent-ils à la convention ?", HEADER, TEXT, everything)
    other = reader.read("Comment cuire un gâteau au chocolat ?", HEADER, TEXT, everything)
    assert said.answer > unsaid.answer
    assert said.relevance > other.relevance


def test_a_long_text_is_read_to_its_end(reader: OnnxReader) -> None:
    filler = "Les équipes se retrouveront chaque année pour échanger sur leurs travaux. " * 60
    text = filler + "La convention entre Brest et Lyon prend fin le 31 décembre 2030."
    found = reader.read("Quand prend fin la convention ?", HEADER, text, Span(0, len(text)))
    assert "31 décembre 2030" in found.best()[0].of(text)
    assert found.starts[0] == 0
    assert found.ends[-1] == len(text)


def test_a_span_is_read_alone_and_counted_in_the_whole_text(reader: OnnxReader) -> None:
    second = Span(TEXT.index("Elle"), len(TEXT))
    found = reader.read("Quand prend fin la convention ?", HEADER, TEXT, second)
    assert second.holds(found.best()[0])
    empty = reader.read("Quand ?", "", TEXT, Span(5, 5))
    assert empty.best()[0] == Span(0, 0)
