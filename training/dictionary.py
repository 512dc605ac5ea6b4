"""Counts a French-English word dictionary from the aligned sentences.

Words are lower-cased and accent-folded, not stemmed. The score of a word pair is its Dice
coefficient 2·n(fr, en) / (n(fr) + n(en)) (Dice 1945; used for word pairs by Melamed 2000), where
every n sums the weights of the sentence pairs in which the words stand. A source whose pairs are
many weighs less, so that law does not dominate. Competitive linking (Melamed 2000) then recounts
only the best partner of each word within each sentence pair, which removes most indirect
associations ("of" with "gouvernement" because "government" stands nearby).

Run: `python -m training.dictionary --out dictionary.tsv`; writes `fr<TAB>en<TAB>dice`, best first.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from training.data import DEFAULT_DATA, Pair, fold, read_pairs, split_pairs

SOURCE_WEIGHTS = {"cds": 3.0, "tatoeba": 1.0, "pydocs": 0.5, "laws": 0.4}
MIN_COUNT = 3.0
MIN_DICE = 0.1
MATCHES = 3
LONGEST = 60

FR_STOP = frozenset(
    """a ai ainsi alors as au aucun aucune aussi autre autres aux avait avec avez avoir avons c ca car ce
    ceci cela celle celles celui ces cet cette ceux chaque ci comme d dans de des dont du elle elles en entre
    es est et etaient etait etant ete etes etre eu eux fait faire il ils j je l la laquelle le lequel les
    lesquelles lesquels leur leurs lui m ma mais me meme memes mes moi mon n ne ni non nos notre nous on ont
    or ou par pas plus pour qu quand que quel quelle quelles quels qui s sa sans se sera ses si soi soit son
    sont sous sur t ta te tel telle telles tels tes toi ton tous tout toute toutes tu un une vos votre vous
    y etaient furent fut sera seront serait seraient jusqu lorsqu puisqu quelqu quoi suis sommes ait aient
    aura auront aurait peu tres trop deja ici la-bas puis donc lors lorsque puisque parce""".split()
)
EN_STOP = frozenset(
    """a about all also am an and any are as at be because been being but by can could did do does doing
    don each for from had has have having he her here hers him his how i if in into is it its itself just ll
    may me might more most must my no nor not of off on once only or other our ours out over own re s same
    shall she should so some such t than that the their them then there these they this those through to too
    under until up ve very was we were what when where which while who whom why will with would you your
    yours d m isn doesn didn wasn aren couldn wouldn won let""".split()
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def words(text: str, stop: frozenset[str]) -> set[str]:
    """Content words of a sentence: folded, at least two letters, no stop words."""
    return {w for w in _WORD.findall(fold(text)) if w not in stop}


def _sentences(pairs: Iterable[Pair]) -> list[tuple[float, tuple[str, ...], tuple[str, ...]]]:
    rows = []
    for pair in pairs:
        fr, en = words(pair.fr, FR_STOP), words(pair.en, EN_STOP)
        if fr and en and len(fr) <= LONGEST and len(en) <= LONGEST:
            rows.append((SOURCE_WEIGHTS[pair.source], tuple(sorted(fr)), tuple(sorted(en))))
    return rows


def count(
    pairs: Iterable[Pair], min_count: float = MIN_COUNT, min_dice: float = MIN_DICE
) -> list[tuple[str, str, float]]:
    """Dictionary entries (fr, en, dice), best first; words count from `min_count` weighted sentences."""
    rows = _sentences(pairs)
    n_fr: Counter[str] = Counter()
    n_en: Counter[str] = Counter()
    for weight, fr, en in rows:
        for f in fr:
            n_fr[f] += weight
        for e in en:
            n_en[e] += weight
    fr_ids = {w: i for i, w in enumerate(w for w, n in n_fr.items() if n >= min_count)}
    en_ids = {w: i for i, w in enumerate(w for w, n in n_en.items() if n >= min_count)}
    coded = [
        (weight, [fr_ids[f] for f in fr if f in fr_ids], [en_ids[e] for e in en if e in en_ids])
        for weight, fr, en in rows
    ]
    fr_n = [n_fr[w] for w in fr_ids]
    en_n = [n_en[w] for w in en_ids]
    wide = len(en_ids)
    joint: dict[int, float] = defaultdict(float)
    for weight, fr, en in coded:
        for f in fr:
            base = f * wide
            for e in en:
                joint[base + e] += weight
    dice = {key: 2 * n / (fr_n[key // wide] + en_n[key % wide]) for key, n in joint.items() if n >= 0.6 * min_count}
    linked: dict[int, float] = defaultdict(float)
    for weight, fr, en in coded:
        scored = sorted(
            ((dice[f * wide + e], f, e) for f in fr for e in en if dice.get(f * wide + e, 0) > 0.02), reverse=True
        )
        used_f: set[int] = set()
        used_e: set[int] = set()
        for _, f, e in scored:
            if f not in used_f and e not in used_e:
                used_f.add(f)
                used_e.add(e)
                linked[f * wide + e] += weight
    fr_words, en_words = list(fr_ids), list(en_ids)
    entries = [
        (2 * n / (fr_n[key // wide] + en_n[key % wide]), fr_words[key // wide], en_words[key % wide])
        for key, n in linked.items()
        if n >= 0.6 * min_count
    ]
    return _best_matches([e for e in entries if e[0] >= min_dice])


def _best_matches(entries: list[tuple[float, str, str]]) -> list[tuple[str, str, float]]:
    """Entries that are among the `MATCHES` best of their French or of their English word."""
    entries = sorted(entries, key=lambda e: (-e[0], e[1], e[2]))
    seen_fr: Counter[str] = Counter()
    seen_en: Counter[str] = Counter()
    kept = []
    for score, f, e in entries:
        seen_fr[f] += 1
        seen_en[e] += 1
        if seen_fr[f] <= MATCHES or seen_en[e] <= MATCHES:
            kept.append((f, e, score))
    return kept


def read_dictionary(path: Path) -> list[tuple[str, str, float]]:
    """Entries written by this script."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [(f, e, float(score)) for f, e, score in rows]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--min-count", type=float, default=MIN_COUNT)
    parser.add_argument("--min-dice", type=float, default=MIN_DICE)
    args = parser.parse_args()
    train, _ = split_pairs(read_pairs(args.data))
    entries = count(train, args.min_count, args.min_dice)
    args.out.write_text("".join(f"{f}\t{e}\t{score:.3f}\n" for f, e, score in entries), encoding="utf-8")
    print(
        f"{len(entries)} entries, {len({f for f, _, _ in entries})} French words, "
        f"{len({e for _, e, _ in entries})} English words"
    )


if __name__ == "__main__":
    main()
