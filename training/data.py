"""Reads the training and dev files, and keeps the held-out `cds` pairs apart."""

from __future__ import annotations

import json
import lzma
import random
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_DATA = ROOT.parent / "shared" / "data"
HELD_OUT_CDS = 600


@dataclass(frozen=True)
class Pair:
    """An English sentence, its French translation, and the source both come from."""

    en: str
    fr: str
    source: str


@dataclass(frozen=True)
class Section:
    """A section of a law: title and text in both languages."""

    doc: str
    en_title: str
    en_text: str
    fr_title: str
    fr_text: str


@dataclass(frozen=True)
class Question:
    """A question, the number of its paragraph in the set, and its answer spans (text, start)."""

    text: str
    paragraph: int
    answers: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class QuestionSet:
    """Questions over numbered paragraphs; `articles[i]` is the article of paragraph i."""

    paragraphs: tuple[str, ...]
    articles: tuple[int, ...]
    questions: tuple[Question, ...]


def fold(text: str) -> str:
    """Lower-cased text without accents, as the base tokenizer sees it."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn")


def _sentence_key(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())


def read_pairs(data: Path) -> list[Pair]:
    """All aligned sentences, in file order."""
    with lzma.open(data / "en_fr_pairs.tsv.xz", "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        return [Pair(*row) for row in rows if len(row) == 3]


def split_pairs(pairs: list[Pair], seed: int = 7) -> tuple[list[Pair], list[Pair]]:
    """Training pairs and `HELD_OUT_CDS` held-out `cds` pairs.

    The held-out pairs have at least four words a side and texts (letters and digits only, folded)
    that occur once among the held-out; every training pair that shares either text is dropped.
    """
    candidates = [p for p in pairs if p.source == "cds" and min(len(p.en.split()), len(p.fr.split())) >= 4]
    random.Random(seed).shuffle(candidates)
    held: list[Pair] = []
    seen_en: set[str] = set()
    seen_fr: set[str] = set()
    for pair in candidates:
        en, fr = _sentence_key(pair.en), _sentence_key(pair.fr)
        if en in seen_en or fr in seen_fr or en == fr:
            continue
        held.append(pair)
        seen_en.add(en)
        seen_fr.add(fr)
        if len(held) == HELD_OUT_CDS:
            break
    train = [p for p in pairs if _sentence_key(p.en) not in seen_en and _sentence_key(p.fr) not in seen_fr]
    return train, held


def by_source(pairs: list[Pair]) -> dict[str, list[Pair]]:
    """Pairs grouped by source, order kept."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[pair.source].append(pair)
    return dict(groups)


def read_sections(data: Path, part: str) -> list[Section]:
    """Sections of laws; `part` is `train` or `dev`."""
    with lzma.open(data / f"laws_sections_{part}.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Section(r["doc"], r["en_title"], r["en_text"], r["fr_title"], r["fr_text"]) for r in rows]


def read_questions(data: Path, name: str, part: str) -> QuestionSet:
    """SQuAD-style set; `name` is `squad` or `piaf`, `part` is `train` or `dev`. Equal paragraphs are one."""
    with lzma.open(data / f"{name}_{part}_v1.1.json.xz", "rt", encoding="utf-8") as file:
        content = json.load(file)
    numbers: dict[str, int] = {}
    articles: list[int] = []
    questions: list[Question] = []
    for article, entry in enumerate(content["data"]):
        for paragraph in entry["paragraphs"]:
            context = paragraph["context"]
            if context not in numbers:
                numbers[context] = len(numbers)
                articles.append(article)
            for qa in paragraph["qas"]:
                answers = tuple((a["text"], a["answer_start"]) for a in qa["answers"])
                questions.append(Question(qa["question"], numbers[context], answers))
    return QuestionSet(tuple(numbers), tuple(articles), tuple(questions))
