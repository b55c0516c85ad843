"""Two trainings made one: the mean of their products, and all members side by side."""

from pathlib import Path

import numpy as np
import torch

from eval.average import averaged, joined


def test_the_mean_is_exact_where_the_rank_suffices() -> None:
    torch.manual_seed(1)
    one = {"7.q_proj": (torch.randn(2, 6), torch.randn(5, 2))}
    two = {"7.q_proj": (torch.randn(2, 6), torch.randn(5, 2)), "8.q_proj": one["7.q_proj"]}
    made = averaged(one, two, rank=4)
    mean = sum(b @ a for a, b in (one["7.q_proj"], two["7.q_proj"])) / 2
    a, b = made["7.q_proj"]
    assert (a.shape, b.shape) == ((4, 6), (5, 4))
    assert torch.allclose(b @ a, torch.as_tensor(mean), atol=1e-5)
    # What only one of them has counts half.
    a, b = made["8.q_proj"]
    assert torch.allclose(b @ a, (one["7.q_proj"][1] @ one["7.q_proj"][0]) / 2, atol=1e-5)


def test_a_smaller_rank_is_the_nearest() -> None:
    torch.manual_seed(2)
    one = {"7.q_proj": (torch.randn(4, 8), torch.randn(8, 4))}
    a, b = averaged(one, one, rank=2)["7.q_proj"]
    whole = one["7.q_proj"][1] @ one["7.q_proj"][0]
    lost = torch.linalg.svdvals(whole)[2:].square().sum().sqrt()
    assert torch.allclose(torch.linalg.norm(whole - b @ a), lost, atol=1e-4)


def test_members_are_numbered_on(tmp_path: Path) -> None:
    for name, values in (("one", (1.0, 2.0)), ("two", (3.0,))):
        arrays = {f"{i}.w1": np.array([v], np.float32) for i, v in enumerate(values)}
        np.savez(tmp_path / name, **arrays)
    out = tmp_path / "both.npz"
    assert joined([tmp_path / "one.npz", tmp_path / "two.npz"], out) == 3
    with np.load(out) as stored:
        assert {n: float(stored[n][0]) for n in stored.files} == {
            "0.w1": 1.0,
            "1.w1": 2.0,
            "2.w1": 3.0,
        }
