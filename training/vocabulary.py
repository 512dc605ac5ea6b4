"""Gives French its own word pieces and writes the model that training starts from.

The base tokenizer is English (lower-cased, accents stripped, WordPiece) and cuts French words into
about twice as many pieces as English ones. Whole French words that save the most pieces, and the
word endings that a WordPiece vocabulary learned on French uses most, are appended to the vocabulary.
The embedding of a new whole word starts as the Dice-weighted mean of its English translations'
embeddings in the counted dictionary (in the manner of WECHSEL, Minixhofer et al. 2022), blended
with the mean of its old pieces; without a translation, as the mean of its old pieces alone. New
embeddings are scaled to the mean length of the old ones.

Run: `python -m training.vocabulary --dictionary dictionary.tsv --out START`
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import BertModel

from training.data import DEFAULT_DATA, fold
from training.dictionary import read_dictionary
from training.model import base_folder, load_tokenizer
from training.teacher import TrainingTexts, training_texts

WORDS = 8_500
ENDINGS = 1_000
SOURCE_WEIGHTS = {"cds": 8.0, "tatoeba": 1.0, "pydocs": 0.7, "laws": 0.4}
TRANSLATION_SHARE = 0.7


def french_texts(texts: TrainingTexts) -> Iterator[tuple[float, str]]:
    """French training texts with their weights."""
    for pair in texts.pairs:
        yield SOURCE_WEIGHTS[pair.source], pair.fr
    for section in texts.sections:
        yield 0.3, section.fr_title
        yield 0.3, section.fr_text
    for paragraph in texts.piaf.paragraphs:
        yield 5.0, paragraph
    for question in texts.piaf.questions:
        yield 2.0, question.text


def count_words(texts: Iterable[tuple[float, str]], tokenizer: Tokenizer) -> Counter[str]:
    """Weighted counts of the words that the tokenizer's own normalizer and splitter give."""
    counts: Counter[str] = Counter()
    normalize, split = tokenizer.normalizer.normalize_str, tokenizer.pre_tokenizer.pre_tokenize_str
    for weight, text in texts:
        for word, _ in split(normalize(text)):
            if word.isalpha():
                counts[word] += weight
    return counts


def pieces(tokenizer: Tokenizer, word: str) -> list[str]:
    """The pieces of one normalized word."""
    return tokenizer.encode(word, add_special_tokens=False).tokens


def choose_words(counts: Counter[str], tokenizer: Tokenizer) -> list[str]:
    """The `WORDS` words of three letters or more that save the most pieces."""
    gain: dict[str, float] = {}
    for word, n in counts.items():
        if n >= 3 and len(word) >= 3 and word.isascii() or "œ" in word:
            cut = len(pieces(tokenizer, word)) - 1
            if cut:
                gain[word] = n * cut
    return sorted(gain, key=lambda w: (-gain[w], w))[:WORDS]


def choose_endings(counts: Counter[str], chosen: list[str], old: dict[str, int]) -> list[str]:
    """The `ENDINGS` most used continuing pieces of a WordPiece vocabulary learned on the other words."""
    rest = {w: n for w, n in counts.items() if n >= 2 and w not in set(chosen) and w not in old}
    learner = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    learner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.WordPieceTrainer(vocab_size=12_000, special_tokens=["[UNK]"], show_progress=False)
    learner.train_from_iterator((" ".join([w] * max(1, round(n / 4))) for w, n in rest.items()), trainer)
    merged = Tokenizer(
        models.WordPiece(old | {w: 100_000 + i for i, w in enumerate(learner.get_vocab())}, unk_token="[UNK]")
    )
    merged.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    used: Counter[str] = Counter()
    for word, n in rest.items():
        for piece in pieces(merged, word):
            if piece.startswith("##") and len(piece) > 4 and piece not in old:
                used[piece] += n
    return sorted(used, key=lambda p: (-used[p], p))[:ENDINGS]


def starting_embeddings(
    added: list[str], tokenizer: Tokenizer, table: torch.Tensor, dictionary: list[tuple[str, str, float]]
) -> torch.Tensor:
    """Embeddings (len(added), 384) of new pieces, from translations and old pieces."""
    translations: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for french, english, score in dictionary:
        if score >= 0.12 and len(translations[french]) < 3:
            translations[french].append((english, score))

    def mean_of(word: str) -> torch.Tensor:
        numbers = tokenizer.encode(word, add_special_tokens=False).ids
        return table[numbers].mean(0)

    length = table[1996:].norm(dim=1).mean()
    rows = []
    for piece in added:
        vector = mean_of(piece.removeprefix("##"))
        known = translations.get(fold(piece), [])
        if known:
            total = sum(score for _, score in known)
            translated = sum(score / total * mean_of(english) for english, score in known)
            vector = TRANSLATION_SHARE * translated + (1 - TRANSLATION_SHARE) * vector
        rows.append(vector / vector.norm() * length)
    return torch.stack(rows)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--dictionary", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    base = base_folder()
    tokenizer = load_tokenizer(base)
    old = tokenizer.get_vocab()
    counts = count_words(french_texts(training_texts(args.data)), tokenizer)
    chosen = choose_words(counts, tokenizer)
    added = [*chosen, *choose_endings(counts, chosen, old)]

    dictionary = read_dictionary(args.dictionary)
    model = BertModel.from_pretrained(base, add_pooling_layer=False)
    table = model.embeddings.word_embeddings.weight.data
    rows = starting_embeddings(added, tokenizer, table, dictionary)
    model.resize_token_embeddings(len(old) + len(added), mean_resizing=False)
    model.embeddings.word_embeddings.weight.data[len(old) :] = rows

    args.out.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(args.out)
    content = json.loads(tokenizer.to_str())
    content["model"]["vocab"] |= {piece: len(old) + i for i, piece in enumerate(added)}
    (args.out / "tokenizer.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    listed = sorted(content["model"]["vocab"], key=content["model"]["vocab"].__getitem__)
    (args.out / "vocab.txt").write_text("\n".join(listed) + "\n", encoding="utf-8")
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        shutil.copy(base / name, args.out / name)

    new = load_tokenizer(args.out)
    known = {french for french, _, score in dictionary if score >= 0.12}
    before = sum(n * len(pieces(tokenizer, w)) for w, n in counts.items())
    after = sum(n * len(pieces(new, w)) for w, n in counts.items())
    print(
        f"{len(chosen)} words ({sum(fold(w) in known for w in chosen)} with a translation), "
        f"{len(added) - len(chosen)} endings; pieces a word {before / counts.total():.3f} -> "
        f"{after / counts.total():.3f}"
    )


if __name__ == "__main__":
    main()
