"""What is being asked: language, standalone form, kinds, words to search for, names and numbers to insist on."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.dictionary import query_words
from assistant.followup import History, standalone
from assistant.kinds import Kind, kinds
from assistant.mentions import speaks_of_several, surveys
from assistant.names import names, sure_names
from assistant.years import years
from store.errors import QuestionError
from store.language import detect, fold
from store.lexical import QueryWord
from store.types import LANGUAGES, Language

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
NUMBER = re.compile(r"\d+")
# Greetings and thanks around a question, which say nothing of what is searched.
_GREETING = re.compile(
    r"^(?:bonjour|bonsoir|salut|hello|hi|hey|good (?:morning|afternoon|evening))\b[\s,.!:]+", re.IGNORECASE
)
# What asks to be told, before what is asked.
_POLITE = re.compile(
    r"^(?:please[\s,]+)?(?:(?:can|could|would|will) you (?:please )?"
    r"(?:(?:tell|give|show|send) (?:me|us) (?!about\b|more\b)|(?=(?:list|name|describe|explain|sum)))"
    r"|(?:can|could|may) (?:i|we) (?:please )?(?:have|get|know) "
    r"|(?:can|could|would|will) you (?:please )?let (?:me|us) know "
    r"|(?:would|do) you mind (?:telling|giving) (?:me|us) |i(?:['’]m| am| was) (?:just )?wondering "
    r"|(?:do|would) you (?:happen to )?know |may i (?:ask|know) "
    r"|i(?:['’]d| would) (?:like|love) to (?:know|have) |i want to know |(?:tell|give) me (?!about\b|more\b)"
    r"|(?:(?:peux|pouvez|pourriez|pourrais)[- ](?:tu|vous)"
    r"|(?:est[- ]ce que )?(?:tu|vous) (?:peux|pouvez|pourrais|pourriez)) "
    r"(?:me |nous |m['’])?(?:dire|donner|indiquer|pr[ée]ciser|rappeler) "
    r"|(?:sais|savez|sauriez)[- ](?:tu|vous) |est[- ]ce que (?:tu sais|vous savez) |(?:peut[- ]on|on peut) savoir "
    r"|(?:serait|est)[- ]il possible (?:de |d['’])(?:savoir|conna[îi]tre|avoir|obtenir) "
    r"|(?:j['’]aimerais|je (?:voudrais|souhaite(?:rais)?)) (?:savoir|conna[îi]tre|avoir) "
    r"|(?:dis|dites|donnez|donne)[- ]moi )(?!de quoi\b)",
    re.IGNORECASE,
)
# Elisions typed with a space: « l accord », « jusqu a quand ».
_ELIDED = re.compile(r"\b([cdjlmnst]|qu|jusqu|lorsqu) (?=[aeiouyhéèêàâîô])", re.IGNORECASE)
# « a t il », « a-t'il »: the t belongs to the verb and stands for nobody.
_INVERTED = re.compile(r"(?<=\w)[- ]t[-' ’](?=(?:ils?|elles?|on)\b)", re.IGNORECASE)
_THANKS = re.compile(
    r"[\s,.]*\b(?:merci(?: d['’]avance| beaucoup| bien)?|thanks(?: a lot| in advance)?|thank you(?: very much)?|please"
    r"|svp|stp|s['’]il (?:vous|te) pla[iî]t)[\s.!]*$",
    re.IGNORECASE,
)
# A question about the present, which a release can only answer as of its own date.
_PRESENT = {
    "fr": re.compile(
        r"\bencore\b|\btoujours\b|\bactuel\w*|\baujourd'hui\b|\ben ce moment\b|\ben cours\b|\ba ce jour\b"
        r"|\bmaintenant\b|\b(?:est|sont)[ -](?:il|elle|ils|elles) en vigueur\b|\bdesormais\b"
    ),
    "en": re.compile(
        r"\bstill\b|\bcurrent\w*|\btoday\b|\bnowadays\b|\bright now\b|\bat present\b|\bto date\b|\bas of now\b"
        r"|\bthese days\b|^(?:is|are)\b.*\b(?:in force|active|ongoing|running)\b"
    ),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question made ready for search.

    `searched_for` is its standalone form, `spoken` the language it is asked in, `language` the one to answer in.
    `compares` says that it may be about two releases, `surveys` that it asks for agreements or partners wherever they
    are told of, `present` that it asks how things stand now. `names` are its
    words that no dictionary knows (partners, people, places), `sure_names` those of them that are names beyond doubt,
    and `numbers` its years and figures, all folded: what a passage must not lack. `years` are the periods that it
    names, by their first and last year. `words` hold the search terms per language of the releases.
    """

    asked: str
    searched_for: str
    spoken: Language
    language: Language
    kinds: tuple[Kind, ...]
    compares: bool
    surveys: bool
    present: bool
    names: tuple[str, ...]
    sure_names: tuple[str, ...]
    numbers: tuple[str, ...]
    years: tuple[tuple[int, int], ...]
    words: dict[Language, tuple[QueryWord, ...]]


def understand(asked: str, history: History = (), language: Language | None = None, longest: int = 2000) -> Question:
    """The question, ready for search.

    :raises QuestionError: it is empty, too long, not text, or has no words.
    """
    text = _tidied(asked, longest)
    spoken = detect(text, language or "en", _spoken_before(history))
    text = _ELIDED.sub(r"\1'", _INVERTED.sub("-t-", text)) if spoken == "fr" else text
    searched_for = standalone(_bare(text), history, spoken)
    search_words = {searched: query_words(searched_for, spoken, searched) for searched in LANGUAGES}
    if not search_words[spoken]:
        raise QuestionError("question_no_words", question=text)
    asked_kinds = kinds(_bare(text), spoken)
    if asked_kinds == ("what",):
        asked_kinds = kinds(searched_for, spoken)
    return Question(
        asked=text,
        searched_for=searched_for,
        spoken=spoken,
        language=language or spoken,
        kinds=asked_kinds,
        compares=speaks_of_several(searched_for, spoken),
        surveys=surveys(searched_for, spoken),
        present=bool(_PRESENT[spoken].search(fold(searched_for))),
        names=tuple(dict.fromkeys(fold(word) for word in names(searched_for, spoken))),
        sure_names=tuple(dict.fromkeys(fold(word) for word in sure_names(searched_for, spoken))),
        numbers=tuple(dict.fromkeys(NUMBER.findall(searched_for))),
        years=years(searched_for, spoken),
        words=search_words,
    )


def _spoken_before(history: History) -> Language | None:
    """The language of the question before, for « budget ? », which is a word of both."""
    earlier = [turn for turn in history if isinstance(turn, str)] or [
        turn["content"]
        for turn in history
        if isinstance(turn, Mapping) and turn.get("role") == "user" and isinstance(turn.get("content"), str)
    ]
    return detect(earlier[-1]) if earlier else None


def _bare(text: str) -> str:
    """The question without greeting, thanks and polite lead; as it is when it is nothing else."""
    bare = _POLITE.sub("", _THANKS.sub("", _GREETING.sub("", text)))
    return bare if any(letter.isalnum() for letter in bare) else text


def refusal_language(asked: object, language: Language | None) -> Language:
    """The language to refuse a question in that could not be understood."""
    return language or detect(asked[:500] if isinstance(asked, str) else "")


def _tidied(asked: object, longest: int) -> str:
    if not isinstance(asked, str):
        raise QuestionError("question_not_text", found=type(asked).__name__)
    if len(asked) > longest:
        raise QuestionError("question_too_long", length=len(asked), limit=longest)
    found = _CONTROL.search(asked)
    if found:
        raise QuestionError("question_not_text", found=f"U+{ord(found.group()):04X}")
    text = " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", asked)).split())
    if not text:
        raise QuestionError("question_empty")
    return text
