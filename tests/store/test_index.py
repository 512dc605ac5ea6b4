"""One contract for both indexes; and what happens when Chroma's folder is damaged, gone, stale or being written."""

import contextlib
import shutil
import socket
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.sync import fingerprint
from store.errors import UserError
from store.index import ExactIndex, Index, LiveIndex, healthy
from store.library import Library
from store.types import Language, Release
from store.vectors import FOLDER, ChromaIndex, IndexBrokenError
from store.writer import Writer
from tests.store.shelves import new_release
from tests.support import ROOT, HashEncoder

TOWNS = ("Brest", "Lyon", "Lille", "Nantes", "Toulouse", "Rennes")


def release(town: str, language: Language = "fr") -> Release:
    return Release(town.lower(), f"/{town}.txt", f"{town} signe", f"La ville de {town} a signé un accord.", language)


@pytest.fixture
def filled(library: Library, encoder: HashEncoder) -> Library:
    with Writer(library) as writer:
        writer.put([new_release(encoder, release(town)) for town in TOWNS], fingerprint(encoder))
        writer.put([new_release(encoder, release("Oxford", "en"))], fingerprint(encoder))
    return library


def folder(library: Library) -> Path:
    return library.home / FOLDER / library.meta("index_name")


def open_chroma(library: Library) -> ChromaIndex:
    return ChromaIndex.open(library.home, library.meta("index_name"))


@pytest.fixture(params=["exact", "live"])
def index(request: pytest.FixtureRequest, filled: Library) -> Index:
    if request.param == "exact":
        return ExactIndex(filled)
    live = LiveIndex(filled)
    request.addfinalizer(live.close)
    return live


def test_the_nearest_passage_comes_first(index: Index, filled: Library, encoder: HashEncoder) -> None:
    vector = encoder.encode_query(["La ville de Lille a signé un accord."])[0]
    found = index.query(vector, "fr", 3)
    assert len(found) == 3
    best = max(found, key=lambda name: found[name])
    assert filled.hits([best])[best].release.id == "lille"
    assert found[best] == pytest.approx(1.0, abs=1e-3)


def test_a_search_stays_in_its_language(index: Index, filled: Library, encoder: HashEncoder) -> None:
    vector = encoder.encode_query(["La ville de Lille a signé un accord."])[0]
    (name,) = index.query(vector, "en", 10)
    assert filled.hits([name])[name].release.id == "oxford"


def test_an_empty_library_has_nothing(library: Library, encoder: HashEncoder) -> None:
    live = LiveIndex(library)
    assert live.query(encoder.encode_query(["accord"])[0], "fr", 5) == {}
    live.close()


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20])


DAMAGE: dict[str, Callable[[Path], None]] = {
    "folder gone": shutil.rmtree,
    "database gone": lambda path: (path / "chroma.sqlite3").unlink(),
    "database truncated": lambda path: truncate(path / "chroma.sqlite3"),
    "database is text": lambda path: (path / "chroma.sqlite3").write_text("no database", encoding="utf-8") and None,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_index_heals_itself_without_encoding(
    damage: Callable[[Path], None], filled: Library, encoder: HashEncoder
) -> None:
    encoded = encoder.encoded
    damage(folder(filled))
    live = LiveIndex(filled)
    found = live.query(encoder.encode_query(["La ville de Nantes a signé un accord."])[0], "fr", 1)
    live.close()
    assert filled.hits(found)[next(iter(found))].release.id == "nantes"
    assert encoder.encoded == encoded
    whole = open_chroma(filled)
    assert healthy(whole, filled)
    whole.close()


def test_vectors_that_chroma_lost_are_noticed(filled: Library) -> None:
    index = open_chroma(filled)
    index.delete([filled.embeddings()[0][0]])
    assert not healthy(index, filled)
    index.close()


def test_an_index_that_does_not_open_says_so(filled: Library) -> None:
    with pytest.raises(IndexBrokenError):
        ChromaIndex.open(filled.home, "no-such-index")


def test_while_another_process_writes_the_exact_search_answers(filled: Library, encoder: HashEncoder) -> None:
    shutil.rmtree(folder(filled))
    writing = Library(filled.home)
    live = LiveIndex(filled)
    with Writer(writing):
        # The writer holds the lock, so that this reader cannot rebuild.
        found = live.query(encoder.encode_query(["La ville de Rennes a signé un accord."])[0], "fr", 1)
    live.close()
    writing.close()
    assert filled.hits(found)[next(iter(found))].release.id == "rennes"


ADD = """
    import sys
    from pathlib import Path
    from ingest.sync import fingerprint
    from store.library import Library
    from store.types import Release
    from store.writer import Writer
    from tests.store.shelves import new_release
    from tests.support import HashEncoder
    encoder, library = HashEncoder(), Library(Path(sys.argv[1]))
    with Writer(library) as writer:
        text = "La ville de Quimper a signé un accord."
        writer.put([new_release(encoder, Release("quimper", "/q", "Quimper", text, "fr"))], fingerprint(encoder))
        writer.remove(["lyon"])
"""


def test_an_open_index_sees_what_another_process_wrote(filled: Library, encoder: HashEncoder) -> None:
    live = LiveIndex(filled)
    asked = encoder.encode_query(["La ville de Quimper a signé un accord."])[0]
    assert "quimper" not in {hit.release.id for hit in filled.hits(live.query(asked, "fr", 10)).values()}
    subprocess.run([sys.executable, "-c", textwrap.dedent(ADD), str(filled.home)], check=True, cwd=ROOT, timeout=120)
    seen = {hit.release.id for hit in filled.hits(live.query(asked, "fr", 10)).values()}
    live.close()
    assert "quimper" in seen
    assert "lyon" not in seen


def test_a_server_that_is_not_there_is_named_and_the_exact_search_answers(
    filled: Library, encoder: HashEncoder, unused_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_port}"
    with pytest.raises(UserError, match=url):
        ChromaIndex.open(filled.home, filled.meta("index_name"), url)
    live = LiveIndex(filled, url)
    assert live.query(encoder.encode_query(["Lyon"])[0], "fr", 2)
    live.close()


def test_a_server_that_accepts_and_never_answers_cannot_hang_a_question(
    filled: Library, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.vectors._DEADLINE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        live = LiveIndex(filled, f"http://127.0.0.1:{silent.getsockname()[1]}")
        started = time.monotonic()
        assert live.query(encoder.encode_query(["Lyon"])[0], "fr", 2)
        assert time.monotonic() - started < 30
        live.close()


@pytest.mark.slow
def test_a_chroma_server_takes_the_place_of_the_embedded_index(
    tmp_path: Path, library: Library, encoder: HashEncoder, unused_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_port}"
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(tmp_path / "served")]
    server = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(unused_port)], stdout=subprocess.DEVNULL, cwd=tmp_path
    )
    try:
        wait_for(unused_port)
        with Writer(library, url) as writer:
            writer.put([new_release(encoder, release(town)) for town in TOWNS], fingerprint(encoder))
            writer.remove(["lyon"])
        live = LiveIndex(library, url)
        found = live.query(encoder.encode_query(["La ville de Lille a signé un accord."])[0], "fr", 10)
        live.close()
        assert library.hits([max(found, key=lambda name: found[name])]).popitem()[1].release.id == "lille"
        assert len(found) == len(TOWNS) - 1
        assert not (library.home / FOLDER).exists()
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.filterwarnings("ignore:legacy embedding function:DeprecationWarning")
def test_chroma_never_computes_an_embedding(filled: Library) -> None:
    # Known advisories on Chroma up to 1.5.9 need an embedding function; ours has none, and texts never reach it.
    index = open_chroma(filled)
    with pytest.raises(ValueError, match="embedding function"):
        index._collections["fr"].query(query_texts=["Lyon"])
    index.close()
    connection = sqlite3.connect(folder(filled) / "chroma.sqlite3")
    stored = connection.execute("SELECT count(*) FROM embedding_metadata WHERE key = 'chroma:document'").fetchone()
    connection.close()
    assert stored == (0,)
