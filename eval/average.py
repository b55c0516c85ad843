"""Average the additions of two trainings of the reader, and join the members of two rerankers.

What two trainings from one start disagree about is mostly chance; the mean of their weights is
one model at no cost (Wortsman et al. 2022, https://arxiv.org/abs/2203.05482). The mean of two
low-rank additions has twice their rank; the nearest of ``RANK`` is written.

    python -m eval.average build/first.pt build/second.pt
    python -m eval.average --rerankers build/first.npz build/second.npz
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from eval.train_reader import RANK, Reader, write_additions
from qa.gguf import default_model_path

__all__ = ["averaged", "joined", "main"]

WEIGHTS = Path("qa/weights")
Additions = Mapping[str, tuple[Tensor, Tensor]]


def averaged(
    one: Additions, two: Additions, share: float = 0.5, rank: int = RANK
) -> dict[str, tuple[Tensor, Tensor]]:
    """(A, B) of each part, of the given rank, with B A nearest to the mean of both products.

    ``share``, 0..1, is what the second counts; where a part is of one only, the other adds none.
    """
    found = {}
    for name in sorted({*one, *two}):
        mean = sum(
            weight * (adds[name][1] @ adds[name][0])
            for weight, adds in ((1 - share, one), (share, two))
            if name in adds
        )
        left, size, right = torch.linalg.svd(torch.as_tensor(mean), full_matrices=False)
        root = size[:rank].sqrt()
        found[name] = (root[:, None] * right[:rank], left[:, :rank] * root)
    return found


def joined(paths: Sequence[Path], out: Path) -> int:
    """Write the members of all files as one reranker, which averages them; how many there are."""
    arrays, count = {}, 0
    for path in paths:
        with np.load(path) as stored:
            numbers = sorted({name.split(".")[0] for name in stored.files})
            for number in numbers:
                for name in stored.files:
                    if name.split(".")[0] == number:
                        arrays[f"{count}.{name.split('.')[1]}"] = stored[name]
                count += 1
    np.savez_compressed(out, **arrays)
    return count


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs=2)
    parser.add_argument("--share", type=float, default=0.5, help="what the second counts")
    parser.add_argument("--keep", type=Path, help="a file for the mean, to go on from")
    parser.add_argument("--rerankers", action="store_true", help="the files are rerankers")
    arguments = parser.parse_args()
    if arguments.rerankers:
        print(joined(arguments.files, WEIGHTS / "reranker.npz"), "members")
        return
    one, two = (torch.load(path) for path in arguments.files)
    heads = Reader(default_model_path()).heads
    mean = averaged(one, two, arguments.share)
    write_additions(mean, heads, WEIGHTS / "reader.npz")
    if arguments.keep:
        torch.save(mean, arguments.keep)


if __name__ == "__main__":
    main()
