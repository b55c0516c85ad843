"""Who says each sentence of a document: see ``qa.attribution.documents``.

What reads a document has some hundred patterns, so it is loaded where one is read: a question to an
index that keeps its clauses (``kept``) needs none of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qa.attribution.clause import Clause

if TYPE_CHECKING:
    from index.types import Document, Sentence

__all__ = ["Clause", "attribute"]


def attribute(
    document: Document, sentences: Sequence[Sentence]
) -> Mapping[str, tuple[Clause, ...]]:
    """Clauses by sentence id, for the sentences of ``document`` that may be evidence.

    Each sentence has at least one clause; clauses stand in order inside its span and do not
    overlap. A sentence with one speaker has one clause, the sentence itself. Linear in the
    length of the text but for a few sentences of memory. Raises nothing.
    """
    from qa.attribution.documents import clauses_of

    return clauses_of(document, sentences)
