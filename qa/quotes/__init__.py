"""Everything that somebody said in a corpus, and who speaks in it.

>>> from qa.quotes import read_corpus, quotes
>>> found = quotes(read_corpus("reports"), "the inspector", about="valve")

Exhaustive: every clause that ``qa.attribution`` gives to the speaker, none ranked or left out,
in the order of source and place. No model and no index is used; the documents are read anew.
"""

from __future__ import annotations

from qa.quotes.corpus import CorpusText, read_corpus
from qa.quotes.pointer import AllSaid, all_said
from qa.quotes.speakers import Speaker, speakers
from qa.quotes.statements import Quote, Quotes, quotes, says

__all__ = [
    "AllSaid",
    "CorpusText",
    "Quote",
    "Quotes",
    "Speaker",
    "all_said",
    "quotes",
    "read_corpus",
    "says",
    "speakers",
]
