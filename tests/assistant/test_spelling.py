from pathlib import Path

import pytest

from assistant.elsewhere import elsewhere, unheard
from assistant.question import understand
from assistant.spelling import is_slip, mended
from ingest.sync import sync
from store.library import Library
from tests.support import HashEncoder, write_release


@pytest.fixture
def filled(library: Library, tmp_path: Path) -> Library:
    write_release(tmp_path, "a.txt", "La Région Bretagne et l'Illinois ont signé une convention avec Berlin.")
    sync(library, HashEncoder(), [str(tmp_path)])
    return library


@pytest.mark.parametrize(
    ("question", "word", "meant"),
    [
        ("Qui a signé pour la Bretange ?", "bretange", "bretagn"),
        ("qui a signe avec l'ilinois", "ilinois", "illinois"),
        ("Quelle conventtion ?", "conventtion", "convent"),
    ],
)
def test_a_slip_is_searched_for_as_what_it_may_mean(filled: Library, question: str, word: str, meant: str) -> None:
    asked = mended(understand(question), filled)
    own = next(one for one in asked.words["fr"] if one.word == word)
    assert meant in dict(own.alternatives)
    assert unheard(asked, filled) == ()
    assert elsewhere(asked, filled.releases()) == set()


@pytest.mark.parametrize(
    "question", ["Qui a signé pour la Bretagne ?", "Qui a signé avec Bertin ?", "Qui est Zorglub ?"]
)
def test_all_else_stays_as_it_is(filled: Library, question: str) -> None:
    asked = understand(question)
    assert mended(asked, filled) == asked


def test_a_slip_is_one_letter_of_a_long_word() -> None:
    assert is_slip("bretange", "bretagne")
    assert is_slip("bretagn", "bretagne")
    assert is_slip("brettagne", "bretagne")
    assert not is_slip("nantes", "nanter"), "too short to tell"
    assert not is_slip("toulouse", "toulon")
    assert not is_slip("mantaise", "nantaise"), "the first letter is seldom the wrong one"
