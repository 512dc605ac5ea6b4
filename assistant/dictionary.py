"""Ordinary words of both languages, and translations of single words for lexical search across them.

`data/dictionary.tsv` was counted from parallel sentences (`training/dictionary.py`): folded French word, folded
English word, Dice coefficient. `data/glossary.tsv` adds words of partnership releases that such text is poor in.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from spellchecker import SpellChecker

from store.language import fold, query_terms, stem
from store.lexical import QueryWord
from store.types import LANGUAGES, Language

_STEM_WEIGHT = 0.95
_LEAST = 0.12  # below this Dice coefficient most pairs are chance
# Uses in the films' subtitles that the lists were counted in; the English list holds names among its rare words.
_USED: dict[Language, int] = {"en": 300, "fr": 1}
_BEST = 0.8  # what the surest translation weighs beside the word itself


def query_words(question: str, spoken: Language, searched: Language) -> tuple[QueryWord, ...]:
    """The words of a question as they are looked for in one language's releases.

    In its own language a word stands for itself and its stem; in another for its translations too, and for itself,
    since names and acronyms are the same in both.
    """
    words = []
    for forms in query_terms(question, spoken):
        surface = forms[0]
        alternatives = {surface: 1.0, stem(surface, searched): _STEM_WEIGHT}
        if searched != spoken:
            for translation, weight in _translations(spoken).get(surface, ()):
                term = stem(translation, searched)
                alternatives[term] = max(alternatives.get(term, 0.0), weight)
        words.append(QueryWord(surface, tuple(alternatives.items())))
    return tuple(words)


def is_known(folded: str) -> bool:
    """Whether a word is an ordinary word of either language; names mostly are not."""
    return folded in _ordinary() or is_translated(folded)


def is_translated(folded: str) -> bool:
    """Whether a word has a translation here, as most words of releases do; « azur » and « polytechnique » have none."""
    return any(folded in _translations(language) for language in LANGUAGES)


@cache
def _ordinary() -> frozenset[str]:
    """The folded words of a spelling checker's lists that are used often enough not to be names."""
    return frozenset(
        word if word.isascii() else fold(word)
        for language in LANGUAGES
        for word, uses in SpellChecker(language).word_frequency.dictionary.items()
        if uses >= _USED[language]
    )


@cache
def _translations(spoken: Language) -> dict[str, tuple[tuple[str, float], ...]]:
    """By folded word: its translations into the other language with their weights."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for french, english, dice in _rows():
        word, translation = (french, english) if spoken == "fr" else (english, french)
        weight = min(_BEST, 0.3 + dice)
        found[word][translation] = max(weight, found[word].get(translation, 0.0))
    return {word: tuple(translations.items()) for word, translations in found.items()}


def _rows() -> Iterator[tuple[str, str, float]]:
    for name in ("dictionary.tsv", "glossary.tsv"):
        for line in files("assistant").joinpath("data", name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                french, english, dice = line.split("\t")
                if float(dice) >= _LEAST:
                    yield french, english, float(dice)
