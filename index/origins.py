"""What a web page's metadata or a Markdown file's front matter states of its origin."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from index.sources import day_of, one_line

__all__ = ["front_matter", "meta", "page_origin"]

_ARTICLE = re.compile(r"Article|BlogPosting|Report$")
# What a writing program or a site's generator keeps above the text, between two rules.
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.{0,4000}?)^---[ \t]*\r?$", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"""^(\w+):[ \t]*(["']?)(.+?)\2[ \t]*\r?$""", re.MULTILINE)


def front_matter(text: str) -> tuple[str | None, str | None]:
    """Title and day of publication as the YAML front matter of a Markdown file states them."""
    block = _FRONT_MATTER.match(text)
    fields = {m[1].lower(): m[3] for m in _FIELD.finditer(block[1])} if block else {}
    title = one_line(fields.get("title"))[:200] or None
    return title, day_of(fields.get("published") or fields.get("date"))


def page_origin(tree: Any) -> tuple[str | None, str | None]:
    """Outlet and day of publication as the metadata of a web page (lxml) state them."""
    linked = list(_linked_data(tree))
    outlet = meta(tree, "og:site_name") or _publisher(linked)
    return outlet, _date(tree, linked)


def meta(tree: Any, name: str) -> str | None:
    """The content of the page's first meta element of this name, None if it has none."""
    for element in tree.iter("meta"):
        if name in (element.get("property"), element.get("name"), element.get("itemprop")):
            content = one_line(element.get("content"))
            if content:
                return content
    return None


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """The articles that the page describes in JSON-LD (https://schema.org/Article)."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            pending = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while pending:
            node = pending.pop(0)
            if isinstance(node, list):
                pending += node
            elif isinstance(node, dict):
                pending.append(node.get("@graph"))
                if _ARTICLE.search(str(node.get("@type", ""))):
                    yield node


def _publisher(linked: list[dict[str, Any]]) -> str | None:
    for node in linked:
        publisher = node.get("publisher")
        publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
        name = publisher.get("name") if isinstance(publisher, dict) else None
        if isinstance(name, str) and one_line(name):
            return one_line(name)
    return None


def _date(tree: Any, linked: list[dict[str, Any]]) -> str | None:
    """The day of publication; None where the page gives several, as lists of stories do."""
    shown = [e.get("content") or e.get("datetime") for e in tree.xpath(_DATE_PUBLISHED)]
    for stated in (
        [meta(tree, "article:published_time")],
        [node.get("datePublished") for node in linked],
        shown,
    ):
        days = {day for day in map(day_of, stated) if day}
        if days:
            return days.pop() if len(days) == 1 else None
    return None


_DATE_PUBLISHED = "//*[@itemprop='datePublished'][self::time or self::meta]"
