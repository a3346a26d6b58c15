"""A process that keeps faces and says so, one line each, once they are kept.

`python writing_process.py FOLDER FIRST COUNT`
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from facelab.library import Library, Record
from facelab.recipe import ModelRef, Recipe, Seed


def main(folder: str, first: str, count: str) -> None:
    library = Library(Path(folder))
    model = ModelRef("a" * 64, "tiny")
    for seed in range(int(first), int(first) + int(count)):
        ws = np.full((4, 64), seed % 97, dtype=np.float32)
        record = Record(Recipe(model, Seed(seed)), ws, b"\xff\xd8" + bytes(3000), f"n{seed}")
        library.keep(record)
        if seed % 5 == 0:
            library.tag([library.add(record.recipe)], add=[f"t{seed}"])
        sys.stdout.write(f"{seed}\n")
        sys.stdout.flush()
    library.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
