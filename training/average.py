"""Averages two trained models' weights, of which the second went on from the first (Wortsman et al., "Model soups",
2022): of encoders it keeps most of what the second gained on laws and what it had lost on PIAF, of readers most of what
the second gained on near misses and what it had lost on SQuAD.

Run: `python -m training.average FIRST SECOND OUT --share 0.7`, with folders of encoders or files of readers
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from training.data import DEFAULT_DATA
from training.evaluate_encoder import quick_bars
from training.model import Encoder

WEIGHTS = "model.safetensors"


def average(first: Path, second: Path, out: Path, share: float) -> None:
    """Writes `second` to `out` with weights that are `share` its own and the rest the first's."""
    if second.is_file():
        torch.save(_mixed(*(torch.load(path, map_location="cpu") for path in (first, second)), share), out)
        return
    shutil.copytree(second, out, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.onnx"))
    mixed = _mixed(load_file(first / WEIGHTS), load_file(second / WEIGHTS), share)
    save_file(mixed, out / WEIGHTS, metadata={"format": "pt"})


def _mixed(one: dict[str, Tensor], other: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    return {name: (1 - share) * one[name].float() + share * other[name].float() for name in other}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("first", "second", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--share", type=float, default=0.7, help="of the second")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    args = parser.parse_args()
    average(args.first, args.second, args.out, args.share)
    if args.out.is_dir():
        for folder in (args.first, args.second, args.out):
            print(folder, json.dumps(quick_bars(Encoder(folder), args.data)), flush=True)


if __name__ == "__main__":
    main()
