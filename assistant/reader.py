"""The seam that reads a passage for a question, and the bundled reader behind it.

One pass over question and passage scores every token as the start and the end of the answer, and the passage as a
whole: is the answer here, and is this what the question is about. The model is bilingual, of our own
(`training/README.md`), and runs through onnxruntime and tokenizers alone. One passage at a time: on a few cores a
batch is no faster, and int8 products would make a passage's scores depend on its company.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from store.types import Span

READER_FOLDER = Path(__file__).parent / "models" / "reader"
_WEIGHTS = Path("onnx") / "model_qint8.onnx"
_TOKENS, _QUESTION_TOKENS, _HEADER_TOKENS = 256, 48, 48
_LONGEST_ANSWER = 30  # tokens
_NOTHING = -1e4

Logits = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What was read in a span of a text.

    `starts` and `ends` are the characters of each token (tokens,), `start` and `end` its logits (tokens,); `answer`
    and `relevance` are logits of the passage: 0 is as likely as not.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    start: Logits
    end: Logits
    answer: float
    relevance: float

    def best(self, within: Span | None = None) -> tuple[Span, float]:
        """The best answer, inside a span if one is given, and the sum of its two logits; an empty span without one."""
        inside = np.ones(len(self.starts), dtype=bool)
        if within is not None:
            inside = (self.starts >= within.start) & (self.ends <= within.end)
        places = np.flatnonzero(inside)
        if not len(places):
            return Span(0, 0), 2 * _NOTHING
        sums = self.start[places][:, None] + self.end[places][None, :]
        apart = places[None, :] - places[:, None]
        sums = np.where((apart >= 0) & (apart < _LONGEST_ANSWER), sums, 2 * _NOTHING)
        first, last = np.unravel_index(int(sums.argmax()), sums.shape)
        found = Span(int(self.starts[places[first]]), int(self.ends[places[last]]))
        return found, float(sums[first, last])


class Reader(Protocol):
    """Reads passages for questions."""

    def read(self, question: str, header: str, text: str, span: Span) -> Reading:
        """The reading of `text[span]`, which belongs under the header; characters are counted in `text`."""


class OnnxReader:
    """An exported reader in a folder; its weights are read for the first question."""

    def __init__(self, folder: Path = READER_FOLDER, weights: Path | None = None) -> None:
        self._folder = folder
        self._weights = weights or folder / _WEIGHTS

    def read(self, question: str, header: str, text: str, span: Span) -> Reading:
        """See `Reader`. What is too long for one pass is read in windows that overlap by half."""
        asked = self._pieces(question).ids[:_QUESTION_TOKENS]
        front = self._pieces(f"{header}\n").ids[:_HEADER_TOKENS] if header else []
        body = self._pieces(span.of(text))
        room = _TOKENS - len(asked) - len(front) - 3
        places = np.array(body.offsets, dtype=np.int64).reshape(-1, 2) + span.start
        start, end = (np.full(len(places), _NOTHING, dtype=np.float32) for _ in range(2))
        whole = np.full(2, -np.inf)
        for first in range(0, max(1, len(places) - room // 2), room // 2):
            window = slice(first, min(first + room, len(places)))
            inside = slice(len(asked) + 2 + len(front), len(asked) + 2 + len(front) + window.stop - first)
            starts, ends, answer, relevance = self._run(asked, [*front, *body.ids[window]])
            start[window] = np.maximum(start[window], starts[inside])
            end[window] = np.maximum(end[window], ends[inside])
            whole = np.maximum(whole, (answer, relevance))
            if window.stop == len(places):
                break
        return Reading(places[:, 0], places[:, 1], start, end, float(whole[0]), float(whole[1]))

    def _run(self, asked: Sequence[int], read: Sequence[int]) -> tuple[Logits, Logits, float, float]:
        opening, closing = self._marks
        ids = np.array([[opening, *asked, closing, *read, closing]], dtype=np.int64)
        segments = np.zeros_like(ids)
        segments[0, len(asked) + 2 :] = 1
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": segments}
        start, end, answer, relevance = self._session.run(["start", "end", "answer", "relevance"], given)
        return start[0], end[0], float(answer[0]), float(relevance[0])

    def _pieces(self, text: str) -> Any:
        return self._tokenizer.encode(text, add_special_tokens=False)

    @cached_property
    def _marks(self) -> tuple[int, int]:
        return self._tokenizer.token_to_id("[CLS]"), self._tokenizer.token_to_id("[SEP]")

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer  # not needed by a process that only looks things up

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime  # heavy; `store` has turned its telemetry off

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self._weights), options, providers=["CPUExecutionProvider"])
