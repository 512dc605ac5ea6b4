import random

import pytest
import torch

from tests.training.test_written import OTHER_ROW, ROW
from training.model import base_folder
from training.reader_data import encode
from training.reader_model import Reader
from training.train_reader import listed_loss, reading_loss
from training.written import WrittenSet


@pytest.mark.slow
def test_steps_on_a_question_put_its_sentence_before_the_others() -> None:
    torch.manual_seed(1)
    reader = Reader(base_folder())
    examples = WrittenSet([ROW, OTHER_ROW]).listed(0, random.Random(3))
    optimizer = torch.optim.AdamW(reader.parameters(), lr=3e-5)
    losses = []
    for _ in range(16):
        loss = listed_loss(reader, [examples])
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 2
    rows = [encode(reader.encoder.tokenizer, example) for example in examples]
    with torch.inference_mode():
        answers = reader(rows).answer
        plain = reading_loss(reader, list(zip(examples, rows, strict=True)))
        grouped = reader.by_length(rows)
    assert examples[int(answers.argmax())].answered
    assert torch.isfinite(plain)
    assert torch.allclose(grouped.answer, answers, atol=1e-4)
