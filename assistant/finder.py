"""A question made ready for one library, and the passages found for it, part by part where it is about several."""

from assistant.aliases import expanded
from assistant.compare import parts
from assistant.question import Question, understand
from assistant.retrieve import Retrieved, Retriever
from assistant.spelling import mended
from store.library import Library

_FOUND, _SEVERAL = 5, 20  # passages looked for in each language: some questions must find several releases


class Finder:
    """Finds passages in one library for questions as they are understood."""

    def __init__(self, library: Library, retriever: Retriever) -> None:
        self._library = library
        self._retriever = retriever

    def ready(self, question: Question) -> Question:
        """With the other forms of its names, and what its misspelt words may mean."""
        return mended(expanded(question, self._library), self._library)

    def find(self, question: Question, least: int = _FOUND) -> Retrieved:
        """The passages for a question that is ready: at least so many of each language, if there are."""
        several = question.compares or question.surveys
        return self._retriever.retrieve(question, max(least, _SEVERAL if several else _FOUND))

    def parts(self, question: Question, retrieved: Retrieved) -> list[tuple[Question, Retrieved]]:
        """The question as it is asked of each of several releases (`compare.parts`); empty when it is about one."""
        return parts(question, retrieved, self._search)

    def _search(self, text: str) -> tuple[Question, Retrieved]:
        asked = self.ready(understand(text))
        return asked, self.find(asked, _SEVERAL)
