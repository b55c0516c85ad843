"""Plots as SVG text. Colours are classes, so that the page's light and dark styles reach them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from eval.report.view import Curve, Stage, number

__all__ = ["interval_bar", "risk_plot", "stage_plot"]

_RECALLS = ("recall@1", "recall@3", "recall@10")


def interval_bar(value: float, low: float, high: float) -> str:
    """A share and its interval on a line from 0 to 1."""
    width, middle = 120.0, 7.0
    a, b, at = (round(4 + x * (width - 8), 1) for x in (low, high, value))
    return (
        f'<svg class="bar" viewBox="0 0 {width:g} 14" width="{width:g}" height="14" '
        f'role="img" aria-label="{number(value)}, interval {number(low)} to {number(high)}">'
        f'<line class="axis" x1="4" x2="{width - 4:g}" y1="{middle:g}" y2="{middle:g}"/>'
        f'<line class="range" x1="{a}" x2="{b}" y1="{middle:g}" y2="{middle:g}"/>'
        f'<circle class="dot" cx="{at}" cy="{middle:g}" r="3.5"/></svg>'
    )


def stage_plot(stages: Sequence[Stage]) -> str:
    """Recall at 1, 3 and 10 of each stage: one line a stage, three dots."""
    left, width, row = 144, 460, 36
    height = row * len(stages) + 66
    span = width - left - 18

    def x(share: float) -> float:
        return round(left + share * span, 1)

    parts = [
        f'<svg class="plot" viewBox="0 0 {width} {height}" role="img" '
        'aria-label="Recall of each stage at 1, 3 and 10">'
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        at = x(tick)
        parts += [
            f'<line class="grid" x1="{at}" x2="{at}" y1="8" y2="{height - 54}"/>',
            f'<text class="tick" x="{at}" y="{height - 39}" text-anchor="middle">',
            f"{number(tick)}</text>",
        ]
    for place, stage in enumerate(stages):
        y = 8 + row * place + row / 2
        shares = [stage.figures[name] for name in _RECALLS]
        parts.append(
            f'<text class="label" x="{left - 14}" y="{y + 4}" text-anchor="end">'
            f"{escape(stage.name)}</text>"
            f'<line class="range" x1="{x(min(shares))}" x2="{x(max(shares))}" y1="{y}" y2="{y}"/>'
        )
        for name, share in zip(_RECALLS, shares, strict=True):
            kind = name.replace("recall@", "at")
            parts.append(
                f'<circle class="dot {kind}" cx="{x(share)}" cy="{y}" r="6">'
                f"<title>{escape(stage.name)}, {name}: {number(share)}</title></circle>"
            )
        parts.append(
            f'<text class="value" x="{x(shares[0])}" y="{y - 10}" text-anchor="middle">'
            f"{number(shares[0])}</text>"
        )
    parts.append(
        f'<text class="tick" x="{left + span / 2}" y="{height - 22}" text-anchor="middle">'
        "share of the sides that are found</text>"
    )
    parts.append(_key(left, height - 3))
    return "".join(parts) + "</svg>"


def _key(left: int, y: int) -> str:
    found = []
    for at, name in enumerate(_RECALLS):
        x = 100 + at * 112
        first = name.removeprefix("recall@")
        words = "first alone" if first == "1" else f"in the first {first}"
        found.append(
            f'<circle class="dot at{first}" cx="{x + 6}" cy="{y - 4}" r="5"/>'
            f'<text class="tick" x="{x + 16}" y="{y}">{words}</text>'
        )
    return "".join(found)


def risk_plot(curve: Curve, before: Curve | None = None) -> str:
    """Share of wrong answers against share of questions answered, and where the threshold is."""
    left, top, right, bottom = 52, 14, 446, 238
    points = [*curve.points, *(before.points if before else ())]
    most = max(risk for _, risk in points)
    # Four steps of a size that reads well.
    highest = 4 * next(step for step in (0.05, 0.1, 0.2, 0.25) if 4 * step >= most - 1e-9)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        coverage, risk = point
        return (
            round(left + coverage * (right - left), 1),
            round(bottom - risk / highest * (bottom - top), 1),
        )

    parts = [
        '<svg class="plot" viewBox="0 0 460 280" role="img" aria-label="Risk against coverage">',
        f'<text class="tick" x="{(left + right) / 2}" y="276" text-anchor="middle">'
        "share of all questions answered</text>",
        f'<text class="tick" transform="translate(13 {(top + bottom) / 2}) rotate(-90)" '
        'text-anchor="middle">share of them answered wrongly</text>',
    ]
    for step in range(5):
        x, _ = place((step / 4, 0))
        _, y = place((0, highest * step / 4))
        parts.append(
            f'<line class="grid" x1="{left}" x2="{right}" y1="{y}" y2="{y}"/>'
            f'<text class="tick" x="{left - 8}" y="{y + 4}" text-anchor="end">'
            f"{number(highest * step / 4)}</text>"
            f'<text class="tick" x="{x}" y="{bottom + 18}" text-anchor="middle">'
            f"{number(step / 4)}</text>"
        )
    if before:
        parts.append(f'<polyline class="line before" points="{_points(before, place)}"/>')
    parts.append(f'<polyline class="line" points="{_points(curve, place)}"/>')
    if curve.at:
        x, y = place((curve.at[0], min(curve.at[1], highest)))
        side, gap = ("end", -12) if x > (left + right) / 2 else ("start", 12)
        parts.append(
            f'<circle class="dot now" cx="{x}" cy="{y}" r="6"/>'
            f'<text class="value" x="{x + gap}" y="{y - 11}" text-anchor="{side}">now: '
            f"{number(curve.at[0])} answered, {number(curve.at[1])} of them wrong</text>"
        )
    return "".join(parts) + "</svg>"


def _points(curve: Curve, place: object) -> str:
    assert callable(place)
    return " ".join("{},{}".format(*place(point)) for point in curve.points)
