"""Trains the reader on the body of the adapted encoder.

One kind of batch a step: SQuAD and PIAF (questions code-switched at a rate; made unanswerable in the ways of
`reader_data.ReadingSet`), generated releases in all four language directions (unstated details, swapped
partners and persons), releases written by hand with near misses (`written`), statements on these and on
parallel sentences, true and false (`statements`, `parallel`), titles of laws with texts in either language
(relevance only), and parallel sentences, which keep the body aligned across languages (InfoNCE on pooled
vectors). Losses: cross-entropy of the span's ends where there is an answer; binary cross-entropy of "the answer
is here" and of "this is the right passage". The learning rate and the clock are as in `train_encoder`.

Run: `python -m training.train_reader --encoder RUN/final --dictionary TSV --out RUN`
"""

from __future__ import annotations

import argparse
import json
import random
import time
from functools import partial
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from training.batches import CodeSwitch
from training.cores import SharedCores
from training.data import DEFAULT_DATA, Pair, read_pairs, read_questions, read_sections, split_pairs
from training.dictionary import read_dictionary
from training.evaluate_reader import report
from training.model import autocast, default_device, encode_roles
from training.reader_data import Encoded, Example, ReadingSet, SectionSet, drawn, encode, release_examples
from training.reader_model import Reader, Scores, read
from training.statements import ParallelSet, StatementSet, read_statements, split_statements
from training.train_encoder import contrast
from training.written import WrittenSet, read_written, split

SHARES = {"squad": 0.56, "piaf": 0.26, "releases": 0.08, "sections": 0.05, "pairs": 0.05}
BATCH, PAIRS, POOL, LISTED = 32, 128, 3, 5
LEARNING_RATE = 2e-4
WARMUP = 100
SQUAD_IN_FRENCH = 0.4  # share of SQuAD's passages that are put into French word by word
QUICK = 300  # questions of each set in the reports on the way
RELEASE_SEED, RELEASES = 1, 4000


def like_length(reader: Reader, examples: list[Example], rng: random.Random) -> list[tuple[Example, Encoded]]:
    """`BATCH` of `POOL` times as many examples that are of like length, so that little is padding."""
    encoded = [(example, encode(reader.encoder.tokenizer, example)) for example in examples]
    encoded.sort(key=lambda pair: len(pair[1].ids))
    first = rng.randrange(POOL) * BATCH
    return encoded[first : first + BATCH]


def reading_loss(reader: Reader, batch: list[tuple[Example, Encoded]], spans: bool = True) -> Tensor:
    """Relevance loss of a batch and, unless `spans` is off, its span and answer losses."""
    rows = [encoded for _, encoded in batch]
    scores = reader(rows)
    device = scores.answer.device
    right = torch.tensor([float(example.right) for example, _ in batch], device=device)
    loss = 0.5 * functional.binary_cross_entropy_with_logits(scores.relevance, right)
    if not spans:
        return loss
    answered = torch.tensor([row.start >= 0 for row in rows], device=device)
    loss = loss + functional.binary_cross_entropy_with_logits(scores.answer, answered.float())
    return loss + spans_loss(scores, rows) if answered.any() else loss


def spans_loss(scores: Scores, rows: list[Encoded]) -> Tensor:
    """Cross-entropy of the answers' first and last tokens, where there is an answer; there must be one."""
    answered = [number for number, row in enumerate(rows) if row.start >= 0]
    loss = torch.zeros((), device=scores.answer.device)
    for logits, places in (
        (scores.start, [rows[number].start for number in answered]),
        (scores.end, [rows[number].end for number in answered]),
    ):
        loss = loss + functional.cross_entropy(logits[answered], torch.tensor(places, device=logits.device)) / 2
    return loss


def listed_loss(reader: Reader, lists: list[list[Example]]) -> Tensor:
    """The losses of questions of which each comes with all sentences of its release: of the spans, of the answer (right
    and wrong ones count as much), and of a draw by softmax over a question's sentences and the choice of none of
    them, whose logit is 0: it should fall on one that answers, or on none where none does.
    """
    rows = [encode(reader.encoder.tokenizer, example) for examples in lists for example in examples]
    scores = reader.by_length(rows)
    answered = torch.tensor([row.start >= 0 for row in rows], device=scores.answer.device)
    each = functional.binary_cross_entropy_with_logits(scores.answer, answered.float(), reduction="none")
    loss = each[~answered].mean() / 2
    if answered.any():
        loss = loss + each[answered].mean() / 2 + spans_loss(scores, rows)
    counts = [len(own) for own in lists]
    draws = []
    for logits, right in zip(scores.answer.split(counts), answered.split(counts), strict=True):
        logits = logits.float()
        whole = torch.cat([logits, logits.new_zeros(1)]).logsumexp(0)
        draws.append(whole - logits[right].logsumexp(0) if right.any() else whole)
    return loss + torch.stack(draws).mean()


def pairs_loss(reader: Reader, pairs: list[Pair]) -> Tensor:
    """InfoNCE between pooled sentences of both languages."""
    texts = {"en": [p.en for p in pairs], "fr": [p.fr for p in pairs]}
    vectors = encode_roles(reader.encoder, {k: reader.encoder.ids(v, 64) for k, v in texts.items()})
    return contrast(vectors["en"], vectors["fr"])


def main() -> None:  # noqa: C901  (options and one loop)
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    for name in ("encoder", "dictionary", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="a trained reader.pt to go on from, in place of untrained heads")
    parser.add_argument("--shares", nargs="*", default=[], metavar="KIND=SHARE", help="in place of the shares above")
    parser.add_argument("--rate", type=float, default=LEARNING_RATE)
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--minutes", type=float, help="decay by the clock too, and stop then")
    parser.add_argument("--save-every", type=int, default=500)
    parser.add_argument("--report-every", type=int, default=1000)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    device = default_device()
    shares = {kind: float(share) for kind, share in (one.split("=") for one in args.shares)} or SHARES
    reader = Reader(args.encoder).to(device)
    if args.start:
        reader.load_state_dict(torch.load(args.start, map_location=device))
    switch = CodeSwitch(read_dictionary(args.dictionary))
    written = read_written()
    written_set = WrittenSet(split(written)[0])
    sets = {
        "squad": ReadingSet(read_questions(args.data, "squad", "train"), switch, "fr", SQUAD_IN_FRENCH),
        "piaf": ReadingSet(read_questions(args.data, "piaf", "train"), switch, "en"),
        "written": written_set,
        "statements": StatementSet(split_statements(read_statements(written))[0]),
    }
    releases = release_examples(RELEASE_SEED, 0, RELEASES)
    sections = SectionSet(read_sections(args.data, "train"))
    pairs = [p for p in split_pairs(read_pairs(args.data))[0] if p.source != "laws"]
    parallel = ParallelSet(pairs)
    optimizer = torch.optim.AdamW(reader.parameters(), lr=args.rate, betas=(0.9, 0.98), fused=True)
    state_file, step, spent = args.out / "state.pt", 0, 0.0
    if state_file.exists():
        state = torch.load(state_file, map_location=device)
        reader.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent"]
    cores = SharedCores() if device.type == "cpu" else None
    began, losses = time.monotonic() - spent, dict[str, list[float]]()
    while True:
        elapsed = time.monotonic() - began
        progress = max(step / args.steps, elapsed / 60 / args.minutes if args.minutes else 0.0)
        if progress >= 1:
            break
        reader.train()
        for group in optimizer.param_groups:
            group["lr"] = args.rate * min(1.0, (step + 1) / WARMUP) * (1 - progress)
        if cores:
            cores.adjust()
        rng = random.Random(f"reader-{step}" if args.seed == 21 else f"reader-{args.seed}-{step}")
        kind = rng.choices(list(shares), list(shares.values()))[0]
        with autocast(device):
            if kind == "pairs":
                loss = pairs_loss(reader, rng.sample(pairs, PAIRS))
            elif kind == "sections":
                examples = [sections.example(rng) for _ in range(BATCH * POOL)]
                loss = reading_loss(reader, like_length(reader, examples, rng), spans=False)
            elif kind == "releases":
                loss = reading_loss(reader, like_length(reader, drawn(releases, rng, BATCH * POOL), rng))
            elif kind == "listed":
                asked = written_set.together(LISTED, rng)
                loss = listed_loss(reader, [written_set.listed(number, rng) for number in asked])
            elif kind == "parallel":
                examples = [parallel.example(rng) for _ in range(BATCH * POOL)]
                loss = reading_loss(reader, like_length(reader, examples, rng))
            else:
                numbers = [rng.randrange(len(sets[kind])) for _ in range(BATCH * POOL)]
                examples = [sets[kind].example(n, rng) for n in numbers]
                loss = reading_loss(reader, like_length(reader, examples, rng))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        losses.setdefault(kind, []).append(loss.item())
        if step % 50 == 0:
            means = {k: round(sum(v) / len(v), 3) for k, v in losses.items()}
            print(json.dumps({"step": step, "s": round(elapsed), "done": round(progress, 3)} | means), flush=True)
            losses.clear()
        if step % args.report_every == 0:
            report(partial(read, reader), args.data, limit=QUICK)
        if step % args.save_every == 0:
            content = {"model": reader.state_dict(), "optimizer": optimizer.state_dict()}
            torch.save(content | {"step": step, "spent": time.monotonic() - began}, state_file)
    torch.save(reader.state_dict(), args.out / "reader.pt")
    report(partial(read, reader), args.data, limit=QUICK)


if __name__ == "__main__":
    main()
