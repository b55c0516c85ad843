"""How much more there is of one whose words a question asks for: an answer quotes a few clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.answering import cites
from qa.question import read_question
from qa.quotes.statements import quotes
from qa.wrapping import number_of

if TYPE_CHECKING:
    from qa.filters import Filter
    from qa.quotes.corpus import CorpusText
    from qa.types import Answer

__all__ = ["AllSaid", "all_said"]

# In a larger corpus it could take long until every document is attributed.
MOST_DOCUMENTS = 500
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.I)


@dataclass(frozen=True, slots=True)
class AllSaid:
    """All statements of a speaker, counted; ``cited`` of them stand in the answer."""

    speaker: str
    statements: int
    documents: int
    cited: int

    def words(self) -> str:
        """ "Ada Brandt: 7 statements in 3 documents, 2 of them quoted here"."""
        statements = number_of(self.statements, "statement")
        here = f", {self.cited} of them quoted here" if self.cited else ""
        return f"{self.speaker}: {statements} in {number_of(self.documents, 'document')}{here}"


def all_said(corpus: CorpusText, answer: Answer, only: Filter | None = None) -> AllSaid | None:
    """What ``quotes`` lists of the one whose words the answered question asks for.

    None where nobody's words are asked for, nobody of that name speaks in what passes ``only``,
    the answer quotes every statement already, or the corpus has over 500 documents.
    """
    who = read_question(answer.standalone_question).speaker
    if not who or len(corpus.documents) > MOST_DOCUMENTS:
        return None
    found = quotes(corpus, who, None, only)
    if not found.statements:
        found = quotes(corpus, _ARTICLE.sub("", who), None, only)
    cited = sum(
        cites(answer, quote.document_id, quote.start_char_index, quote.end_char_index)
        for quote in found.statements
    )
    if cited >= len(found.statements):
        return None
    return AllSaid(found.speaker, len(found.statements), found.documents, cited)
