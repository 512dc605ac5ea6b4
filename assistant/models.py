"""The language models that answers may be written by: the configured ones, and any other that is asked for by name."""

import threading
from collections.abc import Sequence

from assistant.deadlines import Deadlines, Model
from assistant.model import open_model

NONE = "none"  # quotes alone, whatever is configured


class Models:
    """Opens models by name and keeps them. Safe to use from many threads."""

    def __init__(self, names: Sequence[str] = (), deadlines: Deadlines | None = None) -> None:
        self.names = tuple(dict.fromkeys(name for name in names if name != NONE))
        self._deadlines = deadlines
        self._open: dict[str, Model] = {}
        self._lock = threading.Lock()

    def get(self, name: str | None = None) -> Model | None:
        """The model of that name; the first of the configured ones without a name, and None without any.

        :raises UsageError: it cannot be opened (see `model.open_model`).
        """
        wanted = name or next(iter(self.names), NONE)
        if wanted == NONE:
            return None
        with self._lock:
            if wanted not in self._open:
                self._open[wanted] = open_model(wanted, self._deadlines)
            return self._open[wanted]
