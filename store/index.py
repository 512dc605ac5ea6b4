"""The seam of vector search, and the searcher that keeps it fresh and whole.

Chroma answers as long as it is healthy and current. When it is not, the exact search over the library's own vectors
answers in its place, so that no question ever fails on the index, and the index is rebuilt from the library.
"""

import logging
import threading
import time
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from store.errors import LibraryLockedError, UserError
from store.library import Library
from store.types import Language
from store.vectors import ChromaIndex, IndexBrokenError
from store.writer import Writer

log = logging.getLogger(__name__)
Vector = NDArray[np.float32]
_SAMPLES = 3
_RETRY = 30.0  # seconds before an index that could not be opened is tried again
_SAME = 0.999  # a stored vector's cosine to itself, less rounding


class Index(Protocol):
    """Finds the passages whose vectors are nearest to a unit vector."""

    def query(self, vector: Vector, language: Language, limit: int) -> dict[str, float]:
        """Cosine by passage id, at most `limit` of them, in one language."""

    def close(self) -> None:
        """Let go of what is held."""


class ExactIndex:
    """Exact search over the library's vectors, read anew at each query: slow for millions, right for thousands."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def query(self, vector: Vector, language: Language, limit: int) -> dict[str, float]:
        """See `Index`."""
        names, _, matrix = self._library.embeddings(language)
        if not names:
            return {}
        cosines = matrix @ vector
        best = np.argsort(-cosines)[:limit]
        return {names[place]: float(cosines[place]) for place in best}

    def close(self) -> None:
        """See `Index`: nothing is held."""


class LiveIndex:
    """The index as of now: reopened when the library's generation moved, rebuilt when it is damaged or gone."""

    def __init__(self, library: Library, chroma_url: str | None = None) -> None:
        self._library = library
        self._url = chroma_url
        self._exact = ExactIndex(library)
        self._chroma: ChromaIndex | None = None
        self._generation = -1
        self._retry_at = 0.0
        self._healing: threading.Thread | None = None
        self._lock = threading.RLock()

    def query(self, vector: Vector, language: Language, limit: int) -> dict[str, float]:
        """See `Index`."""
        with self._lock:
            index = self._current()
            try:
                return index.query(vector, language, limit)
            except IndexBrokenError as error:
                log.warning("the vector index failed (%s); the exact search answers while it is rebuilt", error)
                self._drop()
                self._start_healing()
                return self._exact.query(vector, language, limit)

    def close(self) -> None:
        """Let go of Chroma, once a rebuild that is under way has ended."""
        if self._healing is not None:
            self._healing.join()
        with self._lock:
            self._drop()

    def _current(self) -> Index:
        generation = self._library.generation
        if generation != self._generation or (self._chroma is None and time.monotonic() >= self._retry_at):
            self._drop()
            self._generation, self._retry_at = generation, time.monotonic() + _RETRY
            self._chroma = self._open()
            if self._chroma is None and self._library.passage_count():
                self._start_healing()
        return self._chroma or self._exact

    def _open(self) -> ChromaIndex | None:
        """Chroma's index when it is healthy; None when it is being written, is damaged or is gone."""
        if self._library.meta("index_state") != "clean":
            return None
        try:
            index = ChromaIndex.open(self._library.home, self._library.meta("index_name"), self._url)
        except (IndexBrokenError, UserError) as error:
            log.warning("the vector index cannot be opened: %s", error)
            return None
        if healthy(index, self._library):
            return index
        index.close()
        return None

    def _start_healing(self) -> None:
        """Rebuild the index beside the questions, which the exact search answers meanwhile."""
        if self._healing is None or not self._healing.is_alive():
            self._healing = threading.Thread(target=self._heal, name="heal", daemon=True)
            self._healing.start()

    def _heal(self) -> None:
        """Rebuild the index from the library, with a connection of its own; not while another process writes."""
        try:
            library = Library(self._library.home)
            try:
                with Writer(library, self._url) as writer:
                    # The writer mends what a dead one left; what is whole by now is left alone.
                    if not self._is_whole(library):
                        writer.rebuild_index()
            finally:
                library.close()
        except LibraryLockedError:
            return
        except (UserError, IndexBrokenError, OSError) as error:
            log.warning("the vector index could not be rebuilt (%s); the exact search answers", error)

    def _is_whole(self, library: Library) -> bool:
        try:
            index = ChromaIndex.open(library.home, library.meta("index_name"), self._url)
        except IndexBrokenError:
            return False
        try:
            return healthy(index, library)
        finally:
            index.close()

    def _drop(self) -> None:
        if self._chroma is not None:
            self._chroma.close()
        self._chroma = None
        self._generation = -1


def healthy(index: ChromaIndex, library: Library) -> bool:
    """Whether the index holds as many vectors as the library, and stored vectors find themselves.

    The count alone proves nothing: with its vector files removed Chroma still counts every record.
    """
    expected = library.passage_count()
    try:
        if index.count() != expected:
            log.warning("the vector index holds %d of %d passages", index.count(), expected)
            return False
        for name, language, vector in library.samples(_SAMPLES):
            if max(index.query(vector, language, 10).values(), default=0.0) < _SAME:
                log.warning("the vector index does not find the stored passage %s", name)
                return False
    except IndexBrokenError as error:
        log.warning("the vector index does not answer: %s", error)
        return False
    return True
