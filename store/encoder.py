"""The seam that turns text into vectors, and its implementations: the bundled model, or any sentence-transformers one.

Vectors are unit length, float32, one row per text; so a dot product is a cosine. The bundled model is bilingual, of our
own (`training/README.md`), and runs through onnxruntime and tokenizers alone, so that a question from a cold process
never waits for torch. Another model's own query and document prompts are respected.
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from store.errors import UserError
from store.types import BUNDLED

BUNDLED_FOLDER = Path(__file__).parent / "models" / "encoder"
_WEIGHTS = "onnx/model_qint8.onnx"
_LONGEST = 256  # tokens of a text that are read; what is beyond is cut off
_BATCH = 32

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns questions and passages into vectors of one space."""

    @property
    def fingerprint(self) -> str:
        """Name and weights' hash: what a library must be made with to be searched with this encoder."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per question."""

    def encode_passage(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per passage."""


class OnnxEncoder:
    """An exported model in a folder; its weights are read when the first text is encoded. It knows no prompts.

    The graph takes `input_ids`, `attention_mask` and `token_type_ids`, int64 (texts, tokens), and gives
    `sentence_embedding`, float32 (texts, dimension): the mean over the tokens, of unit length.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self.fingerprint = f"{name}/{_sha256(folder / _WEIGHTS)[:16]}"

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._encode(texts)

    def encode_passage(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        # One text at a time: on a processor's few cores a batch is no faster, and a text's vector would depend on its
        # company, since int8 products scale the numbers of a whole batch together.
        vectors = [self._run(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        return np.concatenate(vectors) if vectors else np.zeros((0, 0), dtype=np.float32)

    def _run(self, tokens: Sequence[int]) -> Vectors:
        ids = np.array([tokens], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (vectors,) = self._session.run(["sentence_embedding"], given)
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer  # not needed by a process that only looks things up

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(_LONGEST)
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime  # heavy; `store` has turned its telemetry off

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        weights = str(self._folder / _WEIGHTS)
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


class TransformerEncoder:
    """A sentence-transformers model in a folder; its weights are read when the first text is encoded."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self.fingerprint = f"{name}/{_hash_of(folder)[:16]}"

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._encode(self._model.encode_query, texts)

    def encode_passage(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._encode(self._model.encode_document, texts)

    @staticmethod
    def _encode(encode: Any, texts: Sequence[str]) -> Vectors:
        vectors = encode(list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer  # heavy: 5 s, and it brings torch
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # it would only get between the answers
        try:
            return SentenceTransformer(str(self._folder), local_files_only=True, device=None)
        except Exception as error:
            raise UserError("encoder_not_found", name=self._folder, reason=_first_line(error)) from error


def open_encoder(name: str = BUNDLED) -> Encoder:
    """The bundled encoder, or the sentence-transformers model with this folder or cached name.

    :raises UserError: there is no such model on this machine.
    """
    if name == BUNDLED:
        return OnnxEncoder(BUNDLED_FOLDER, "partnership-encoder")
    return TransformerEncoder(_local_folder(name), Path(name).name)


def _local_folder(name: str) -> Path:
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download  # heavy, and only for models by name

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except Exception as error:
        reason = "there is no such folder, and no model of that name in the local Hugging Face cache"
        raise UserError("encoder_not_found", name=name, reason=reason) from error


def _hash_of(folder: Path) -> str:
    """One hash over the model's weights; models split over several files included."""
    weights = sorted((*folder.rglob("*.safetensors"), *folder.rglob("pytorch_model*.bin"), *folder.rglob("*.onnx")))
    if not weights:
        raise UserError("encoder_not_found", name=folder, reason="the folder holds no weights")
    return hashlib.sha256("".join(_sha256(path) for path in weights).encode()).hexdigest()


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UserError("encoder_not_found", name=path, reason=error) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
