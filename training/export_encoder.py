"""Exports a trained encoder as int8 ONNX in the folder layout that sentence-transformers reads.

The graph takes `input_ids`, `attention_mask` and `token_type_ids`, int64 (texts, tokens), and gives
`last_hidden_state`, float32 (texts, tokens, 384), for readers that pool outside, and
`sentence_embedding`, float32 (texts, 384): the masked mean, scaled to unit length.

Weights become int8: each row of the word embeddings with a scale of its own, each column of every
matrix with a scale of its own. How the products compute is the `--mode`: `weights` (the default) in
float32 from the int8 weights, so that neither the processor nor the other texts of a batch change a
vector beyond rounding; `int8` in int8, with 7 bits of weight (`reduce_range`), so that processors whose
8-bit products saturate (AVX2 without VNNI) agree with others, and activations scaled per batch; `mixed`:
the feed-forward outputs in float, the rest in int8. Needs the packages onnx and onnxscript.

Run: `python -m training.export_encoder RUN/final OUT --card CARD.md`
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import BertModel

from training.bars import hits, question_task, sentence_tasks
from training.data import DEFAULT_DATA
from training.model import DIMENSIONS, Encoder
from training.onnx_encoder import OnnxEncoder

OPSET = 17
MAX_LENGTH = 256
COMPARED = 400
# Which products compute in float from int8 weights; the others compute in int8.
MODES: dict[str, Callable[[str], bool]] = {
    "int8": lambda name: False,
    "mixed": lambda name: "/output/dense" in name and "attention" not in name,
    "weights": lambda name: True,
}


def hidden_states(body: BertModel, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    """The body's last hidden states (texts, tokens, 384), written so that the graph keeps both axes open."""
    added = (1.0 - attention_mask[:, None, None, :].float()) * -1e4
    hidden = body.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
    for layer in body.encoder.layer:
        hidden = layer(hidden, added)
        hidden = hidden[0] if isinstance(hidden, tuple) else hidden
    return hidden


class Pooled(nn.Module):
    """The body with mean pooling and unit length inside the graph."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.body = encoder.body

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        """(texts, tokens) ids to hidden states (texts, tokens, 384) and unit vectors (texts, 384)."""
        hidden = hidden_states(self.body, input_ids, attention_mask, token_type_ids)
        weights = attention_mask.unsqueeze(-1).float()
        mean = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1.0)
        return hidden, mean / mean.norm(dim=-1, keepdim=True).clamp(min=1e-12)


def export_float(encoder: Encoder, path: Path) -> None:
    """The float32 graph."""
    example = torch.ones((2, 8), dtype=torch.int64)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "texts", 1: "tokens"} for name in [*names, "last_hidden_state"]}
    torch.onnx.export(
        Pooled(encoder).eval(),
        (example, example, torch.zeros_like(example)),
        str(path),
        input_names=names,
        output_names=["last_hidden_state", "sentence_embedding"],
        dynamic_axes=axes | {"sentence_embedding": {0: "texts"}},
        opset_version=OPSET,
        dynamo=False,
    )


def quantise_embeddings(model: onnx.ModelProto, rows: int) -> None:
    """Replaces the Gather from the float table (rows, 384) by int8 rows times a scale per row."""
    graph = model.graph
    table = next(t for t in graph.initializer if list(t.dims) == [rows, DIMENSIONS])
    gather = next(n for n in graph.node if n.op_type == "Gather" and n.input[0] == table.name)
    values = numpy_helper.to_array(table)
    scale = np.maximum(np.abs(values).max(1, keepdims=True) / 127, 1e-12).astype(np.float32)
    whole = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
    graph.initializer.remove(table)
    graph.initializer.append(numpy_helper.from_array(whole, "word_embeddings_int8"))
    graph.initializer.append(numpy_helper.from_array(scale, "word_embeddings_scale"))
    ids, result = gather.input[1], gather.output[0]
    at = list(graph.node).index(gather)
    graph.node.remove(gather)
    nodes = [
        helper.make_node("Gather", ["word_embeddings_int8", ids], ["word_rows"], axis=0),
        helper.make_node("Gather", ["word_embeddings_scale", ids], ["word_scales"], axis=0),
        helper.make_node("Cast", ["word_rows"], ["word_floats"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["word_floats", "word_scales"], [result]),
    ]
    for node in reversed(nodes):
        graph.node.insert(at, node)


def store_as_int8(model: onnx.ModelProto, nodes: list[onnx.NodeProto]) -> None:
    """Keeps the weights of these float products as int8 with a scale per column; they are floats again at load."""
    graph = model.graph
    tables = {t.name: t for t in graph.initializer}
    for number, node in enumerate(nodes):
        table = tables[node.input[1]]
        values = numpy_helper.to_array(table)
        scale = np.maximum(np.abs(values).max(0, keepdims=True) / 127, 1e-12).astype(np.float32)
        whole = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
        name = f"product_{number}"
        graph.initializer.remove(table)
        graph.initializer.append(numpy_helper.from_array(whole, f"{name}_int8"))
        graph.initializer.append(numpy_helper.from_array(scale, f"{name}_scale"))
        at = list(graph.node).index(node)
        node.input[1] = f"{name}_weights"
        graph.node.insert(at, helper.make_node("Mul", [f"{name}_floats", f"{name}_scale"], [node.input[1]]))
        graph.node.insert(at, helper.make_node("Cast", [f"{name}_int8"], [f"{name}_floats"], to=TensorProto.FLOAT))


def products(model: onnx.ModelProto) -> list[onnx.NodeProto]:
    """The products with constant weights, in graph order."""
    constant = {t.name for t in model.graph.initializer}
    return [n for n in model.graph.node if n.op_type == "MatMul" and n.input[1] in constant]


def quantise(float_path: Path, path: Path, rows: int, mode: str) -> None:
    """Float graph to int8 graph, in one of the `MODES`."""
    model = onnx.load(str(float_path))
    quantise_embeddings(model, rows)
    kept = [n.name for n in products(model) if MODES[mode](n.name)]
    if len(kept) < len(products(model)):
        halfway = path.with_suffix(".halfway")
        onnx.save(model, str(halfway))
        quantize_dynamic(
            str(halfway),
            str(path),
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=kept,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )
        halfway.unlink()
        model = onnx.load(str(path))
    store_as_int8(model, [n for n in products(model) if n.name in kept])
    onnx.save(model, str(path))


def write_folder(start: Path, out: Path, card: Path | None) -> None:
    """Everything of the folder but the weights."""
    out.mkdir(parents=True, exist_ok=True)

    def put(name: str, content: object) -> None:
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    kind = "sentence_transformers.models"
    put(
        "modules.json",
        [
            {"idx": 0, "name": "0", "path": "", "type": f"{kind}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{kind}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{kind}.Normalize"},
        ],
    )
    put(
        "1_Pooling/config.json",
        {
            "word_embedding_dimension": DIMENSIONS,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
    )
    put("2_Normalize/config.json", {})
    put("sentence_bert_config.json", {"max_seq_length": MAX_LENGTH, "do_lower_case": False})
    put(
        "config_sentence_transformers.json",
        {"prompts": {}, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    )
    settings = json.loads((start / "tokenizer_config.json").read_text(encoding="utf-8"))
    put("tokenizer_config.json", settings | {"model_max_length": MAX_LENGTH, "name_or_path": ""})
    config = json.loads((start / "config.json").read_text(encoding="utf-8"))
    put("config.json", {k: v for k, v in config.items() if k != "_name_or_path"})
    for name in ("tokenizer.json", "special_tokens_map.json", "vocab.txt"):
        shutil.copy(start / name, out / name)
    if card:
        shutil.copy(card, out / "README.md")


def compare(whole: OnnxEncoder, small: OnnxEncoder, data: Path) -> None:
    """Prints cosines and hit@1 of int8 against float, and what company in a batch changes."""
    piaf, (fr_en, _) = question_task(data, "piaf"), sentence_tasks(data)
    texts = [*piaf.texts, *piaf.queries[:100], *fr_en.queries[:100], *fr_en.texts[:100]]
    cosines = (whole.embed(texts) * small.embed(texts)).sum(1)
    print(f"int8 against float on {len(texts)} inputs: cosine mean {cosines.mean():.5f}, min {cosines.min():.5f}")
    alone = np.concatenate([small.embed([t]) for t in texts[:COMPARED]])
    together = (alone * small.embed(texts[:COMPARED])).sum(1)
    print(f"int8 alone against int8 in a batch: cosine mean {together.mean():.5f}, min {together.min():.5f}")
    for task in (piaf, fr_en):
        found = [hits(e.embed(task.queries) @ e.embed(task.texts).T, task.right, 1) for e in (whole, small)]
        print(f"{task.name} hit@1: float {found[0]:.4f}, int8 {found[1]:.4f}, difference {found[1] - found[0]:+.4f}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("start", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--card", type=Path)
    parser.add_argument("--mode", choices=MODES, default="weights")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    args = parser.parse_args()
    encoder = Encoder(args.start)
    write_folder(args.start, args.out, args.card)
    (args.out / "onnx").mkdir(exist_ok=True)
    float_path, path = args.start / "model_float.onnx", args.out / "onnx" / "model_qint8.onnx"
    export_float(encoder, float_path)
    quantise(float_path, path, encoder.body.embeddings.word_embeddings.num_embeddings, args.mode)
    compare(OnnxEncoder(args.out, float_path), OnnxEncoder(args.out), args.data)
    sizes = {p.relative_to(args.out): p.stat().st_size for p in sorted(args.out.rglob("*")) if p.is_file()}
    for name, size in sizes.items():
        print(f"{size:>12,}  {name}")
    print(f"{sum(sizes.values()):>12,}  in all")


if __name__ == "__main__":
    main()
