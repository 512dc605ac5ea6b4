"""Which words of a question are names: acronyms, capitals inside the sentence, words that no dictionary knows."""

import re

from assistant.dictionary import is_known
from store.language import MONTHS, fold, is_stop_word, words
from store.lexical import QueryWord
from store.types import Language

# Words in capitals that name nobody: titles and roles, kinds of agreements and degrees, months and days, and English
# nationalities, by which a question may mean someone whom a release calls by name; France, which one calls "French".
_NOBODY = re.compile(
    r"m|mr|mrs|ms|dr|pr|mme|mlle|prof|professor|ceo|cto|pdg|drh|mou|phds?|[a-z]+(?:ese|ish|ian|ean)"
    r"|france|french|german|dutch|greek|swiss|thai|czech|welsh|british"
    rf"|{'|'.join(MONTHS['en'])}"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
# What is typed short for ordinary words, and what counts: no list of words has them.
_TYPED = re.compile(
    r"nbr?e?|qqch|koi|kan|cbn|m|whos|whats|univs?|visio|phds?|headcounts?|(?:did|does|is|was)n|\d+(?:ere?|e|eme|st|nd|rd|th)"
)
_ROOT = 4  # letters, at least


def is_nobody(word: str) -> bool:
    """Whether a word in capitals names nobody: a title, a degree, a kind of agreement, a month."""
    return bool(_NOBODY.fullmatch(fold(word)))


def names(text: str, language: Language) -> list[str]:
    """The words of a question that are likely names, in order, as they are written."""
    found = []
    for place, word in enumerate(words(calm(text), language)):
        if is_stop_word(word, language) or word.isdigit() or (word.islower() and _TYPED.fullmatch(fold(word))):
            continue
        acronym = len(word) > 1 and word.isupper()
        capital = word[0].isupper() and (place > 0 or not is_known(fold(word)))
        if acronym or capital or not is_known(fold(word)):
            found.append(word)
    return found


def sure_names(text: str, language: Language) -> list[str]:
    """Those of the names that are names beyond doubt: acronyms, and words in capitals but for the first one."""
    said = words(calm(text), language)
    return [
        word
        for word in names(text, language)
        if len(word) > 2 and (word.isupper() or (word[0].isupper() and word != said[0])) and not is_nobody(word)
    ]


def holds(word: QueryWord, held: frozenset[str]) -> bool:
    """Whether a word stands among terms, in any of its forms."""
    return any(term in held for term, _ in word.alternatives)


def alike(name: str, held: frozenset[str]) -> bool:
    """Whether a name stands among terms in another form or language: Japan, Japanese; Département, Department."""
    beginning = root(name)
    return len(name) >= len(beginning) >= _ROOT and any(term.startswith(beginning) for term in held)


def root(name: str) -> str:
    """What the forms of a name begin with."""
    return name[: max(_ROOT, round(0.7 * len(name)))]


def calm(text: str) -> str:
    """A text all in capitals in small letters: its capitals say nothing of names."""
    return text.lower() if text.isupper() and " " in text else text
