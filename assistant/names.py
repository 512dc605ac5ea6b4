"""Which words of a question are names: acronyms, capitals inside the sentence, words that no dictionary knows."""

from assistant.dictionary import is_known
from store.language import fold, is_stop_word, words
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


def calm(text: str) -> str:
    """A text all in capitals in small letters: its capitals say nothing of names."""
    return text.lower() if text.isupper() and " " in text else text
