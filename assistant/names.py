"""Which words of a question are names: acronyms, capitals inside the sentence, words that no dictionary knows."""

from assistant.dictionary import is_known
from store.language import fold, is_stop_word, words
from store.lexical import QueryWord
from store.types import Language


def names(text: str, language: Language) -> list[str]:
    """The words of a question that are likely names, in order, as they are written."""
    found = []
    for place, word in enumerate(words(calm(text), language)):
        if is_stop_word(word, language) or word.isdigit():
            continue
        acronym = len(word) > 1 and word.isupper()
        capital = word[0].isupper() and (place > 0 or not is_known(fold(word)))
        if acronym or capital or not is_known(fold(word)):
            found.append(word)
    return found


def sure_names(text: str, language: Language) -> list[str]:
    """Those of the names that are names beyond doubt: acronyms, and words in capitals, but for the first one, that no
    dictionary knows.
    """
    said = words(calm(text), language)
    found = []
    for word in names(text, language):
        capital = word[0].isupper() and word != said[0] and not is_known(fold(word))
        if len(word) > 2 and (capital or word.isupper()):
            found.append(word)
    return found


def holds(word: QueryWord, held: frozenset[str]) -> bool:
    """Whether a word stands among terms, in any of its forms."""
    return any(term in held for term, _ in word.alternatives)


def alike(name: str, held: frozenset[str]) -> bool:
    """Whether a name stands among terms in another form or language: Japan, Japanese; Département, Department."""
    length = max(4, round(0.7 * len(name)))
    return len(name) >= length and any(term[:length] == name[:length] for term in held)


def calm(text: str) -> str:
    """A text all in capitals in small letters: its capitals say nothing of names."""
    return text.lower() if text.isupper() and " " in text else text
