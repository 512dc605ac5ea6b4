"""The benchmark's corpus: always the same, in both languages, and readable as releases."""

import re
from pathlib import Path

from benchmarks.corpus import documents, questions, write
from benchmarks.wordings import NAMES
from ingest.clean import clean
from ingest.read import read_bytes, read_page
from store.language import detect
from store.types import LANGUAGES


def test_a_larger_corpus_begins_with_the_smaller_one() -> None:
    assert list(documents(40))[:10] == list(documents(10))


def test_releases_differ() -> None:
    assert len({document.text for document in documents(200)}) == 200


def test_both_languages_are_equally_frequent() -> None:
    spoken = [document.language for document in documents(20)]
    assert [spoken.count(language) for language in LANGUAGES] == [10, 10]


def test_texts_are_in_the_language_they_claim_and_complete() -> None:
    for document in documents(40):
        assert detect(document.text) == document.language
        assert not re.search(r"[{}]|\bde le\b", document.text)


def test_releases_are_read_with_their_front_lines(tmp_path: Path) -> None:
    characters = write(tmp_path, 2)
    assert characters == sum(len(document.text) for document in documents(2))
    for document in documents(2):
        path = tmp_path / document.name
        read = clean(read_page(path, read_bytes(path)), path)
        assert read.published is not None
        assert read.language == document.language
        assert read.text.count("\n- ") >= 3


def test_tiny_releases_are_tiny() -> None:
    assert max(len(document.text) for document in documents(50, tiny=True)) < 700


def test_questions_name_both_partners_and_cross_languages() -> None:
    releases = {document.name: document for document in documents(30)}
    asked = questions(30, 60)
    assert asked == questions(30, 60)
    for question in asked:
        assert detect(question.text) == question.language
    across = [question for question in asked if releases[question.name].language != question.language]
    assert len(across) == len(asked) / 2
    for question in asked:
        named = [name for name in NAMES if name in question.text]
        assert len(named) == 2 and all(name in releases[question.name].text for name in named)
