"""A run's figures for a terminal."""

from __future__ import annotations

from eval.report.view import Line, View, number

__all__ = ["table"]


def table(view: View) -> str:
    """The figures, group by group, in at most 78 columns; then the kinds."""
    parts = [f"{view.name}: {view.about}"]
    for name, lines in view.groups:
        parts.append(f"\n  {name}")
        parts += [_line(line) for line in lines]
    for level, stages in view.stages.items():
        parts.append(f"\n  Stages, by {level:<22} recall@1    @3    @5   @10   MRR  nDCG@10")
        for stage in stages:
            figures = "".join(f"{number(value):>6}" for value in stage.figures.values())
            parts.append(f"    {stage.name:<36}{figures}")
    if view.kinds:
        parts.append(f"\n  {'Kinds':<30}{'n':>4}  right  evidence  citations  refused")
        for share in (*view.kinds, *(view.splits if len(view.splits) > 1 else ())):
            parts.append(
                f"    {share.name:<28}{share.count:>4}{number(share.right):>7}"
                f"{number(share.evidence_recall):>10}{number(share.citation_precision):>11}"
                f"{number(share.refused):>9}"
            )
    if view.compared:
        lost = sum(not flip.right_now for flip in view.flips)
        parts.append(
            f"\n  Since {view.compared}: now right {len(view.flips) - lost}, now wrong {lost}"
        )
        parts += [f"    {words}" for words in view.differences]
    return "\n".join(parts)


def _line(line: Line) -> str:
    unit = line.measure.unit
    text = (
        f"    {line.measure.title:<38}{number(line.value, unit):>9}"
        f"  ({number(line.low, unit)} to {number(line.high, unit)}, n {line.count})"
    )
    change = line.change
    if change is not None and abs(change.difference) >= 0.0005:
        text += f"  was {number(change.before, unit)}"
        if line.verdict != "same":
            text += f", {line.verdict}, p {change.p:.3f}"
    return text
