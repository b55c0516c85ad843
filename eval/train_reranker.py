"""Train the reranker, and report what it is worth on rows it has not seen.

The objective is listwise with a null option: of a question's candidate clauses and "none of
them", which answers? (softmax cross entropy; Cao et al. 2007,
https://doi.org/10.1145/1273496.1273513). The null logit is fixed at 0. Rows whose answer the
search did not find say nothing of answerability and are left out of the null term.

    python -m eval.train_reranker --rows build/rows --data PATH
"""

from __future__ import annotations

import argparse
import json
import math
import random
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from eval.training_rows import (
    HELD_OUT,
    NEAR,
    Row,
    begins,
    clapnq,
    clapnq_questions,
    load,
    own,
    qacc,
    save,
    xquad,
)
from qa.reranker import SignalReranker
from qa.signals import GLOBAL, TOKEN

__all__ = ["auroc", "main", "report", "train"]

HIDDEN, OUT = 32, 64
EPOCHS, BATCH, RATE, DECAY = 8, 16, 4e-3, 0.2
MEMBERS = 5


class Network(nn.Module):
    """The network of ``qa.reranker`` in torch, for training."""

    def __init__(self, mean: Tensor, scale: Tensor) -> None:
        super().__init__()
        self.first = nn.Linear(len(TOKEN), HIDDEN)
        self.second = nn.Linear(HIDDEN, HIDDEN)
        self.third = nn.Linear(3 * HIDDEN + len(GLOBAL), OUT)
        self.fourth = nn.Linear(OUT, 1)
        self.linear = nn.Linear(len(GLOBAL), 1, bias=False)
        self.drop = nn.Dropout(0.2)
        self.mean, self.scale = mean, scale

    def forward(self, tokens: Tensor, mask: Tensor, clauses: Tensor) -> Tensor:
        """Logits (n,) of tokens (n, words, TOKEN), mask (n, words), clauses (n, GLOBAL)."""
        rows = self.second(nn.functional.gelu(self.first(tokens), approximate="tanh"))
        held = mask.unsqueeze(-1)
        pooled = [
            (rows * held).sum(1) / held.sum(1),
            rows.masked_fill(held == 0, -1e4).amax(1),
            rows.masked_fill(held == 0, 1e4).amin(1),
        ]
        clause = (clauses - self.mean) / self.scale
        hidden = self.third(self.drop(torch.cat([*pooled, clause], dim=-1)))
        hidden = self.drop(nn.functional.gelu(hidden, approximate="tanh"))
        out: Tensor = (self.fourth(hidden) + self.linear(clause)).squeeze(-1)
        return out

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """The weights under the names that ``qa.reranker`` reads."""
        tensors = {
            "w1": self.first.weight.T, "b1": self.first.bias,
            "w2": self.second.weight.T, "b2": self.second.bias,
            "w3": self.third.weight.T, "b3": self.third.bias,
            "w4": self.fourth.weight[0], "b4": self.fourth.bias[0],
            "linear": self.linear.weight[0], "mean": self.mean, "scale": self.scale,
        }  # fmt: skip
        return {name: t.detach().numpy().astype(np.float32) for name, t in tensors.items()}


def _batch(rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor]:
    signals = [s for row in rows for s in row.signals]
    width = max(len(s.tokens) for s in signals)
    tokens = np.zeros((len(signals), width, len(TOKEN)), dtype=np.float32)
    mask = np.zeros((len(signals), width), dtype=np.float32)
    for i, s in enumerate(signals):
        tokens[i, : len(s.tokens)] = s.tokens
        mask[i, : len(s.tokens)] = 1.0
    clauses = np.stack([s.clause for s in signals])
    return torch.from_numpy(tokens), torch.from_numpy(mask), torch.from_numpy(clauses)


def _loss(scores: Tensor, row: Row) -> Tensor:
    labels = torch.tensor(row.labels, dtype=torch.float32)
    if row.answerable and not labels.any():
        return scores.sum() * 0.0
    log_p = torch.log_softmax(torch.cat([scores.new_zeros(1), scores]), dim=0)
    gold = labels.nonzero().flatten() + 1 if labels.any() else torch.zeros(1, dtype=torch.long)
    each = nn.functional.binary_cross_entropy_with_logits(scores, labels)
    return -torch.logsumexp(log_p[gold], dim=0) + 0.3 * each


def train(rows: Sequence[Row], seed: int, epochs: int = EPOCHS) -> dict[str, NDArray[np.float32]]:
    """The weights of one member, trained with AdamW and a one-cycle rate."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    clauses = torch.from_numpy(np.stack([s.clause for row in rows for s in row.signals]))
    network = Network(clauses.mean(0), clauses.std(0) + 1e-2)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = epochs * math.ceil(len(rows) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    order = list(rows)
    for _ in range(epochs):
        rng.shuffle(order)
        for start in range(0, len(order), BATCH):
            chunk = order[start : start + BATCH]
            scores = torch.split(network(*_batch(chunk)), [len(row.signals) for row in chunk])
            losses = [_loss(s, row) for s, row in zip(scores, chunk, strict=True)]
            loss = torch.stack(losses).mean()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch does not type it
            optimizer.step()
            schedule.step()
    network.eval()
    return network.arrays()


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Area under the ROC curve: the chance that a positive outranks a negative; ties half."""
    pairs = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
    return sum(pairs) / len(pairs) if pairs else math.nan


def report(rows: Sequence[Row], members: Sequence[Mapping[str, NDArray[np.float32]]]) -> str:
    """Precision@1 and @3 over answerable questions, AUROC of the best score, by origin."""
    reranker = SignalReranker(members)
    lines = []
    for origin in sorted({row.origin for row in rows}):
        here = [row for row in rows if row.origin == origin]
        scores = {id(row): np.array(reranker.score(row.signals)) for row in here}
        yes = [row for row in here if row.answerable]
        best = {id(row): np.argsort(-scores[id(row)], kind="stable") for row in here}
        at = {
            k: np.mean([any(row.labels[i] for i in best[id(row)][:k]) for row in yes])
            for k in (1, 3)
        }
        right = [scores[id(r)].max() for r in yes if r.labels[int(best[id(r)][0])]]
        no = [scores[id(row)].max() for row in here if not row.answerable]
        every = [scores[id(row)].max() for row in yes]
        lines.append(
            f"{origin:7} {len(yes):4} answerable P@1 {at[1]:.3f} P@3 {at[3]:.3f}; "
            f"{len(no):4} not: AUROC {auroc(every, no):.3f}, of right ones {auroc(right, no):.3f}"
        )
    return "\n".join(lines)


def _rows(folder: Path, data: Path) -> list[Row]:
    from index.embed import open_embedder
    from qa.settings import Settings

    embedder = open_embedder(None, Settings().cache_folder)
    makers: dict[str, Callable[[], Iterator[Row]]] = {
        "own": lambda: own(
            Path("eval/datasets/training"),
            embedder,
            clapnq_questions(data / "clapnq") if (data / "clapnq").is_dir() else (),
        ),
        "clapnq": lambda: clapnq(data / "clapnq", embedder, 100),
        "xquad_en": lambda: xquad(
            data / "xquad_en", embedder, Path("eval/datasets/xquad-wordings.jsonl")
        ),
        "qacc": lambda: qacc(data / "qacc", embedder, 250),
    }
    folder.mkdir(parents=True, exist_ok=True)
    found: list[Row] = []
    for name, make in makers.items():
        kept = folder / f"{name}.npz"
        if name != "own" and not (data / name).is_dir() and not kept.is_file():
            print(f"{name}: not under {data}, left out")
            continue
        if not kept.is_file():
            save(list(make()), kept)
        # Near misses are a few clauses out of those found, which says little about ranking them.
        found += [row for row in load(kept) if row.kind != NEAR]
    return found


def main() -> None:
    """Cross-validate by corpus, then train on everything and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, default=Path("build/rows"), help="kept rows")
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--out", type=Path, default=Path("qa/weights/reranker.npz"))
    parser.add_argument("--folds", type=int, default=4, help="0: train on everything at once")
    left = "how folders left out begin; without a value, the held-out ones"
    parser.add_argument("--leave", nargs="?", const=HELD_OUT, default="", help=left)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    rows = _rows(arguments.rows, arguments.data)
    rows = [r for r in rows if r.origin != "own" or not begins(r.group, arguments.leave)]
    fold = [zlib.crc32(row.group.encode()) % max(arguments.folds, 1) for row in rows]
    seen = []
    for held in range(arguments.folds):
        kept = [row for row, f in zip(rows, fold, strict=True) if f != held]
        member = train(kept, seed=held)
        print(f"fold {held}")
        print(report([r for r, f in zip(rows, fold, strict=True) if f == held], [member]))
        seen.append(member)
    members = []
    for seed in range(MEMBERS):
        members.append(train(rows, seed=seed))
        print(f"member {seed}", flush=True)
    arrays = {f"{i}.{name}": a for i, m in enumerate(members) for name, a in m.items()}
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(arguments.out, **arrays)  # type: ignore[arg-type]  # numpy's stub
    print(json.dumps({"rows": len(rows), "bytes": arguments.out.stat().st_size}))


if __name__ == "__main__":
    main()
