from pathlib import Path

import pytest

from assistant.finder import Finder
from assistant.question import understand
from assistant.retrieve import Retriever
from ingest.sync import sync
from store.index import ExactIndex
from store.library import Library
from tests.support import HashEncoder, write_release

WALES, GALICIA = "The University of Wales", "The University of Galicia"


@pytest.fixture
def finder(library: Library, tmp_path: Path) -> Finder:
    for name, who in (("wales.txt", WALES), ("galicia.txt", GALICIA)):
        facts = [f"{who} opened hall number {number} for the agreement with Brest." for number in range(80)]
        write_release(tmp_path, name, f"{who} signed an agreement with Brest for three years.\n\n" + "\n\n".join(facts))
    encoder = HashEncoder()
    sync(library, encoder, [str(tmp_path)])
    return Finder(library, Retriever(library, ExactIndex(library), encoder))


def test_a_question_is_made_ready_for_the_library(finder: Finder) -> None:
    ready = finder.ready(understand("How long does the Galicai agreement last?"))
    slip = next(one for one in ready.words["en"] if one.word == "galicai")
    assert "galicia" in dict(slip.alternatives)


def test_a_comparison_is_given_more_passages_and_asked_of_each_release(finder: Finder) -> None:
    one = finder.ready(understand("How long does the Galicia agreement last?"))
    both = finder.ready(understand("Which lasts longer, the Wales agreement or the Galicia agreement?"))
    found = finder.find(both)
    assert len(found.hits) > len(finder.find(one).hits)
    parts = finder.parts(both, found)
    assert {hit.release.source for _, own in parts for hit in own.hits} == {hit.release.source for hit in found.hits}
    assert all(len({hit.release.source for hit in own.hits}) == 1 for _, own in parts)
    assert finder.parts(one, finder.find(one)) == []


def test_no_fewer_passages_than_asked_for(finder: Finder) -> None:
    asked = finder.ready(understand("What did the University of Wales open?"))
    assert len(finder.find(asked, least=8).hits) > len(finder.find(asked).hits)
