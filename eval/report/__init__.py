"""A run as a page that one likes to read: HTML, Markdown, and a table for the terminal."""

from eval.report.markdown import markdown
from eval.report.overview import FIGURES, kept_figures, overview
from eval.report.page import page
from eval.report.terminal import table
from eval.report.view import View, view_of

__all__ = [
    "FIGURES",
    "View",
    "kept_figures",
    "markdown",
    "overview",
    "page",
    "table",
    "view_of",
]
