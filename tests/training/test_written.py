import random
from collections import Counter
from dataclasses import replace

import pytest

from training.written import STRANGERS, Ask, Written, WrittenSet, apart, read_written, split

WRITTEN = read_written()
ROW = Written(
    "x",
    0,
    "en",
    "Harbour pact",
    "Port of Ardle",
    "2021-03-04",
    (
        "The port and the school signed.",
        "They have two aims:",
        "- to train pilots;",
        "- to map sandbanks.",
        "It lasts two years.",
    ),
    (
        Ask("How long?", "en", (4,), "two years", "answered"),
        Ask("Quels buts ?", "fr", (1, 2, 3), "two aims", "answered"),
        Ask("Who signed for the port?", "en", (), "", "unstated"),
    ),
)

OTHER_ROW = replace(ROW, title="Tower pact", number=1, sentences=("One.", "Two.", "Three."), asks=ROW.asks[2:])


def test_every_answer_stands_in_its_sentence() -> None:
    for release in WRITTEN:
        for ask in release.asks:
            assert not ask.sentences or ask.answer in release.sentences[ask.sentences[0]], ask.question
            assert bool(ask.sentences) == (ask.why == "answered"), ask.question


def test_the_releases_are_many_in_both_languages_and_differ() -> None:
    languages = Counter(release.language for release in WRITTEN)
    assert min(languages.values()) > len(WRITTEN) / 3
    assert len({release.sentences for release in WRITTEN}) == len(WRITTEN)
    trained, held = split(WRITTEN)
    assert len(WRITTEN) / 6 < len(held) < len(WRITTEN) / 4
    assert not {release.sentences for release in trained} & {release.sentences for release in held}


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_listed_question_has_every_sentence_once_a_list_as_a_whole_and_strangers(number: int) -> None:
    ask = ROW.asks[number]
    lists = [WrittenSet([ROW, OTHER_ROW]).listed(number, random.Random(seed)) for seed in range(40)]
    assert all(len(examples) - STRANGERS <= len(ROW.sentences) for examples in lists)
    right = [[example for example in examples if example.answered] for examples in lists]
    # What answers is left out now and then; nothing else ever answers.
    assert {len(own) for own in right} == ({0, 1} if ask.sentences else {0})
    for own, examples in zip(right, lists, strict=True):
        others = len(ROW.sentences) - len(ask.sentences)
        assert len(examples) == others + len(own) + STRANGERS
        for example in own:
            assert all(ROW.sentences[place] in example.passage for place in ask.sentences)
            assert example.passage[example.start : example.end] in " ".join(ROW.sentences)


def test_of_siblings_one_is_taken() -> None:
    rows = [replace(ROW, file=file, number=number) for file in ("x", "y", "x-other") for number in (0, 5, 7)]
    kept = [(one.file, one.number) for one in apart(rows)]
    assert kept == [("x", 0), ("y", 0), ("y", 5), ("y", 7), ("x-other", 5), ("x-other", 7)]


def test_a_question_asked_of_siblings_is_listed_for_both() -> None:
    sibling = replace(ROW, file="x-other", sentences=(*ROW.sentences[:-1], "It has no end."))
    numbers = WrittenSet([ROW, OTHER_ROW, sibling]).together(60, random.Random(1))
    assert len(numbers) == 60
    first, second = len(ROW.asks), len(ROW.asks) + len(OTHER_ROW.asks)
    for at, number in enumerate(numbers[:-1]):
        if number < first:
            assert numbers[at + 1] == number + second
