"""Damage that nobody thought of: random cuts, flips and repeats never end in a traceback."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Result, fingerprint


def damage(data: bytes, rng: random.Random) -> bytes:
    """Cut, flip, repeat, lose or insert somewhere."""
    at = rng.randrange(len(data))
    to = min(len(data), at + rng.randrange(1, 3000))
    kind = rng.choice(["cut", "flip", "repeat", "lose", "insert"])
    if kind == "cut":
        return data[:at]
    if kind == "flip":
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    if kind == "repeat":
        return data[:to] + data[at:to] + data[to:]
    if kind == "lose":
        return data[:at] + data[to:]
    extra = rng.choice([b'"', b",", b"\n", b"\0", b"\xff", b"NaN", b"-"])
    return data[:at] + extra + data[at:]


@pytest.mark.parametrize("seed", range(34))
def test_random_damage_is_read_or_refused(
    seed: int, build: Callable[..., Result], raw: Path, served: Path
):
    rng = random.Random(seed)
    files = sorted(p for p in raw.rglob("*") if p.is_file() and p.suffix != ".md")
    path = files[seed % len(files)]
    path.write_bytes(damage(path.read_bytes(), rng))
    before = fingerprint(served)
    result = build()
    assert result.code in (0, 2)
    if result.code == 2:
        assert "Traceback" not in result.error and len(result.error) > 20
        assert fingerprint(served) == before
