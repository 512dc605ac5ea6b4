"""Exports a trained reader as int8 ONNX, and compares it with the float graph.

The graph takes `input_ids`, `attention_mask` and `token_type_ids`, int64 (texts, tokens), and gives `start` and
`end`, float32 (texts, tokens): logits of the answer's first and last token, the question's tokens included, which
the caller leaves out; and `answer` and `relevance`, float32 (texts,): logits of "the answer is here" and of "this
is the right passage". The weights are quantised as the encoder's, in one of its modes.

Run: `python -m training.export_reader RUN/final READER.pt OUT --card CARD.md`
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from assistant.reader import OnnxReader, Reading
from store.types import Span
from training.data import DEFAULT_DATA, read_questions
from training.export_encoder import MODES, OPSET, hidden_states, quantise
from training.reader_data import TOKENS, even_mix
from training.reader_model import Reader

COMPARED = 300


class Flat(nn.Module):
    """The reader as one graph of tensors."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.body, self.span, self.whole = reader.encoder.body, reader.span, reader.whole

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """(texts, tokens) ids to start and end (texts, tokens), answer and relevance (texts,)."""
        hidden = hidden_states(self.body, input_ids, attention_mask, token_type_ids)
        span, whole = self.span(hidden), self.whole(hidden[:, 0])
        return span[..., 0], span[..., 1], whole[:, 0], whole[:, 1]


def export_float(reader: Reader, path: Path) -> None:
    """The float32 graph."""
    example = torch.ones((2, 8), dtype=torch.int64)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "texts", 1: "tokens"} for name in [*names, "start", "end"]}
    torch.onnx.export(
        Flat(reader).eval(),
        (example, example, torch.zeros_like(example)),
        str(path),
        input_names=names,
        output_names=["start", "end", "answer", "relevance"],
        dynamic_axes=axes | {"answer": {0: "texts"}, "relevance": {0: "texts"}},
        opset_version=OPSET,
        dynamo=False,
    )


def write_folder(start: Path, out: Path, card: Path | None) -> None:
    """Everything of the folder but the weights."""
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    config = json.loads((start / "config.json").read_text(encoding="utf-8"))
    settings = json.loads((start / "tokenizer_config.json").read_text(encoding="utf-8"))
    files = {
        "config.json": {k: v for k, v in config.items() if k != "_name_or_path"},
        "tokenizer_config.json": settings | {"model_max_length": TOKENS, "name_or_path": ""},
    }
    for name, content in files.items():
        (out / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for name in ("tokenizer.json", "special_tokens_map.json"):
        shutil.copy(start / name, out / name)
    if card:
        shutil.copy(card, out / "README.md")


def compare(whole: OnnxReader, small: OnnxReader, data: Path) -> None:
    """Prints how far int8 and float readings of the same pairs are apart."""
    examples = [e for name in ("squad", "piaf") for e in even_mix(read_questions(data, name, "dev"), 5)[:COMPARED]]
    pairs: list[tuple[Reading, Reading]] = []
    for example in examples:
        everything = Span(0, len(example.passage))
        one, other = (r.read(example.question, "", example.passage, everything) for r in (whole, small))
        pairs.append((one, other))
    answers = np.array([(one.answer, other.answer) for one, other in pairs])
    spans = np.mean([one.best()[0] == other.best()[0] for one, other in pairs])
    print(f"int8 against float on {len(examples)} pairs: same span {spans:.3f}", end=", ")
    print(f"same side of 0 {np.mean((answers[:, 0] > 0) == (answers[:, 1] > 0)):.3f}", end=", ")
    apart = np.abs(answers[:, 0] - answers[:, 1])
    print(f"answer logits apart {apart.mean():.3f} on average, {apart.max():.3f} at most", end=", ")
    print(f"correlation {np.corrcoef(answers.T)[0, 1]:.5f}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("encoder", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--card", type=Path)
    parser.add_argument("--mode", choices=MODES, default="mixed")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    args = parser.parse_args()
    reader = Reader(args.encoder)
    reader.load_state_dict(torch.load(args.weights, map_location="cpu"))
    write_folder(args.encoder, args.out, args.card)
    float_path, path = args.weights.with_suffix(".onnx"), args.out / "onnx" / "model_qint8.onnx"
    export_float(reader, float_path)
    quantise(float_path, path, reader.encoder.body.embeddings.word_embeddings.num_embeddings, args.mode)
    compare(OnnxReader(args.out, float_path), OnnxReader(args.out), args.data)
    for file in sorted(args.out.rglob("*")):
        if file.is_file():
            print(f"{file.stat().st_size:>12,}  {file.relative_to(args.out)}")


if __name__ == "__main__":
    main()
