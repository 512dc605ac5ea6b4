import random

from training.data import Question, QuestionSet, Section
from training.reader_data import ReadingSet, SectionSet, even_mix, release_examples, sentences

FIRST = "Brest is a port in Brittany. Its harbour opened in 1865. The tram of Brest runs since 2012."
SECOND = "Lyon lies on the Rhône. Its trams opened again in 2001 after Lyon had closed them in 1957."
SOURCE = QuestionSet(
    paragraphs=(FIRST, SECOND),
    articles=(0, 0),
    questions=(
        Question("When did the harbour of Brest open?", 0, (("1865", FIRST.index("1865")),)),
        Question("When did Lyon close its trams?", 1, (("1957", SECOND.index("1957")),)),
    ),
)


def test_sentences_cover_the_text() -> None:
    assert [FIRST[low:high].strip() for low, high in sentences(FIRST)][1] == "Its harbour opened in 1865."


def test_examples_keep_the_place_of_the_answer() -> None:
    reading, rng = ReadingSet(SOURCE), random.Random(1)
    seen = set()
    for _ in range(300):
        number = rng.randrange(2)
        example = reading.example(number, rng)
        if example.answered:
            assert example.passage[example.start : example.end] == SOURCE.questions[number].answers[0][0]
        seen.add((example.answered, example.right))
    assert seen == {(True, True), (False, True), (False, False)}


def test_the_answering_sentence_can_be_left_out() -> None:
    example = ReadingSet(SOURCE)._without_answer(0)
    assert example is not None
    assert "1865" not in example.passage
    assert "The tram of Brest" in example.passage


def test_a_swapped_name_is_not_in_the_passage() -> None:
    reading, rng = ReadingSet(SOURCE), random.Random(2)
    for _ in range(30):
        example = reading._swapped(1, rng)
        if example is not None:
            assert "Lyon" not in example.question
            assert not example.answered


def test_the_even_mix_is_even() -> None:
    mix = even_mix(SOURCE, 5)
    assert sum(example.answered for example in mix) == len(mix) / 2 > 0


def test_sections_are_right_or_of_the_same_law() -> None:
    laws = [Section("a", f"Title {n}", f"English text {n}", f"Titre {n}", f"Texte {n}") for n in range(3)]
    drawn, rng = SectionSet(laws), random.Random(3)
    for _ in range(50):
        example = drawn.example(rng)
        assert example.right == (example.question[-1] == example.passage[-1])


def test_releases_may_carry_their_header() -> None:
    examples = release_examples(5, 0, 20)
    assert any("|" in example.passage.splitlines()[0] for example in examples)
    for example in examples:
        if example.answered:
            assert example.passage[example.start : example.end].strip()
