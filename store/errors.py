"""Errors that a person can mend, each with its exit code and its words in both languages.

    UserError                 1   anything below; `str(error)` is English, `error.message("fr")` French
    ├── UsageError            2   a wrong argument or setting
    ├── DocumentError         3   one document cannot be read; the others go on
    ├── QuestionError         2   a question that is empty, too long or not text
    ├── IndexMismatchError    4   the library was made by another encoder or version
    ├── LibraryLockedError   11   another process is writing
    └── LibraryDamagedError   1   the library file itself cannot be read

Every message says what happened, with which value, and what to do next. Vendor exceptions are turned
into one of these at the vendor's door; anything else is a fault of the program and keeps its traceback.

>>> raise UsageError("no_such_path", path="/tmp/none")
"""

from string import Template
from typing import ClassVar

from store.messages import MESSAGES
from store.types import Language


class UserError(Exception):
    """A fault that its reader can mend; `code` names the message in `store/messages.py`."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        """The message in the reader's language."""
        return Template(MESSAGES[self.code][language]).substitute(self.values)


class UsageError(UserError):
    """A wrong argument or setting."""

    exit_code = 2


class DocumentError(UserError):
    """One document cannot be read."""

    exit_code = 3


class QuestionError(UserError):
    """A question that cannot be served as it was asked."""

    exit_code = 2


class IndexMismatchError(UserError):
    """The library was made by another encoder, chunker or analyser."""

    exit_code = 4


class LibraryLockedError(UserError):
    """Another process holds the writer lock."""

    exit_code = 11


class LibraryDamagedError(UserError):
    """The library file cannot be read as one."""
