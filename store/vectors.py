"""The door to Chroma: vectors with their passage ids, in collections that can be thrown away at any time.

Chroma is never given an embedding function, a text or metadata: it stores and compares vectors, nothing else. Writes
are sliced, since it refuses large ones; each index has a
name of its own and, embedded, a folder of its own, so that a rebuilt one takes the place of the old in one step.
"""

import itertools
import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from store.errors import UserError
from store.types import LANGUAGES, Language

FOLDER = "chroma"
_SLICE = 300  # what Chroma's hosted service takes in one write; the embedded one takes 5,461
_DEADLINE = 10.0  # seconds; Chroma's own HTTP client waits for ever
_OPENING = threading.Lock()  # opening and closing share a cache inside Chroma
_ALIASES = itertools.cycle(range(500))


class IndexBrokenError(Exception):
    """Chroma's folder or collection is damaged or gone; the caller rebuilds it from the library."""


class ChromaIndex:
    """An open index in cosine space, one collection for each language. Make it with `open` or `create`.

    A language is a collection and not a filter: with a filter a query takes ten times as long at 10,000 passages.
    """

    def __init__(self, client: Any, collections: dict[Language, Any]) -> None:
        self._client = client
        self._collections = collections

    @classmethod
    def open(cls, home: Path, name: str, url: str | None = None) -> "ChromaIndex":
        """An existing index.

        :raises IndexBrokenError: it is damaged or not there.
        :raises UserError: the Chroma server does not answer.
        """
        if not name or (url is None and not (home / FOLDER / name / "chroma.sqlite3").is_file()):
            raise IndexBrokenError(f"no index named {name!r}")
        client = _client(home / FOLDER / name, url)
        try:
            found = {
                language: client.get_collection(f"{name}-{language}", embedding_function=None) for language in LANGUAGES
            }
        except Exception as error:
            _close(client)
            raise IndexBrokenError(str(error)) from error
        return cls(client, found)

    @classmethod
    def create(cls, home: Path, name: str, url: str | None = None) -> "ChromaIndex":
        """A new, empty index."""
        client = _client(home / FOLDER / name, url)
        try:
            made = {
                language: client.create_collection(
                    f"{name}-{language}", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
                for language in LANGUAGES
            }
        except Exception as error:
            _close(client)
            raise IndexBrokenError(str(error)) from error
        return cls(client, made)

    def query(self, vector: NDArray[np.float32], language: Language, limit: int) -> dict[str, float]:
        """Cosine by passage id, at most `limit` of them, in one language."""
        found = self._call(
            language, "query", query_embeddings=[vector.tolist()], n_results=limit, include=["distances"]
        )
        return {name: 1.0 - distance for name, distance in zip(found["ids"][0], found["distances"][0], strict=True)}

    def upsert(self, names: Sequence[str], languages: Sequence[Language], vectors: NDArray[np.float32]) -> None:
        """Store vectors (one row each) under passage ids."""
        for language in LANGUAGES:
            spoken = [place for place, one in enumerate(languages) if one == language]
            for part in _slices(len(spoken)):
                ids = [names[place] for place in spoken[part]]
                self._call(language, "upsert", ids=ids, embeddings=vectors[spoken[part]].tolist())

    def delete(self, names: Sequence[str]) -> None:
        """Forget passages; ids that are not there are no matter."""
        for language in LANGUAGES:
            for part in _slices(len(names)):
                self._call(language, "delete", ids=list(names[part]))

    def count(self) -> int:
        """How many vectors Chroma says it holds; not proof that it finds them."""
        return sum(int(self._call(language, "count")) for language in LANGUAGES)

    def close(self) -> None:
        """Let go of the folder; only a new client sees what other processes wrote."""
        _close(self._client)

    def _call(self, language: Language, verb: str, **values: Any) -> Any:
        try:
            return getattr(self._collections[language], verb)(**values)
        except Exception as error:
            raise IndexBrokenError(f"{verb}: {error}") from error


def remove(home: Path, name: str, url: str | None = None) -> None:
    """Throw an index away; readers that still hold it go on until they reopen."""
    if url is None:
        shutil.rmtree(home / FOLDER / name, ignore_errors=True)
        return
    client = _client(home, url)
    try:
        for language in LANGUAGES:
            client.delete_collection(f"{name}-{language}")
    except Exception:  # noqa: BLE001  (gone already, or the server is: nothing is lost either way)
        return
    finally:
        _close(client)


def sweep(home: Path, kept: str) -> None:
    """Throw away the embedded indexes that a process which died left behind."""
    for folder in (home / FOLDER).glob("*"):
        if folder.name != kept:
            shutil.rmtree(folder, ignore_errors=True)


def _client(path: Path, url: str | None) -> Any:
    import chromadb  # heavy: 0.6 s
    import chromadb.config

    if url is None:
        # Chroma's settings would otherwise read a stray .env in the current folder.
        settings = chromadb.config.Settings(anonymized_telemetry=False, is_persistent=True, _env_file=None)  # type: ignore[call-arg]
        with _OPENING:
            try:
                # Chroma keeps one system per path as it is written, and a system never sees what another process
                # adds: every client gets a spelling of its own, so that opening always reads the folder anew.
                alias = str(path) + "/." * next(_ALIASES)
                return chromadb.PersistentClient(path=alias, settings=settings)
            except Exception as error:
                raise IndexBrokenError(str(error)) from error
    return _server(chromadb, url)


def _server(chromadb: Any, url: str) -> Any:
    import httpx  # comes with chromadb

    parts = urlsplit(url)
    try:
        httpx.get(url.rstrip("/") + "/api/v2/heartbeat", timeout=_DEADLINE, trust_env=False).raise_for_status()
        settings = chromadb.config.Settings(anonymized_telemetry=False, _env_file=None)
        client = chromadb.HttpClient(
            host=parts.hostname or "",
            port=parts.port or (443 if parts.scheme == "https" else 80),
            ssl=parts.scheme == "https",
            settings=settings,
        )
        client._server._session.timeout = httpx.Timeout(_DEADLINE)  # no public way to give it a deadline
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise UserError("chroma_unreachable", url=url, reason=error) from error
    return client


def _close(client: Any) -> None:
    with _OPENING:
        sessions = [getattr(part._server, "_session", None) for part in (client, client._admin_client)]
        client.close()
        for session in filter(None, sessions):
            session.close()  # Chroma leaves its connections to a server open


def _slices(length: int) -> Iterator[slice]:
    for start in range(0, length, _SLICE):
        yield slice(start, start + _SLICE)
