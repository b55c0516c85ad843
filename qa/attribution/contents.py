"""What is said: the stretches of an attributed clause that are neither its source nor its cue.

After PARC 3.0 (Pareti, "PARC 3.0: A Corpus of Attribution Relations", 2016) and PolNeAR (Newell et
al., 2018); the conjunction "that" and whom it is said to stay outside. A stretch may be cut in two
by its tag ("“No,” she said, “never.”").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.types import Span
from qa.attribution.cues import CUE_FORMS, Form

if TYPE_CHECKING:
    from qa.attribution import Clause

__all__ = ["contents_of"]

_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|‘.*?(?:’(?!\w)|$)|(?<!\w)'.*?(?:'(?!\w)|$)")
_THAT = re.compile(r"[\s,:]*(?:(?:(?:is|was)\s+)?that\b(?!\s*(?:[.,;]|$))\s*)?")
_TO_WHOM = re.compile(
    r"\s+(?:to )?(?:(?:the|a|an|his|her|their|its|our|my) )?(?:[\w’'&.-]+ ){0,5}?[\w’'&.-]+?\s+"
    r"(?=(?:that|how|why|what|whether|if|where|when|not to|to)\b)"
)
_TOLD = re.compile(r"\b(?:told|tells?|telling|warn\w*|remind\w*|assur\w+|inform\w*|urg\w+|advis\w+|"
                   r"begg\w+|promis\w+)\b", re.I)  # fmt: skip
_ADVERBIAL = re.compile(
    r"\s+(?:(?:in|on|at|to|during|after|before|from|via|by|with|for|through|afterwards|later|earlier|"
    r"yesterday|again|back|finally|this|last|\w+day)\b[^.;:“\"]{0,90}?)"
    r"(?=\bthat\b|:|,\s[“\"‘]|\bto have\b)"
)
_MEANS = re.compile(
    r"[\s,]*(?:$|(?:on|in|at|to|during|after|before|from|when|while|as|through|via|by|with|for|"
    r"reporters|this|last|late|early|afterwards|later|lifting|who|\w+day)\b)"
)
_AND_SAYING = re.compile(
    r",\s+(\w+ing)\s+(?:that\s+)?(?!of\b|for\b)|"
    r"\s(?:and|but)\s(?:\w+ly\s|also\s|then\s|later\s)?(\w+)\s(?:in [^,;:“\"]{2,40}? )?that\s+"
)
# "The bridge was described by X as unsafe": what is said stands on both sides of the passive.
_PASSIVE = re.compile(
    r"(?:\s*\b[Ii]t)?\s+(?:is|are|was|were|(?:has|have|had) been)(?:\s\w+ly|\salso)?$|"
    r"^[Ii]t (?:is|was)$"
)
# Whose turn it is ("ROTH: ..."), and the marks of a quoted mail.
_LABEL = re.compile(r"\s*(?:(?:>\s?)+|[A-Z][\w&.’'-]*(?: [A-Z][\w&.’'-]*| and| of){0,4}:\s+)")
_ENDS = " \t\n.,;:—–-"


def contents_of(text: str, clause: Clause) -> tuple[Span, ...]:
    """The places in ``text`` of what the clause's speaker says, in order; none for ``outlet``.

    ``text`` is the document's. Quotation marks belong to the content. Raises nothing.
    """
    if clause.voice == "outlet":
        return ()
    here = clause.span
    if clause.voice == "direct":
        quoted = _quoted(text, here)
        if quoted:
            return quoted
    holes = [h for h in (clause.source_span, clause.cue_span) if h is not None]
    if not holes or (clause.voice == "direct" and clause.cue_span is None):
        label = _LABEL.match(here.of(text)) if clause.voice == "direct" else None
        return _trimmed(text, Span(here.start + (label.end() if label else 0), here.end))
    first, last = min(h.start for h in holes), max(h.end for h in holes)
    before, after = Span(here.start, max(first, here.start)), Span(min(last, here.end), here.end)
    return _around(text, before, after, clause)


def _quoted(text: str, here: Span) -> tuple[Span, ...]:
    """The stretches in quotation marks of a directly quoting clause; one that only ends in it
    or goes on behind it counts to the clause's edge."""
    words = here.of(text)
    found = [
        Span(here.start + m.start(), here.start + m.end())
        for m in _QUOTED.finditer(words)
        if m.start() == 0 or not words[m.start() - 1].isalnum()
    ]
    if found:
        return tuple(found)
    close = re.search("[”]", words)
    return (Span(here.start, here.start + close.end()),) if close else ()


def _around(text: str, before: Span, after: Span, clause: Clause) -> tuple[Span, ...]:
    """What stands before and behind the source and its cue, as far as it is what is said."""
    ahead, behind = before.of(text).strip(), after.of(text)
    impersonal = clause.source_span is None
    cue, source = clause.cue_span, clause.source_span
    if cue and source and cue.end < source.start:
        passive = _PASSIVE.search(text[before.start : cue.start].rstrip())
        if passive and re.fullmatch(r"\s+(?:\w+ly\s+)?by\s+", text[cue.end : source.start]):
            subject = Span(before.start, before.start + passive.start())
            return (*_trimmed(text, subject), *_parted(text, _complement(text, after, clause)))
    tagged = ahead.endswith((",", "”", '"', "?", "!"))
    ahead = "" if re.fullmatch(r"[Ii]t (?:is|was|(?:has|had) been)(?: \w+)?", ahead) else ahead
    if impersonal and clause.voice == "unknown" and ahead and not tagged:
        return (*_trimmed(text, before), *_trimmed(text, _complement(text, after, clause)))
    if tagged and (len(ahead.split()) > 1 or ahead.lower() in ("that,", "this,", "it,")):
        sandwich = re.match(r"\s*,\s*[\w“‘\"]", behind) and not re.match(
            r"\s*,\s*(?:who|which)\b", behind
        )
        if sandwich:
            return (*_trimmed(text, before), *_trimmed(text, after))
        if not behind.strip(_ENDS) or _MEANS.match(behind):
            return _trimmed(text, before)
    return _parted(text, _complement(text, after, clause))


def _parted(text: str, content: Span) -> tuple[Span, ...]:
    """ "rejected the account, saying ...": what is denied and what is said instead are two."""
    for match in _AND_SAYING.finditer(content.of(text)):
        known = CUE_FORMS.get((match[1] or match[2]).lower())
        if known is not None and (known[1] is Form.ING) == bool(match[1]):
            cut, on = content.start + match.start(), content.start + match.end()
            return (
                *_trimmed(text, Span(content.start, cut)),
                *_trimmed(text, Span(on, content.end)),
            )
    return _trimmed(text, content)


def _complement(text: str, after: Span, clause: Clause) -> Span:
    """What follows a cue without whom it is said to, by which means, and "that"."""
    start = after.start
    if clause.cue and clause.cue_span and text.startswith(clause.cue, clause.cue_span.start):
        # "told AFP": whom it is said to belongs to the cue as shown, not to its place.
        start = min(max(start, clause.cue_span.start + len(clause.cue)), after.end)
    words = text[start : after.end]
    cue = clause.cue_span.of(text) if clause.cue_span else ""
    if _TOLD.search(cue) and (whom := _TO_WHOM.match(words)):
        start, words = start + whom.end(), words[whom.end() :]
    elif adverbial := _ADVERBIAL.match(words):
        start, words = start + adverbial.end(), words[adverbial.end() :]
    that = _THAT.match(words)
    return Span(min(start + (that.end() if that else 0), after.end), after.end)


def _trimmed(text: str, span: Span) -> tuple[Span, ...]:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip(_ENDS))
    end = span.end - (len(words) - len(words.rstrip(_ENDS)))
    return (Span(start, end),) if start < end else ()
