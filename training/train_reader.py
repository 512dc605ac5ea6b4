"""Trains the reader on the body of the adapted encoder.

One kind of batch a step: SQuAD and PIAF (questions code-switched at a rate, wrong paragraphs of the same
article), generated releases in all four language directions (unstated details, swapped partners), and
parallel sentences, which keep the body aligned across languages (InfoNCE on pooled vectors). Losses:
cross-entropy of the span's ends where there is an answer; binary cross-entropy of "the answer is here"
and of "this is the right passage". The learning rate and the clock are as in `train_encoder`.

Run: `python -m training.train_reader --encoder RUN/final --dictionary TSV --out RUN`
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from training.batches import CodeSwitch
from training.cores import SharedCores
from training.data import DEFAULT_DATA, Pair, read_pairs, read_questions, split_pairs
from training.dictionary import read_dictionary
from training.evaluate_reader import report
from training.model import autocast, default_device, encode_roles
from training.reader_data import Encoded, Example, ReadingSet, drawn, encode, release_examples
from training.reader_model import Reader
from training.train_encoder import contrast

SHARES = {"squad": 0.42, "piaf": 0.18, "releases": 0.28, "pairs": 0.12}
BATCH, PAIRS = 32, 192
LEARNING_RATE = 2e-4
WARMUP = 100
RELEASE_SEED, RELEASES = 1, 4000


def reading_loss(reader: Reader, examples: list[Example]) -> Tensor:
    """Span, answer and relevance losses of a batch of examples."""
    rows: list[Encoded] = [encode(reader.encoder.tokenizer, e) for e in examples]
    scores = reader(rows)
    device = scores.answer.device
    answered = torch.tensor([r.start >= 0 for r in rows], device=device)
    right = torch.tensor([float(e.right) for e in examples], device=device)
    loss = functional.binary_cross_entropy_with_logits(scores.answer, answered.float())
    loss = loss + 0.5 * functional.binary_cross_entropy_with_logits(scores.relevance, right)
    if answered.any():
        starts = torch.tensor([r.start for r in rows], device=device)[answered]
        ends = torch.tensor([r.end for r in rows], device=device)[answered]
        loss = loss + functional.cross_entropy(scores.start[answered], starts) / 2
        loss = loss + functional.cross_entropy(scores.end[answered], ends) / 2
    return loss


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
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--minutes", type=float, help="decay by the clock too, and stop then")
    parser.add_argument("--save-every", type=int, default=500)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(21)
    device = default_device()
    reader = Reader(args.encoder).to(device)
    switch = CodeSwitch(read_dictionary(args.dictionary))
    sets = {
        "squad": ReadingSet(read_questions(args.data, "squad", "train"), switch, "fr"),
        "piaf": ReadingSet(read_questions(args.data, "piaf", "train"), switch, "en"),
    }
    releases = release_examples(RELEASE_SEED, 0, RELEASES)
    pairs = [p for p in split_pairs(read_pairs(args.data))[0] if p.source != "laws"]
    optimizer = torch.optim.AdamW(reader.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.98), fused=True)
    state_file, step, spent = args.out / "state.pt", 0, 0.0
    if state_file.exists():
        state = torch.load(state_file, map_location=device)
        reader.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent"]
    cores = SharedCores() if device.type == "cpu" else None
    began = time.monotonic() - spent
    while True:
        elapsed = time.monotonic() - began
        progress = max(step / args.steps, elapsed / 60 / args.minutes if args.minutes else 0.0)
        if progress >= 1:
            break
        reader.train()
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * min(1.0, (step + 1) / WARMUP) * (1 - progress)
        if cores:
            cores.adjust()
        rng = random.Random(f"reader-{step}")
        kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
        with autocast(device):
            if kind == "pairs":
                loss = pairs_loss(reader, rng.sample(pairs, PAIRS))
            elif kind == "releases":
                loss = reading_loss(reader, drawn(releases, rng, BATCH))
            else:
                numbers = [rng.randrange(len(sets[kind])) for _ in range(BATCH)]
                loss = reading_loss(reader, [sets[kind].example(n, rng) for n in numbers])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        if step % 50 == 0:
            row = {"step": step, "s": round(elapsed), "kind": kind, "loss": round(loss.item(), 4)}
            print(json.dumps(row), flush=True)
        if step % args.save_every == 0:
            content = {"model": reader.state_dict(), "optimizer": optimizer.state_dict()}
            torch.save(content | {"step": step, "spent": time.monotonic() - began}, state_file)
    torch.save(reader.state_dict(), args.out / "reader.pt")
    report(reader, args.data)


if __name__ == "__main__":
    main()
