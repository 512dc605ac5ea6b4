"""Makes weights to train on from the int8 weights that ship: what training left in float is not kept in the repository.

Every matrix is its whole numbers times their scales; rounding to 7 bits is small beside what a training changes. Writes
a folder with the body, as `train_reader --encoder` takes it, and in it `reader.pt` for `--start`.

Run: `python -m training.restore_reader assistant/models/reader OUT`
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel

from training.model import DIMENSIONS
from training.reader_model import Reader

_BODY = "encoder.body."


def float_weights(path: Path) -> dict[str, torch.Tensor]:
    """The weights of an exported reader by their names in `Reader`, float32.

    :raises ValueError: a product is of no layer that a reader has.
    """
    graph = onnx.load(str(path)).graph
    tables = {table.name: numpy_helper.to_array(table) for table in graph.initializer}
    weights = {
        f"encoder.{name}" if name.startswith("body.") else name: values
        for name, values in tables.items()
        if name.startswith("body.") or name.endswith(".bias")
    }
    words = tables["word_embeddings_int8"].astype(np.float32) * tables["word_embeddings_scale"]
    weights[f"{_BODY}embeddings.word_embeddings.weight"] = words
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.input[1] in tables:
            stem = node.input[1].removesuffix("_quantized")
            scaled = (tables[node.input[1]].astype(np.float32) - tables[f"{stem}_zero_point"]) * tables[f"{stem}_scale"]
            weights[_owner(node.name)] = scaled.T
    return {name: torch.from_numpy(np.array(values, order="C")) for name, values in weights.items()}


def _owner(node: str) -> str:
    """Whose weight a product's matrix is: `/layer.0/attention/self/query/MatMul_quant` is a layer's of the body."""
    parts = node.strip("/").split("/")[:-1]
    if parts and parts[0].startswith("layer."):
        return f"{_BODY}encoder.{'.'.join(parts)}.weight"
    if parts and parts[0] in ("span", "whole"):
        return ".".join([parts[0], *(part.split(".")[-1] for part in parts[1:])]) + ".weight"
    raise ValueError(f"{node} is no product of a reader")


def restore(folder: Path, out: Path) -> None:
    """Writes the folder of the body and `reader.pt`."""
    out.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copy(folder / name, out / name)
    settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    BertModel(BertConfig(**settings), add_pooling_layer=False).save_pretrained(out)
    reader = Reader(out)
    reader.load_state_dict(float_weights(folder / "onnx" / "model_qint8.onnx"))
    reader.encoder.body.save_pretrained(out)
    torch.save(reader.state_dict(), out / "reader.pt")
    print(f"{sum(value.numel() for value in reader.state_dict().values()):,} weights, {DIMENSIONS} wide, in {out}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    restore(given.folder, given.out)


if __name__ == "__main__":
    main()
