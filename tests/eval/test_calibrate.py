"""What a reading is worth against the reranker's own score."""

from __future__ import annotations

import pytest

from eval.calibrate import Judged, weigh

# The reranker prefers the wrong clause, the model the right one; the near miss looks well to the
# reranker alone.
ANSWERABLE = Judged(True, 0.0, False, (), ((2.0, -1.0, False), (0.0, 1.0, True)))
NEAR_MISS = Judged(False, 0.0, False, (), ((3.0, -3.0, False),))
UNREAD = Judged(True, 0.0, True, ())


@pytest.mark.parametrize(("weight", "first", "apart"), [(0.0, 0.0, 0.0), (2.0, 1.0, 1.0)])
def test_a_reading_may_turn_the_order_and_part_the_near_miss(
    weight: float, first: float, apart: float
) -> None:
    assert weigh([ANSWERABLE, NEAR_MISS, UNREAD], weight) == (first, apart)
