"""Train the adapter that lets the language model say whether a clause answers a question.

The packaged model is read into torch, its weights stay as they are, and low-rank additions
(LoRA: Hu et al. 2021, https://arxiv.org/abs/2106.09685) to its upper layers are trained so that
" yes" outweighs " no" after ``prompts/answers.txt`` where the clause answers (as monoT5 does:
Nogueira et al. 2020, https://arxiv.org/abs/2003.06713). The objective is that of
``eval.train_reranker``: which clause answers, or none. ``qa.requantise`` sums the additions into
the model's file.

It needs the packages of the dependency group ``train``. On two cores with AMX six questions take a
second or two, on others three to five. A second pass over 109 corpora was tried and not kept: it
refused more near misses and answered more questions about something else. Going on from there with
other corpora did not: it told near misses better, and ``eval.average`` of both ranked best. Nothing
since has moved held-out figures as much as the same questions in other words (``also``). What the
evidence nearly answers (``near``) and long sentences (corpora zd) moved those of their own kind.

    python -m eval.train_reader --rows build/rows
    python -m eval.train_reader --rows build/rows --start build/reader.pt --first-layer 16
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from eval.training_rows import HELD_OUT, Row, begins, load
from qa.gguf import default_model_path
from qa.reranker import SignalReranker, load_reranker

__all__ = ["LowRank", "Reader", "main", "train", "write_additions"]

RANK, SCALE, FIRST_LAYER = 8, 8.0, 6
RATE, QUESTIONS, PARTS = 1.5e-3, 6, 3
WARM_UP, COOL_DOWN = 0.05, 0.3
NEGATIVES, EASY = 2, 0.4
ANSWERS = (" yes", " no")


def _dtype() -> torch.dtype:
    """Half precision pays only where the CPU multiplies matrices of it (AMX)."""
    return torch.bfloat16 if torch.cpu._is_amx_tile_supported() else torch.float32


class LowRank(nn.Module):
    """A frozen linear layer and its trained addition ``SCALE * B A x``."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.a = nn.Parameter(torch.randn(RANK, base.in_features) / math.sqrt(base.in_features))
        self.b = nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, x: Tensor) -> Tensor:
        low = nn.functional.linear(x, SCALE * self.a.to(x.dtype)).flatten(0, 1)
        out: Tensor = torch.addmm(self.base(x).flatten(0, 1), low, self.b.to(x.dtype).T)
        return out.view(*x.shape[:2], -1)


class Reader(nn.Module):
    """The model with its additions; gives log P(yes) - log P(no) after each text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        from transformers import AutoModelForCausalLM, AutoTokenizer

        folder, file = str(path.parent), path.name
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder, gguf_file=file)
        model: Any = AutoModelForCausalLM.from_pretrained(
            folder, gguf_file=file, dtype=_dtype(), attn_implementation="eager"
        )
        model.requires_grad_(False)
        self.body = model.model
        yes, no = (self.tokenizer(a, add_special_tokens=False)["input_ids"] for a in ANSWERS)
        assert len(yes) == len(no) == 1
        head = model.lm_head.weight
        self.register_buffer("direction", (head[yes[0]].float() - head[no[0]].float()))
        self.low: dict[str, LowRank] = {}
        for number, layer in enumerate(self.body.layers):
            if number < FIRST_LAYER:
                continue
            for part, names in (
                (layer.self_attn, ("q_proj", "k_proj", "v_proj", "o_proj")),
                (layer.mlp, ("gate_proj", "up_proj", "down_proj")),
            ):
                for name in names:
                    added = LowRank(getattr(part, name))
                    setattr(part, name, added)
                    self.low[f"{number}.{name}"] = added

    @property
    def heads(self) -> dict[str, int]:
        """The number of attention heads of the parts whose rotary pairs GGUF keeps otherwise."""
        config = self.body.config
        return {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}

    def additions(self) -> dict[str, tuple[Tensor, Tensor]]:
        """(A, B) by layer and part, such as ``7.q_proj``."""
        return {name: (low.a.detach(), low.b.detach()) for name, low in self.low.items()}

    @torch.no_grad()
    def put(self, additions: Mapping[str, tuple[Tensor, Tensor]]) -> None:
        """Go on from additions that were kept."""
        for name, (a, b) in additions.items():
            # Of a smaller rank, they fill the first rows; the others add nothing yet.
            self.low[name].a[: a.shape[0]].copy_(a)
            self.low[name].b[:, : b.shape[1]].copy_(b)

    def forward(self, texts: Sequence[str]) -> Tensor:
        """(n,) differences of log probability."""
        ids = [self.tokenizer(t, add_special_tokens=False)["input_ids"] for t in texts]
        width = max(map(len, ids))
        tokens = torch.zeros(len(ids), width, dtype=torch.long)
        mask = torch.zeros(len(ids), width, dtype=torch.long)
        for i, row in enumerate(ids):
            tokens[i, : len(row)] = torch.tensor(row)
            mask[i, : len(row)] = 1
        # Padding stands on the right, where causal attention never looks from a text's own words.
        hidden = self.body(input_ids=tokens, use_cache=False).last_hidden_state
        last = hidden[torch.arange(len(ids)), mask.sum(1) - 1].float()
        out: Tensor = last @ self.direction
        return out

    def by_length(self, texts: Sequence[str], parts: int = PARTS) -> Tensor:
        """As ``forward``, texts of like length together, so that little padding is computed."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        size = max(1, math.ceil(len(order) / parts))
        groups = [order[i : i + size] for i in range(0, len(order), size)]
        found = torch.cat([self([texts[i] for i in group]) for group in groups])
        back = torch.tensor([i for group in groups for i in group]).argsort()
        return found[back]


def examples(row: Row, reranker: SignalReranker, rng: random.Random) -> tuple[list[str], list[int]]:
    """Of a question's clauses: two that answer, those taken for one, now and then another."""
    scores = reranker.score(row.signals)
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    gold = [i for i in order if row.labels[i]][:2]
    wrong = [i for i in order if not row.labels[i]]
    many = NEGATIVES if row.answerable else NEGATIVES + 1
    picked = gold + wrong[:many]
    if (rest := wrong[many : many + 14]) and rng.random() < EASY:
        picked.append(rng.choice(rest))
    return [row.readings[i] for i in picked], [row.labels[i] for i in picked]


def _loss(scores: Tensor, labels: Sequence[int]) -> Tensor:
    gold = torch.tensor(labels, dtype=torch.float32)
    log_p = torch.log_softmax(torch.cat([scores.new_zeros(1), scores]), dim=0)
    right = gold.nonzero().flatten() + 1 if gold.any() else torch.zeros(1, dtype=torch.long)
    each = nn.functional.binary_cross_entropy_with_logits(scores, gold)
    return -torch.logsumexp(log_p[right], dim=0) + 0.5 * each


def train(
    reader: Reader,
    rows: Sequence[Row],
    reranker: SignalReranker,
    epochs: float,
    rate: float,
    seed: int,
    cool_down: float = COOL_DOWN,
) -> None:
    """Train the additions with AdamW; rows without found gold are left out.

    The rate rises, stays, and falls over the last ``cool_down`` share of the steps (0: stays, for
    a first part that another goes on from).
    """
    rng = random.Random(seed)
    usable = [r for r in rows if not r.answerable or any(r.labels)]
    parameters = [p for p in reader.parameters() if p.requires_grad]
    print(sum(p.numel() for p in parameters), "weights;", len(usable), "questions", flush=True)
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
    batches: list[list[Row]] = []
    for _ in range(math.ceil(epochs)):
        order = list(usable)
        rng.shuffle(order)
        batches += [order[i : i + QUESTIONS] for i in range(0, len(order), QUESTIONS)]
    batches = batches[: int(epochs * len(usable) / QUESTIONS)]
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _share(step / len(batches), cool_down)
    )
    begun, recent = time.time(), []
    for step, batch in enumerate(batches):
        made = [examples(row, reranker, rng) for row in batch]
        scores = reader.by_length([t for texts, _ in made for t in texts])
        parts = torch.split(scores, [len(texts) for texts, _ in made])
        loss = torch.stack(
            [_loss(s, labels) for s, (_, labels) in zip(parts, made, strict=True)]
        ).mean()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch does not type it
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()
        recent.append(loss.item())
        if step % 20 == 19:
            spent = time.time() - begun
            print(f"{step + 1}/{len(batches)} loss {np.mean(recent):.3f} {spent:.0f} s", flush=True)
            recent = []


def _share(done: float, cool_down: float) -> float:
    """The share of the full rate at a share of the way."""
    left = (1.0 - done) / cool_down if cool_down else 1.0
    return max(0.01, min(1.0, (done + 1e-3) / WARM_UP, left))


_GGUF_NAMES = {
    "q_proj": "attn_q", "k_proj": "attn_k", "v_proj": "attn_v", "o_proj": "attn_output",
    "gate_proj": "ffn_gate", "up_proj": "ffn_up", "down_proj": "ffn_down",
}  # fmt: skip


def write_additions(
    low: Mapping[str, tuple[Tensor, Tensor]], heads: Mapping[str, int], path: Path
) -> None:
    """The additions under the names and in the layout of the GGUF's tensors, in half precision.

    ``low`` holds (A, B) by layer and part ("7.q_proj"), ``heads`` the number of attention heads
    of ``q_proj`` and ``k_proj``: GGUF keeps the two halves of each rotary pair side by side,
    transformers keeps them apart. ``b @ a`` is what is summed into the tensor.
    """
    arrays = {}
    for key, (a, b) in low.items():
        used = b.abs().amax(0) > 0  # where a further rank was not trained, it adds nothing
        a, b = a[used], b[:, used]
        layer, part = key.split(".")
        if part in heads:
            b = b.view(heads[part], 2, -1, b.shape[1]).transpose(1, 2).reshape(b.shape)
        name = f"blk.{layer}.{_GGUF_NAMES[part]}.weight"
        arrays[f"{name}.a"] = a.to(torch.float16).contiguous().numpy()
        arrays[f"{name}.b"] = (SCALE * b).to(torch.float16).contiguous().numpy()
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]  # numpy's stub


def main() -> None:
    """Train, and write the additions. What they are worth is told by ``eval.calibrate``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, default=Path("build/rows"), help="kept rows")
    parser.add_argument("--leave", default=HELD_OUT, help="how folders left out begin")
    parser.add_argument("--only", default="", help="how folders trained on begin, all by default")
    parser.add_argument("--first-layer", type=int, default=FIRST_LAYER, help="the first trained")
    parser.add_argument("--cool-down", type=float, default=COOL_DOWN)
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--start", type=Path, help="additions to go on from, as --keep wrote them")
    parser.add_argument("--keep", type=Path, default=Path("build/reader.pt"))
    parser.add_argument("--out", type=Path, default=Path("qa/weights/reader.npz"))
    arguments = parser.parse_args()
    torch.manual_seed(0)
    rows = [r for r in load(arguments.rows / "own.npz") if not begins(r.group, arguments.leave)]
    if arguments.only:
        rows = [r for r in rows if begins(r.group, arguments.only)]
    for extra in ("clapnq.npz", "xquad_en.npz"):
        if (arguments.rows / extra).is_file():
            rows += load(arguments.rows / extra)
    reader = Reader(default_model_path())
    if arguments.start:
        reader.put(torch.load(arguments.start))
    for name, low in reader.low.items():
        low.requires_grad_(int(name.split(".")[0]) >= arguments.first_layer)
        low.base.requires_grad_(False)
    # Fused, the small steps between the products cost a third less.
    for number, layer in enumerate(reader.body.layers):
        reader.body.layers[number] = torch.compile(layer, dynamic=True)
    train(
        reader, rows, load_reranker(), arguments.epochs, arguments.rate, arguments.seed,
        arguments.cool_down,
    )  # fmt: skip
    torch.save(reader.additions(), arguments.keep)
    write_additions(reader.additions(), reader.heads, arguments.out)


if __name__ == "__main__":
    main()
