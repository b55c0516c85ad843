"""Whose a quotation is: the speaker of a statement must be the one who is cited with its words.

The words between the marks stand in a cited sentence to the letter (`qa.verify.names`), and that
sentence has its speaker; another who is cited beside it, for other words, has not said these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.verify.align import Evidence
from qa.verify.names import holds_quote
from qa.verify.speaker import Claim, claims_of, may_say
from qa.verify.text import Reading
from qa.verify.types import Fault, Reason, SameName

__all__ = ["check_quoted"]

_HEADED = re.compile(r"(?P<who>[A-Z][^\":;.!?]{1,60}?)(?: said| says)?: ?\"")
_PRONOUNS = frozenset("he she they it i we you who".split())


def check_quoted(statement: Reading, evidence: Evidence, same_name: SameName) -> Iterator[Fault]:
    """A quotation that no sentence of the statement's speaker holds, and another's does."""
    who = _speaker_of(statement)
    if who is None:
        return
    asked = Claim("direct", who, None, None, frozenset(), frozenset())
    for quote in statement.quotes:
        holding = [row for row, r in enumerate(evidence.rows) if holds_quote(r, quote)]
        known = [
            claim
            for row in holding
            for claim in claims_of(evidence.rows[row].text, evidence.cited[row], row)
        ]
        if not known or any(c.speaker is None or c.speaker.lower() in _PRONOUNS for c in known):
            continue
        if not any(may_say(asked, claim, evidence, same_name) for claim in known):
            yield Fault(Reason.SPEAKER, (who,))
            return


def _speaker_of(statement: Reading) -> str | None:
    """The one speaker of a statement with a quotation; None where there is none, or several."""
    if not statement.quotes:
        return None
    headed = _HEADED.match(statement.text)
    if headed:
        return headed["who"].split(",")[0]
    speakers = {claim.speaker for claim in claims_of(statement.text) if claim.speaker}
    speakers = {who for who in speakers if who.lower() not in _PRONOUNS}
    return speakers.pop() if len(speakers) == 1 else None
