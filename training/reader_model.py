"""The reader: the adapted encoder's body with heads for spans, for "no answer here" and for relevance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.model import DIMENSIONS, Encoder, autocast, groups_by_length
from training.reader_data import Encoded, Example, encode

LONGEST_ANSWER = 30


@dataclass(frozen=True)
class Scores:
    """Logits of a batch: `start` and `end` (texts, tokens), `answer` and `relevance` (texts,)."""

    start: Tensor
    end: Tensor
    answer: Tensor
    relevance: Tensor


class Reader(nn.Module):
    """One pass over [CLS] question [SEP] passage [SEP]: reranks, marks the span, refuses."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = Encoder(folder)
        self.span = nn.Linear(DIMENSIONS, 2)
        self.whole = nn.Sequential(nn.Linear(DIMENSIONS, DIMENSIONS), nn.Tanh(), nn.Linear(DIMENSIONS, 2))

    def forward(self, rows: Sequence[Encoded]) -> Scores:
        """Logits; tokens outside the passage have span logits of -1e4."""
        device = self.encoder.body.device
        longest = max(len(r.ids) for r in rows)
        longest += -longest % 8
        arrays = np.zeros((4, len(rows), longest), dtype=np.int64)
        for i, row in enumerate(rows):
            n = len(row.ids)
            arrays[0, i, :n] = row.ids
            arrays[1, i, :n] = 1
            arrays[2, i, :n] = row.segments
            arrays[3, i, :n] = [place is not None for place in row.offsets]
        ids, mask, segments, inside = (torch.from_numpy(a).to(device) for a in arrays)
        hidden = self.encoder.body(input_ids=ids, attention_mask=mask, token_type_ids=segments).last_hidden_state
        span = self.span(hidden).float().masked_fill(inside.unsqueeze(-1) == 0, -1e4)
        whole = self.whole(hidden[:, 0]).float()
        return Scores(span[..., 0], span[..., 1], whole[:, 0], whole[:, 1])

    def by_length(self, rows: Sequence[Encoded]) -> Scores:
        """The same in few groups of like length: a third less time for lists of sentences, of which some are long."""
        groups = groups_by_length([len(row.ids) for row in rows], most=3)
        scores = [self([rows[place] for place in group]) for group in groups]
        longest = max(one.start.shape[1] for one in scores)
        starts, ends = (
            [functional.pad(part, (0, longest - part.shape[1]), value=-1e4) for part in parts]
            for parts in ([one.start for one in scores], [one.end for one in scores])
        )
        back = torch.from_numpy(np.argsort(np.concatenate(groups))).to(scores[0].answer.device)
        answers, relevances = [one.answer for one in scores], [one.relevance for one in scores]
        return Scores(*(torch.cat(parts)[back] for parts in (starts, ends, answers, relevances)))


@dataclass(frozen=True)
class Reading:
    """What the reader found: characters of the best span, its logit sum, and the two logits of the whole."""

    start: int
    end: int
    span: float
    answer: float
    relevance: float


def best_span(start: np.ndarray, end: np.ndarray, longest: int = LONGEST_ANSWER) -> tuple[int, int, float]:
    """First and last token with the highest logit sum, at most `longest` tokens apart; logits (tokens,)."""
    sums = start[:, None] + end[None, :]
    allowed = np.triu(np.ones_like(sums)) - np.triu(np.ones_like(sums), longest)
    sums = np.where(allowed > 0, sums, -np.inf)
    at = int(sums.argmax())
    low, high = divmod(at, len(start))
    return low, high, float(sums[low, high])


@torch.inference_mode()
def read(reader: Reader, examples: Sequence[Example], batch: int = 32) -> list[Reading]:
    """Readings in the order of the examples."""
    reader.eval()
    encoded = [encode(reader.encoder.tokenizer, e) for e in examples]
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
    found: dict[int, Reading] = {}
    with autocast(reader.encoder.body.device):
        for at in range(0, len(order), batch):
            chosen = order[at : at + batch]
            scores = reader([encoded[i] for i in chosen])
            starts, ends = scores.start.cpu().numpy(), scores.end.cpu().numpy()
            for j, i in enumerate(chosen):
                low, high, total = best_span(starts[j], ends[j])
                offsets = encoded[i].offsets
                first, last = offsets[low] or (0, 0), offsets[high] or (0, 0)
                found[i] = Reading(first[0], last[1], total, float(scores.answer[j]), float(scores.relevance[j]))
    return [found[i] for i in range(len(examples))]
