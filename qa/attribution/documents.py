"""Who says each sentence of a document: the outlet, a speaker quoted or reported, or nobody named.

Pure code over the surface of English, no weights: quotations (`quotations`), reporting frames
(`frames`, `cues`), speakers (`speakers`, `qa.names`), writers (`signed`). Where the surface is
doubtful a sentence is not cut, and a speaker is left as written rather than guessed.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.types import Document, Role, Sentence, Span
from qa.attribution.announced import announced, announcer
from qa.attribution.clause import Clause
from qa.attribution.clauses import Part, cut_parts, is_direct, names_another
from qa.attribution.cues import ANSWERING, CUE_NOUNS, DENYING
from qa.attribution.descriptions import is_people, is_role
from qa.attribution.frame import Frame
from qa.attribution.frame_patterns import OF_THE_TEXT
from qa.attribution.mail import names_writer, quoted_lines, writer_at
from qa.attribution.media import medium_of
from qa.attribution.phrases import (
    BY_WRITER,
    HEADED,
    NEGATED_CONTENT,
    NO_SPEAKER,
    PENNED,
    SIGNATURE,
    TOLD_CUE,
    WORDS_ABOVE,
    trimmed,
)
from qa.attribution.places import NamePlaces, is_headline
from qa.attribution.quotations import (
    MASK,
    Quotation,
    find_quotations,
    mask,
    quoted_share,
)
from qa.attribution.reserve import DEMAND, HEDGE, denies
from qa.attribution.signed import Signed, first_person, is_sentence, signed_by
from qa.attribution.source_phrases import head_noun
from qa.attribution.speakers import Cast, Source
from qa.attribution.turns import Turns
from qa.types import Voice

__all__ = ["clauses_of"]

# A short sentence in quotation marks and nothing else; one word is as often a title.
_SHORT = re.compile(r":\s*[“\"]\w[^“”\"]*\s[^“”\"]*[.!?…][”\"]\s*")


def _is_person(source: Source) -> bool:
    """Whether a source is a person or people, named or by what they are."""
    head = head_noun(source.name)
    return source.kind == "person" or is_role(source.name) or is_people(head)


def clauses_of(
    document: Document, sentences: Sequence[Sentence]
) -> Mapping[str, tuple[Clause, ...]]:
    """As ``qa.attribution.attribute``."""
    return _Reader(document, sentences).read()


class _Reader:
    """One document, read sentence by sentence."""

    def __init__(self, document: Document, sentences: Sequence[Sentence]) -> None:
        self.text = document.text
        self.sentences = [s for s in sentences if s.is_evidence]
        paragraphs: dict[int, Span] = {}
        for s in sentences:
            known = paragraphs.get(s.paragraph)
            paragraphs[s.paragraph] = Span(known.start if known else s.span.start, s.span.end)
        self.quotations = find_quotations(self.text, list(paragraphs.values()))
        quoted = [q.span for q in self.quotations]
        self.cast = Cast(self.text, [s.span for s in self.sentences], quoted)
        self.masked = [mask(self.text, s.span, self.quotations) for s in self.sentences]
        self.speakers: dict[Quotation, Source | None] = {}
        self.done: dict[int, tuple[Clause, ...]] = {}
        self.said: dict[int, Source] = {}
        self.asked: dict[int, str] = {}
        self.places = NamePlaces(self.text, self.sentences)
        self.turns = Turns(self.text, self.sentences, self.cast)
        self.mailed = quoted_lines(self.text)

    def read(self) -> dict[str, tuple[Clause, ...]]:
        for i in range(len(self.sentences)):
            if i not in self.done:
                self._take(i)
        signed = signed_by(self.masked)
        return {s.id: self._by_writer(i, signed[i]) for i, s in enumerate(self.sentences)}

    def _by_writer(self, i: int, signed: Signed | None) -> tuple[Clause, ...]:
        """The clauses of a sentence; what nobody else says is the writer's, where one is named."""
        if signed is None or (i == signed.at and not self.places.holds(i, signed.who)):
            return self.done[i]
        return tuple(self._writers(i, clause, signed) for clause in self.done[i])

    def _writers(self, i: int, clause: Clause, signed: Signed) -> Clause:
        sentence = self.sentences[i]
        start = sentence.span.start
        own = self.masked[i][clause.span.start - start : clause.span.end - start]
        of_himself = first_person(own)
        letter = signed.all_his and sentence.role is not Role.HEADING and is_sentence(own)
        if clause.voice != "outlet" or not (letter or of_himself):
            return clause
        named = None if signed.who in own else self.sentences[signed.at].span
        clause = replace(clause, voice="direct", speaker=signed.who, named_in=named)
        return replace(clause, role=signed.role, in_writing=not of_himself)

    def _take(self, i: int) -> None:
        self.turns.note(i)
        if self.mailed and (mailed := self._mailed(i)):
            self.done[i] = (mailed,)
            self.cast.remember(i, [])
            return
        if self._is_quoted(i):
            source = self._quoted_source(i)
            clauses: tuple[Clause, ...] = (
                self._clause(
                    self.sentences[i].span, "direct" if source else "unknown", source, None
                ),
            )
            spoke = [(self.sentences[i].span.start, source)] if source else []
            if source:
                self.said[i] = source
        else:
            clauses, spoke = self._framed(i)
        if i not in self.done:
            self.done[i] = clauses
            self.cast.remember(i, spoke)

    def _mailed(self, i: int) -> Clause | None:
        """The clause of a quoted line of a mail, or of the line above that names its writer."""
        span = self.sentences[i].span
        who = writer_at(self.mailed, span)
        if who is not None:
            return self._clause(span, "direct", self.cast.resolve(who, i), None)
        above = names_writer(span.of(self.text)) and self.text[span.end :].lstrip()[:1] == ">"
        return self._clause(span, "outlet", None, None) if above else None

    # -- sentences with words outside quotation marks --------------------------------------

    def _framed(self, i: int) -> tuple[tuple[Clause, ...], list[tuple[int, Source]]]:
        sentence, masked = self.sentences[i], self.masked[i]
        parts = cut_parts(masked, capitals=is_headline(sentence, masked))
        made: list[tuple[Part, Clause, Source | None]] = []
        spoke: list[tuple[int, Source]] = []
        for part in parts:
            clause, source = self._of_part(i, part)
            made.append((part, clause, source))
            if source:
                spoke.append((clause.span.start, source))
                self.said[i] = source
                if part.frame and part.frame.lemma == "ask":
                    self.asked[i] = source.name
        self._register(i, made)
        if len(made) > 1 and len({(c.speaker, c.voice == "outlet") for _, c, _ in made}) == 1:
            part = Part(0, len(masked), made[0][0].frame)
            clause, source = self._of_part(i, part)
            return (clause,), spoke
        if len(made) == 1:
            return (made[0][1],), spoke
        return tuple(clause for _, clause, _ in made), spoke

    def _of_part(self, i: int, part: Part) -> tuple[Clause, Source | None]:
        sentence, masked = self.sentences[i], self.masked[i]
        span = trimmed(self.text, sentence.span.start + part.start, sentence.span.start + part.end)
        if part.start == 0 and part.end == len(masked):
            span = sentence.span
        words = masked[part.start : part.end]
        frame = part.frame
        if frame is None or (self.turns.speaker and self.turns.is_own(i, frame)):
            return self._unframed(i, span, words)
        source = self._source(i, part, frame)
        start = sentence.span.start
        cue = self.text[start + frame.cue[0] : start + frame.cue[1]].strip() or None
        if isinstance(source, str) or (source is None and self.turns.running):
            return self._in_turn(span) or (self._clause(span, "outlet", None, None), None)
        if source is None:
            clause = self._clause(span, "unknown", None, cue, frame)
            return self._placed(clause, sentence.span.start, frame), None
        voice: Voice = "direct" if is_direct(words, part, frame) else "reported"
        if frame.kind == "lead":
            self.cast.learn(source, words[frame.cue[1] - part.start :])
        clause = self._clause(span, voice, source, cue, frame)
        return self._placed(clause, sentence.span.start, frame), source

    def _placed(self, clause: Clause, start: int, frame: Frame) -> Clause:
        """The clause with the places of its source and cue, and the medium its words name."""
        noun = frame.noun
        return replace(
            clause,
            source_span=trimmed(self.text, start + noun[0], start + noun[1]) if noun else None,
            cue_span=self._cue_place(start + frame.cue[0], start + frame.cue[1])
            if clause.cue
            else None,
            medium=medium_of(clause.span.of(self.text)),
        )

    def _cue_place(self, start: int, end: int) -> Span:
        """Where a cue stands, without whom it is said to: "told" of "told AFP"."""
        told = TOLD_CUE.match(self.text, start, end)
        return Span(start, told.end()) if told else trimmed(self.text, start, end)

    def _unframed(self, i: int, span: Span, words: str) -> tuple[Clause, Source | None]:
        if turn := self._in_turn(span):
            return replace(turn[0], source_span=self.turns.labels.get(i)), turn[1]
        if headed := self._headed(i, span, words):
            return headed
        share = quoted_share(words)
        place = announced(words)
        short = share < (0.4 if place else 0.6) or words.count(MASK) < 20
        if place:
            return self._announced(i, span, words, place, short)
        if short:
            return self._clause(span, "outlet", None, None), None
        source = None if names_another(words) else self._quoted_source(i)
        return self._clause(span, "direct" if source else "unknown", source, None), source

    def _announced(
        self, i: int, span: Span, words: str, place: tuple[int, int], short: bool
    ) -> tuple[Clause, Source | None]:
        """Of the one announced; a ``short`` quotation only as a sentence of a person's: "His deputy
        was calm: “Let us wait.”"."""
        begin, colon = place
        end, at = announcer(words[begin:colon]), span.start + begin
        named = self.cast.resolve(Span(at, at + end), i) if end else None
        said = _SHORT.fullmatch(self.text, span.start + colon, span.end)
        if short and not (named and said and _is_person(named)):
            return self._clause(span, "outlet", None, None), None
        return self._clause(span, "direct" if named else "unknown", named, None), named

    def _headed(self, i: int, span: Span, words: str) -> tuple[Clause, Source] | None:
        """A headline that names its speaker: "Mayor: bridge will close"; a topic is none."""
        head = HEADED.match(words)
        if head is None or words.rstrip()[-1:] in ".!?":
            return None
        source = self.cast.resolve(Span(span.start, span.start + head.end(1)), i)
        named = source and source.kind == "person" and source.name.endswith(" " + head[1])
        if source is None or not (named or is_role(head[1])):
            return None
        return self._clause(span, "reported", source, None), source

    def _in_turn(self, span: Span) -> tuple[Clause, Source | None] | None:
        """Words of whose turn it is, if it is somebody's."""
        speaker = self.turns.speaker
        if not self.turns.running:
            return None
        return self._clause(span, "direct" if speaker else "unknown", speaker, None), speaker

    def _source(self, i: int, part: Part, frame: Frame) -> Source | str | None:
        """The source of a frame; the word "outlet" where it is the writer's own "I" or "we"."""
        start = self.sentences[i].span.start
        if frame.noun is None:
            if frame.kind == "participle":
                before = Span(start + part.start, max(start + part.start, start + frame.cue[0]))
                return self.cast.subject(trimmed(self.text, before.start, before.end), i)
            return None
        noun = Span(start + frame.noun[0], start + frame.noun[1])
        named = noun.of(self.text).strip()
        if NO_SPEAKER.match(named) or OF_THE_TEXT.match(named):
            return "outlet"
        asked = self.asked.get(i - 1) if frame.lemma in ANSWERING else None
        return self.cast.resolve(noun, i, asked)

    def _register(self, i: int, made: Sequence[tuple[Part, Clause, Source | None]]) -> None:
        """Remember who speaks the quotations that start or end in this sentence."""
        base = self.sentences[i].span
        for quotation in self._touching(base):
            for part, _, source in made:
                inside = Span(base.start + part.start, base.start + part.end)
                if quotation.span.overlaps(inside) and source is not None:
                    self.speakers[quotation] = source

    def _touching(self, span: Span) -> list[Quotation]:
        first = bisect.bisect_right(self.quotations, span.start, key=lambda q: q.span.end)
        found = []
        for quotation in self.quotations[first:]:
            if quotation.span.start >= span.end:
                break
            found.append(quotation)
        return found

    # -- sentences that are all quotation --------------------------------------------------

    def _is_quoted(self, i: int) -> bool:
        outside = self.masked[i].replace(MASK, "")
        return MASK in self.masked[i] and not any(c.isalnum() for c in outside)

    def _quoted_source(self, i: int) -> Source | None:
        touching = self._touching(self.sentences[i].span)
        for quotation in touching:
            if self.speakers.get(quotation):
                return self.speakers[quotation]
        source = self._tag_ahead(i, touching) or self._signed_below(touching)
        source = source or self._words_above(i) or self._continued(i)
        for quotation in touching:
            self.speakers[quotation] = source
        return source

    def _tag_ahead(self, i: int, touching: Sequence[Quotation]) -> Source | None:
        """The speaker tagged where the quotation ends, in a later sentence."""
        if not touching:
            return None
        last = touching[-1]
        j = i
        while j + 1 < len(self.sentences) and self.sentences[j + 1].span.start < last.span.end:
            j += 1
        if not last.closed and j + 1 < len(self.sentences):
            ahead = self._touching(self.sentences[j + 1].span)
            starts = ahead and ahead[0].span.start == self.sentences[j + 1].span.start
            j = j + 1 if starts else j
            if starts and self._is_quoted(j):
                return self._tag_ahead(j, ahead)
        if j == i or self._is_quoted(j):
            return None
        if j not in self.done:
            clauses, spoke = self._framed(j)
            self.done[j] = clauses
            self.cast.remember(j, spoke)
        return self.speakers.get(last) or self.said.get(j)

    def _signed_below(self, touching: Sequence[Quotation]) -> Source | None:
        """Whom the line behind a quotation names that has a dash and a name alone."""
        if not (touching and touching[-1].closed):
            return None
        at = touching[-1].span.end
        j = bisect.bisect_left(self.sentences, at, key=lambda s: s.span.start)
        below = SIGNATURE.fullmatch(self.masked[j]) if j < len(self.sentences) else None
        if below is None or self.text[at : self.sentences[j].span.start].strip():
            return None
        start = self.sentences[j].span.start
        return self.cast.resolve(Span(start + below.start("who"), start + below.end("who")), j)

    def _words_above(self, i: int) -> Source | None:
        """ "These words, published by X", or "the article was penned by X"."""
        j = i
        while j < len(self.sentences) and self._is_quoted(j):
            j += 1
        if j >= len(self.sentences) or not WORDS_ABOVE.match(self.masked[j]):
            return None
        for k, pattern in [(j, BY_WRITER), *((k, PENNED) for k in range(len(self.sentences)))]:
            match = pattern.search(self.masked[k])
            if match:
                base = self.sentences[k].span.start
                end = re.compile(
                    r"[.;“\"]|\s(?:who|which|on|in|after|and)\s|,\s(?!an?\s|the\s|son|daughter)"
                ).search(self.masked[k], match.end())
                stop = end.start() if end else len(self.masked[k])
                return self.cast.resolve(Span(base + match.end(), base + stop), k)
        return None

    def _continued(self, i: int) -> Source | None:
        """The speaker of the sentence before, where the quotation goes on from it."""
        if i - 1 not in self.done:  # the first one, or read ahead of its turn
            return None
        before, here = self.sentences[i - 1], self.sentences[i]
        if here.paragraph - before.paragraph > 1 or before.role is Role.HEADING:
            return None
        if i - 1 in self.said and self.done[i - 1][-1].voice in ("direct", "reported"):
            return self.said[i - 1]
        same = here.paragraph == before.paragraph
        if self.done[i - 1][-1].voice == "outlet" and (same or self.masked[i - 1].endswith(":")):
            source = self.cast.subject(before.span, i - 1)
            return source if source and source.kind == "person" else None
        return None

    # -- clauses ----------------------------------------------------------------------------

    def _clause(
        self,
        span: Span,
        voice: Voice,
        source: Source | None,
        cue: str | None,
        frame: Frame | None = None,
    ) -> Clause:
        words = span.of(self.text)
        speaker = source.name if source else None
        denial = denies(words, of_claim=(cue or "").lower() in CUE_NOUNS) or (
            frame is not None and frame.lemma in DENYING and not DEMAND.search(words)
        )
        if voice in ("direct", "reported") and not denial:
            content = words.split(cue, 1)[1] if cue and cue in words else words
            promise = re.match(r"\s(?:not |never )?to\b", content) is not None
            denial = not promise and NEGATED_CONTENT.match(content) is not None
        return Clause(
            span=span,
            voice=voice,
            speaker=speaker,
            role=source.role if source else None,
            cue=cue,
            named_in=self.places.best(span, source) if source else None,
            denial=denial,
            hedged=HEDGE.search(words) is not None,
        )
