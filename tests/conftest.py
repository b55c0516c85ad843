"""Shared set-up of the tests: quiet libraries, steady property tests, and the seeds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Machines are small and shared: no time limit for one example, and the same examples each run
# in CI, so that a red run can be repeated.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@pytest.fixture(scope="session")
def seeds_folder() -> Path:
    """The five articles as they lie in the tree."""
    return Path(__file__).resolve().parent.parent / "seeds"
