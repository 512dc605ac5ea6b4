import random
from collections import Counter

import pytest

from training.written import LIST, Ask, Written, WrittenSet, read_written, split

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
def test_a_listed_question_has_every_sentence_once_and_a_list_as_a_whole(number: int) -> None:
    ask = ROW.asks[number]
    examples = WrittenSet([ROW]).listed(number, random.Random(3))
    right = [example for example in examples if example.answered]
    assert len(right) == bool(ask.sentences)
    assert len(examples) == len(ROW.sentences) - (2 if len(ask.sentences) > LIST else 0)
    for example in right:
        assert all(ROW.sentences[place] in example.passage for place in ask.sentences)
        assert example.passage[example.start : example.end] in " ".join(ROW.sentences)
