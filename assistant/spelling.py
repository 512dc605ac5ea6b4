"""Slips of the keyboard: a word that stands nowhere is also looked for as the one that it is a letter away from."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.dictionary import is_known
from assistant.question import Question
from store.language import stem
from store.lexical import QueryWord, terms_between
from store.library import Library
from store.types import LANGUAGES, Language

_WEIGHT = 0.8  # of the word that may be meant, beside the one that was typed
_LONG = 7  # letters of the longer stem from which on two words are seldom one letter apart: Bertin and Berlin are


def mended(question: Question, library: Library) -> Question:
    """The question with what its misspelt words may mean among the words to search for.

    Not for what a model wrote: a name that is a letter off is another name there.
    """
    found = {
        language: tuple(_mended(word, library, language) for word in question.words[language]) for language in LANGUAGES
    }
    return replace(question, words=found) if found != question.words else question


def _mended(word: QueryWord, library: Library, language: Language) -> QueryWord:
    if len(word.word) < _LONG or is_known(word.word):
        return word
    forms = [term for term, _ in word.alternatives]
    if any(library.term_counts(forms, other) for other in LANGUAGES):
        return word
    meant = dict.fromkeys(_near(stem(word.word, language), library, language), _WEIGHT)
    return replace(word, alternatives=(*word.alternatives, *meant.items()))


def _near(stemmed: str, library: Library, language: Language) -> Iterator[str]:
    first = stemmed[0]
    return (term for term in terms_between(library, first, chr(ord(first) + 1), language) if is_slip(stemmed, term))


def is_slip(word: str, meant: str) -> bool:
    """Whether a long word is another but for one letter more, less or changed, or two that changed places."""
    if max(len(word), len(meant)) < _LONG or abs(len(word) - len(meant)) > 1 or word[0] != meant[0]:
        return False
    same = next((at for at, (one, other) in enumerate(zip(word, meant, strict=False)) if one != other), None)
    if same is None:
        return True
    rest, other = word[same:], meant[same:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or rest[1::-1] + rest[2:] == other
