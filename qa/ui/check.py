"""A draft checked, as HTML: each sentence with its verdict and the words it was judged by. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qa.types import Citation, Source
from qa.ui.text import attributes, label, origin, words

if TYPE_CHECKING:
    from qa.check import Checked, CheckedSentence

__all__ = ["checked_html"]

_NAMES = {"supported": "Supported", "contradicted": "Contradicted", "not_found": "Not found"}
_SHOWN = {
    "supported": "It stands on",
    "contradicted": "The documents say otherwise",
    "not_found": "What came nearest",
}


def checked_html(checked: Checked) -> str:
    """How many sentences have each verdict, then the sentences in the order of the draft."""
    counts = "".join(
        f'<span class="qa-verdict-count qa-is-{status}">{number:,} {_NAMES[status].lower()}</span>'
        for status, number in checked.counts.items()
    )
    sources = {source.document_id: source for source in checked.documents}
    citations = {citation.number: citation for citation in checked.citations}
    rows = "".join(_sentence(one, citations, sources) for one in checked.sentences)
    return (
        f'<p class="qa-counts" role="status">{counts}</p>'
        f'<ol class="qa-checked">{rows}</ol>'
        '<p class="qa-quiet">Read the quoted words before you rely on a verdict: it is a '
        "program's.</p>"
    )


def _sentence(
    one: CheckedSentence, citations: Mapping[int, Citation], sources: Mapping[str, Source]
) -> str:
    why = "" if one.status == "supported" or not one.reason else f"<p>{label(one.reason)}</p>"
    meant = f'<p class="qa-searched">Read as: {label(one.read_as)}</p>' if one.read_as else ""
    proof = _proof(_SHOWN[one.status], one.citations, citations, sources)
    against = _proof("But the documents also say otherwise", one.against, citations, sources)
    return (
        f'<li class="qa-check qa-is-{one.status}"><p class="qa-kind">{_NAMES[one.status]}</p>'
        f'<p class="qa-said" dir="auto">{words(one.text)}</p>{meant}{why}{proof}{against}</li>'
    )


def _proof(
    name: str,
    numbers: tuple[int, ...],
    citations: Mapping[int, Citation],
    sources: Mapping[str, Source],
) -> str:
    if not numbers:
        return ""
    rows = "".join(_row(citations[number], sources) for number in numbers)
    return f'<details class="qa-proof" open><summary>{name}</summary><ul>{rows}</ul></details>'


def _row(citation: Citation, sources: Mapping[str, Source]) -> str:
    given = attributes(
        act="place",
        document=citation.document_id,
        start=citation.start_char_index,
        end=citation.end_char_index,
    )
    who = f'<b class="qa-speaker">{label(citation.speaker)}</b> — ' if citation.speaker else ""
    page = f" · page {citation.page}" if citation.page else ""
    return (
        f'<li><q class="qa-quote" dir="auto">{words(citation.cited_text)}</q>'
        f'<span class="qa-where">{who}'
        f"{origin(sources.get(citation.document_id), citation.source)}{page} "
        f'<a href="#qa-source" class="qa-show"{given}>show in the document</a></span></li>'
    )
