"""Trains the bilingual encoder from the vocabulary-extended base model.

Three objectives, one per batch (see `batches.py`):
- sentence pairs: the English sentence and its translation both learn the frozen teacher's vector of
  the English sentence (cosine distance; Reimers and Gurevych 2020), and find each other among the
  batch (InfoNCE both ways; van den Oord et al. 2018);
- sections of laws: titles of both languages find texts of both languages, which compete in one list
  so that scores of the two languages are comparable; all four learn the teacher's vectors too;
- questions: each finds its paragraph among the batch, in which others of the same article stand.

The learning rate rises linearly, then falls linearly to zero; with `--minutes` it follows the
clock where the clock is ahead of the steps, so that a paused run still ends decayed and on time.

Run: `python -m training.train_encoder --start START --cache CACHE --dictionary TSV --out RUN`
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.batches import STEP_SHARES, Batch, Batches, CodeSwitch
from training.cores import SharedCores
from training.data import DEFAULT_DATA
from training.dictionary import read_dictionary
from training.evaluate_encoder import quick_bars
from training.model import Encoder, autocast, default_device, encode_roles
from training.teacher import training_texts

SCALE = 20.0
LEARNING_RATE = 2e-4
EMBEDDING_FACTOR = 2.0
WARMUP = 100
SEED = 20


def contrast(left: Tensor, right: Tensor) -> Tensor:
    """InfoNCE both ways between rows (n, 384) that belong together, temperature 1 / `SCALE`."""
    scores = left @ right.T * SCALE
    own = torch.arange(len(scores), device=scores.device)
    return (functional.cross_entropy(scores, own) + functional.cross_entropy(scores.T, own)) / 2


def contrast_mixed(queries: Tensor, passages: Tensor) -> Tensor:
    """InfoNCE of queries (2n, 384) among passages (2n, 384), English rows first, then French.

    Each query has two right passages, one per language; each is scored with the other left out.
    """
    n = len(queries) // 2
    scores = queries @ passages.T * SCALE
    own = torch.arange(n, device=scores.device).repeat(2)
    total = scores.new_zeros(())
    for first, other in ((0, n), (n, 0)):
        left_out = functional.one_hot(own + other, 2 * n).bool()
        total = total + functional.cross_entropy(scores.masked_fill(left_out, -1e4), own + first)
    back = functional.cross_entropy(scores[:n].T, own) + functional.cross_entropy(scores[n:].T, own)
    return (total + 0.5 * back) / 2


def distance(vectors: Tensor, target: np.ndarray) -> Tensor:
    """Mean cosine distance of unit vectors (n, 384) to the teacher's."""
    wanted = torch.from_numpy(target.astype(np.float32)).to(vectors.device)
    return 1 - (vectors * functional.normalize(wanted, dim=-1)).sum(-1).mean()


def loss_of(encoder: Encoder, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """The loss of a batch, and its parts for the log."""
    v = encode_roles(encoder, batch.texts)
    away = {role: distance(v[role], target) for role, target in batch.targets.items()}
    if batch.kind == "pairs":
        nce = contrast(v["fr"], v["en"])
        loss = nce + 4 * away["fr"] + 2 * away["en"]
    elif batch.kind == "sections":
        nce = contrast_mixed(torch.cat([v["en_title"], v["fr_title"]]), torch.cat([v["en_text"], v["fr_text"]]))
        loss = nce + 0.5 * sum(away.values())
    else:
        nce = contrast(v["question"], v["passage"])
        loss = nce + sum(away.values())
    return loss, {"nce": nce.item()} | {role: d.item() for role, d in away.items()}


def rate_at(progress: float, step: int) -> float:
    """Factor of the learning rate at a share of the run."""
    return min(1.0, (step + 1) / WARMUP) * max(0.0, 1 - progress)


def optimizer_of(encoder: Encoder) -> torch.optim.Optimizer:
    """AdamW; no decay on vectors, word embeddings faster than the body."""
    table = [p for n, p in encoder.named_parameters() if "word_embeddings" in n]
    matrices = [p for n, p in encoder.named_parameters() if p.ndim > 1 and "word_embeddings" not in n]
    vectors = [p for n, p in encoder.named_parameters() if p.ndim == 1]
    groups = [
        {"params": table, "weight_decay": 0.0, "factor": EMBEDDING_FACTOR},
        {"params": matrices, "weight_decay": 0.01, "factor": 1.0},
        {"params": vectors, "weight_decay": 0.0, "factor": 1.0},
    ]
    return torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=(0.9, 0.98), fused=True)


def save_model(encoder: Encoder, folder: Path, start: Path) -> None:
    """Weights and tokenizer files in the layout that `Encoder` reads."""
    encoder.body.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        (folder / name).write_bytes((start / name).read_bytes())


def main() -> None:  # noqa: C901  (options and one loop)
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    for name in ("start", "cache", "dictionary", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=3300)
    parser.add_argument("--seed", type=int, default=SEED, help="of the batches; another in a second round")
    parser.add_argument("--minutes", type=float, help="decay by the clock too, and stop then")
    default = " ".join(f"{kind}={share}" for kind, share in STEP_SHARES.items())
    parser.add_argument("--shares", nargs="+", default=default.split(), help=f"share of steps by kind: {default}")
    parser.add_argument("--evaluate-every", type=int, default=500)
    parser.add_argument("--save-every", type=int, default=250)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "pid").write_text(str(os.getpid()))
    torch.manual_seed(args.seed)
    device = default_device()
    encoder = Encoder(args.start).to(device)
    teacher = {p.stem: np.load(p) for p in sorted(args.cache.glob("*.npy"))}
    switch = CodeSwitch(read_dictionary(args.dictionary))
    shares = {kind: float(share) for kind, share in (given.split("=") for given in args.shares)}
    batches = Batches(training_texts(args.data), teacher, encoder.ids, switch, args.seed, shares)
    optimizer = optimizer_of(encoder)
    state_file, step, spent = args.out / "state.pt", 0, 0.0
    if state_file.exists():
        state = torch.load(state_file, map_location=device)
        encoder.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent"]
        print(f"resumed at step {step}", flush=True)
    log = (args.out / "log.jsonl").open("a", encoding="utf-8")
    cores = SharedCores() if device.type == "cpu" else None
    began, best = time.monotonic() - spent, -1.0
    while True:
        elapsed = time.monotonic() - began
        progress = max(step / args.steps, elapsed / 60 / args.minutes if args.minutes else 0.0)
        if progress >= 1:
            break
        encoder.train()
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * group["factor"] * rate_at(progress, step)
        if cores:
            cores.adjust()
        batch = batches.draw(step)
        with autocast(device):
            loss, parts = loss_of(encoder, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 5.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        tokens = sum(len(r) for rows in batch.texts.values() for r in rows)
        size = len(next(iter(batch.texts.values())))
        parts = {k: round(x, 4) for k, x in parts.items()}
        now = time.monotonic() - began
        row = {"step": step, "s": round(now, 1), "took": round(now - elapsed, 2), "kind": batch.kind, "n": size}
        log.write(json.dumps(row | {"tokens": tokens} | parts) + "\n")
        if step % 20 == 0:
            log.flush()
        if step % args.save_every == 0:
            content = {"model": encoder.state_dict(), "optimizer": optimizer.state_dict()}
            torch.save(content | {"step": step, "spent": now}, state_file.with_suffix(".new"))
            os.replace(state_file.with_suffix(".new"), state_file)
        if step % args.evaluate_every == 0:
            figures = quick_bars(encoder, args.data)
            score = sum(figures.values()) / len(figures)
            print(step, f"{progress:.3f}", json.dumps(figures), flush=True)
            if score > best:
                best = score
                save_model(encoder, args.out / "best", args.start)
    save_model(encoder, args.out / "final", args.start)
    print(step, json.dumps(quick_bars(encoder, args.data)), flush=True)


if __name__ == "__main__":
    main()
