"""An exported encoder through onnxruntime and tokenizers alone, for measuring what is shipped."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

DIMENSIONS = 384


class OnnxEncoder:
    """Texts to unit vectors of 384 dimensions from `FOLDER/onnx/model_qint8.onnx` (or another file)."""

    def __init__(self, folder: Path, file: Path | None = None, max_length: int = 256) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(file or folder / "onnx" / "model_qint8.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def run(self, rows: Sequence[Sequence[int]]) -> np.ndarray:
        """Vectors (rows, 384) of one batch of piece numbers."""
        longest = max(map(len, rows))
        ids = np.zeros((len(rows), longest), dtype=np.int64)
        mask = np.zeros((len(rows), longest), dtype=np.int64)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return self._session.run(["sentence_embedding"], inputs)[0]

    def embed(self, texts: Sequence[str], tokens: int = 2048) -> np.ndarray:
        """Vectors (texts, 384), in batches of like length of at most `tokens` tokens."""
        rows = [e.ids for e in self._tokenizer.encode_batch_fast(list(texts))]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        result = np.zeros((len(rows), DIMENSIONS), dtype=np.float32)
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and (end - start + 1) * len(rows[order[end]]) <= tokens:
                end += 1
            result[order[start:end]] = self.run([rows[i] for i in order[start:end]])
            start = end
        return result
