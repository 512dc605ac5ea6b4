"""What a sentence has to do with a question, as numbers: what search, the reader and plain comparison say of it.

The columns are `FEATURES`; `evidence.py` weighs them. Lists are quoted whole, with the line that introduces them, so a
sentence (`Unit.sentence`) and what would be quoted for it (`Unit.quote`) are two spans.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.dictionary import is_known
from assistant.elsewhere import Whole, is_missing
from assistant.kinds import WHOLE_LISTS, carries
from assistant.lists import Unit
from assistant.names import holds
from assistant.question import Question
from assistant.reader import Reading
from assistant.retrieve import Retrieved
from store.language import terms
from store.lexical import match
from store.types import Language

FEATURES = (
    "passage_cosine",
    "passage_rank",
    "release_coverage",
    "sentence_coverage",
    "topic_coverage",
    "rarest_missing",
    "names_missing",
    "sure_names_missing",
    "names_in_release",
    "names_in_sentence",
    "numbers_in_release",
    "carries_kind",
    "lacks_kind",
    "other_language",
    "about_section",
    "first_passage",
    "list_wanted",
    "list_unwanted",
    "lead_wanted",
    "reader_answer",
    "reader_best",
    "reader_relevance",
    "span_here",
    "span_score",
    "span_carries",
    "names_behind",
    "numbers_behind",
)
# What the reader says of a sentence that it reads by itself, then of the same for the question without its names, which
# sentences that name the partners and say nothing else do not answer; known of the shortlist only.
ALONE = (
    "alone_answer",
    "alone_best",
    "alone_relevance",
    "alone_span",
    "unnamed_answer",
    "unnamed_best",
    "unnamed_span",
)
# How a sentence stands among the others of the shortlist, for the gate.
MARGINS = ("ahead", "share")
_BEHIND = ("names_in_release", "numbers_in_release")
_NAMES_COUNTED = 3
_FAR_AHEAD = 6.0  # of the next sentence, in logits: more says no more
_LOWEST_SPAN = -20.0  # a span's logits below this say no more


def features(
    question: Question, retrieved: Retrieved, units: Sequence[Unit], readings: Mapping[str, Reading]
) -> NDArray[np.float64]:
    """One row per sentence; the columns are `FEATURES`.

    :param readings: what the reader made of each passage, by the passage's id.
    """
    wholes = {unit.hit.release.id: Whole.of(unit.hit.release) for unit in units}
    sure = _sure_names(question, wholes.values())
    best = max((reading.answer for reading in readings.values()), default=0.0)
    anywhere = {name: reading.best()[1] for name, reading in readings.items()}
    rows = []
    for unit in units:
        reading = readings[unit.hit.passage.id]
        row = _row(question, retrieved, unit, wholes[unit.hit.release.id], sure)
        rows.append(row + _read(question, unit, reading, best, anywhere[unit.hit.passage.id]))
    known = np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES) - len(_BEHIND))
    # How far a release is behind the one that holds most of the question's names: a near miss is far behind.
    behind = [known[:, [FEATURES.index(name)]] for name in _BEHIND]
    return np.hstack([known, *(column - column.max(initial=0.0) for column in behind)])


def alone(readings: Sequence[Reading], unnamed: Sequence[Reading]) -> NDArray[np.float64]:
    """One row per sentence that was read by itself, for the question and for the question without its names; the
    columns are `ALONE`.
    """
    columns = [*_alone(readings), [reading.relevance for reading in readings], _spans(readings)]
    return np.array([*columns, *_alone(unnamed), _spans(unnamed)], dtype=np.float64).T


def _alone(readings: Sequence[Reading]) -> tuple[list[float], list[float]]:
    """What is said of each, and how far that is behind the best."""
    answers = [reading.answer for reading in readings]
    return answers, [answer - max(answers) for answer in answers]


def _spans(readings: Sequence[Reading]) -> list[float]:
    return [max(reading.best()[1], _LOWEST_SPAN) for reading in readings]


def margins(ranks: NDArray[np.float64]) -> NDArray[np.float64]:
    """One row per sentence, the columns `MARGINS`: its rank's logit beyond the best other one's, and its share by
    softmax. `ranks` are the logits of the ranking (sentences,).
    """
    powers = np.exp(ranks - ranks.max(initial=-np.inf))
    rest = np.array([np.delete(ranks, place).max(initial=-_FAR_AHEAD) for place in range(len(ranks))])
    ahead = np.clip(ranks - rest, -_FAR_AHEAD, _FAR_AHEAD)
    return np.column_stack([ahead, powers / powers.sum()]).reshape(len(ranks), len(MARGINS))


def _read(question: Question, unit: Unit, reading: Reading, best: float, anywhere: float) -> tuple[float, ...]:
    """The reader's columns: of the passage, then of the best span inside the quote: a list answers as a whole."""
    span, score = reading.best(unit.quote)
    held = [carries(kind, span.of(unit.hit.release.text)) for kind in question.kinds]
    return (
        reading.answer,
        reading.answer - best,
        reading.relevance,
        max(score - anywhere, _LOWEST_SPAN),
        max(score, _LOWEST_SPAN),
        float(any(one is True for one in held)),
    )


def _sure_names(question: Question, wholes: Iterable[Whole]) -> frozenset[str]:
    """The question's names that are names beyond doubt: also those typed small that a release found writes large."""
    small = [
        name for name in question.names if name not in question.sure_names and len(name) > 2 and not is_known(name)
    ]
    large = {name for name in small if any(name in whole.capitals for whole in wholes)}
    return frozenset(question.sure_names) | large


def _row(question: Question, retrieved: Retrieved, unit: Unit, whole: Whole, sure: frozenset[str]) -> tuple[float, ...]:
    hit, quote, sentence = unit
    language: Language = hit.release.language
    words = terms(sentence.of(hit.release.text), language)
    header = terms(hit.release.header, language)
    query = question.words[language]
    weights = retrieved.weights[language]
    missing = {word.word: weights[word.word] for word in query if not holds(word, whole.terms)}
    # What is asked about the partners, not who they are: a release about them names them everywhere.
    named = frozenset(header)
    topic = [word for word in query if word.word not in question.names and not holds(word, named)]
    is_list = quote != sentence
    wants_list = any(kind in WHOLE_LISTS for kind in question.kinds)
    carried = [carries(kind, quote.of(hit.release.text)) for kind in question.kinds]
    return (
        hit.dense,
        hit.score,
        match(query, list(whole.terms), [], weights).coverage,
        match(query, words, header, weights).coverage,
        match(topic, words, [], weights).coverage if topic else 0.5,
        max(missing.values(), default=0.0) / max(weights.values(), default=1.0),
        min(sum(word in missing for word in question.names), _NAMES_COUNTED) / _NAMES_COUNTED,
        min(sum(is_missing(word, whole) for word in query if word.word in sure), _NAMES_COUNTED) / _NAMES_COUNTED,
        _names(question, language, whole.terms),
        _names(question, language, frozenset(words)),
        _share(number in whole.numbers for number in question.numbers),
        float(any(held is True for held in carried)),
        float(any(held is False for held in carried)),
        float(language != question.spoken),
        float(hit.passage.section != "body"),
        float(hit.passage.number == 0),
        float(is_list and wants_list),
        float(is_list and not wants_list),
        float("overview" in question.kinds and sentence == hit.passage.sentences[0] and hit.passage.number == 0),
    )


def _names(question: Question, language: Language, held: frozenset[str]) -> float:
    """The share of the question's names that stand in a text, in any of their forms; 1 when it has none."""
    return _share(holds(word, held) for word in question.words[language] if word.word in question.names)


def _share(hits: Iterator[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 1.0
