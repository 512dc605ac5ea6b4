"""Answers questions about partnerships from the library's releases, with the exact passage behind every statement.

>>> from assistant import answer
>>> answer("Until when is the agreement between Inserm and Brittany in force?").text
"""

from functools import cache

from assistant.answer import Assistant
from assistant.build import open_assistant
from assistant.question import History
from assistant.types import Answer, Citation, Source, Statement
from store.config import Settings, read_settings
from store.types import Language

__all__ = ["Answer", "Assistant", "Citation", "Source", "Statement", "answer", "open_assistant", "read_settings"]


def answer(question: str, history: History = (), language: Language | None = None, model: str | None = None) -> Answer:
    """The answer to a question, from the library that the settings name; it is opened once and kept.

    :param history: the earlier turns, oldest first: questions as strings, or {"role", "content"} messages.
    :raises UserError: the library cannot be opened, or an argument is wrong.
    """
    return _assistant(read_settings()).answer(question, history, language, model)


@cache
def _assistant(settings: Settings) -> Assistant:
    return open_assistant(settings)
