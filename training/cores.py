"""Keeps a processor run moving on a machine whose cores others use too."""

from __future__ import annotations

import os
import time
from pathlib import Path

import torch

STAT = Path("/proc/stat")
SHARE = 0.35


def busy_seconds() -> float | None:
    """Processor seconds spent by all processes since the machine started; None where Linux does not tell."""
    if not STAT.exists():
        return None
    fields = [int(x) for x in STAT.read_text().split("\n", 1)[0].split()[1:8]]
    user, nice, system, _idle, _wait, irq, softirq = fields
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


class SharedCores:
    """Chooses the number of threads before each step, from what others used during the last one.

    Threads meet at a barrier after every product, so one thread that shares its core with other work
    stalls all: with two cores and one busy neighbour a step took ten seconds instead of one and a
    half, and less than three with one thread. Each core of which others used more than `SHARE` is
    left to them; one thread always runs.
    """

    def __init__(self) -> None:
        self._most = torch.get_num_threads()
        self._wall, self._own, self._busy = time.monotonic(), time.process_time(), busy_seconds()

    def adjust(self) -> None:
        """To be called before each step."""
        wall, own, busy = time.monotonic(), time.process_time(), busy_seconds()
        if self._busy is None or busy is None:
            return
        others = (busy - self._busy - (own - self._own)) / max(1e-3, wall - self._wall)
        self._wall, self._own, self._busy = wall, own, busy
        taken = int(others + 1 - SHARE)
        threads = max(1, self._most - taken)
        if threads != torch.get_num_threads():
            torch.set_num_threads(threads)
