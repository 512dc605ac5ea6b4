"""Answers questions about partnerships from the library's releases, with the exact passage behind every statement.

>>> from assistant import answer
>>> answer("Until when is the agreement between Inserm and Brittany in force?").text  # doctest: +SKIP

What is named here is loaded when it is first used, so that `import assistant` and `--help` cost nothing.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.build import open_assistant
    from assistant.followup import History
    from assistant.types import Answer, Citation, Source, Statement
    from store.config import Settings, read_settings
    from store.types import Language

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Settings",
    "Source",
    "Statement",
    "answer",
    "open_assistant",
    "read_settings",
]

_HOMES = {
    "Answer": "assistant.types",
    "Assistant": "assistant.assistant",
    "Citation": "assistant.types",
    "Settings": "store.config",
    "Source": "assistant.types",
    "Statement": "assistant.types",
    "open_assistant": "assistant.build",
    "read_settings": "store.config",
}


def answer(
    question: str, history: "History" = (), language: "Language | None" = None, model: str | None = None
) -> "Answer":
    """The answer to a question, from the library that the settings name; it is opened once and kept.

    :param history: the earlier turns, oldest first: questions as strings, or {"role", "content"} messages.
    :raises UserError: the library cannot be opened, or an argument is wrong.
    """
    from store.config import read_settings  # a face: see the module's docstring

    return _assistant(read_settings()).answer(question, history, language, model)


@cache
def _assistant(settings: "Settings") -> "Assistant":
    from assistant.build import open_assistant  # a face: see the module's docstring

    return open_assistant(settings)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
