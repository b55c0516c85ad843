"""A draft of one's own against the folder: each sentence supported, contradicted, or not found.

For each sentence the nearest sentences of the documents are searched, as for a question, and
``qa.verify`` judges the draft's sentence against them one by one, then two by two. What it passes
is supported; what tells the same otherwise contradicts it (``qa.check.rivals``); the rest is not
found. No language model is asked, and nothing of the draft is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from index.types import Document, Hit, Sentence
from qa import cancel
from qa.attribution import Clause
from qa.check.draft import Claim, claims_of, coordinated
from qa.check.rivals import contradicts
from qa.compose import Numbers, source_of
from qa.copies import other_places
from qa.errors import UsageError
from qa.names import same_name
from qa.types import Citation, Searched, Source, plain
from qa.verify import Cited, Verdict, Verifier
from qa.verify.align import gather
from qa.verify.names import names_held, same_person
from qa.verify.text import Reading, read
from qa.verify.types import Encode, Fault, Reason

__all__ = ["LONGEST_DRAFT", "STATUSES", "Checked", "CheckedSentence", "Checker", "Sources"]

LONGEST_DRAFT = 200_000
"""Characters of a draft."""
Status = Literal["supported", "contradicted", "not_found"]
STATUSES: tuple[Status, ...] = ("supported", "contradicted", "not_found")
_HITS, _PAIRED, _MOST_ROWS = 12, 5, 6
_ABOUT = 0.02
_NEAR = 0.5
_PRONOUNS = frozenset("he she it they him them his her its their".split())
_CLAIMS_NOTHING = "it claims nothing that could be checked"
_NOTHING = "no sentence of the documents is about this"


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of the draft at its offsets (code points), and what the documents say to it.

    ``citations`` are numbers: what supports it, else what contradicts it, else the nearest
    sentence if there is one. ``against``: what contradicts a sentence that something else
    supports. ``reason``: why it is not supported, in words; ``words``: those at fault.
    ``read_as``: who a pronoun at its head was taken for.
    """

    text: str
    start_char_index: int
    end_char_index: int
    status: Status
    reason: str = ""
    words: tuple[str, ...] = ()
    citations: tuple[int, ...] = ()
    against: tuple[int, ...] = ()
    read_as: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft checked: its sentences in order, and the citations and documents they name."""

    sentences: tuple[CheckedSentence, ...]
    citations: tuple[Citation, ...] = ()
    documents: tuple[Source, ...] = ()
    searched: Searched = field(default_factory=lambda: Searched(0, 0, 0))
    index_digest: str = ""
    schema_version: int = 1

    @property
    def counts(self) -> dict[Status, int]:
        """How many sentences have each status."""
        found = [sentence.status for sentence in self.sentences]
        return {status: found.count(status) for status in STATUSES}

    def to_dict(self) -> dict[str, Any]:
        """The result as plain lists and dicts, with ``counts``."""
        return {name: plain(getattr(self, name)) for name in self.__slots__} | {
            "counts": dict(self.counts)
        }


class Sources(Protocol):
    """What of an index is read."""

    @property
    def documents(self) -> tuple[Document, ...]: ...

    def search(self, query: str, k: int = 24) -> tuple[Hit, ...]: ...

    def sentences(self, document_id: str) -> tuple[Sentence, ...]: ...

    def neighbours(
        self, sentence: Sentence, before: int = 1, after: int = 1
    ) -> tuple[Sentence, ...]: ...


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause of a document that may be cited, and the same for the verifier."""

    document: Document
    clause: Clause
    cited: Cited
    hit: Hit


_Set = tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    """``nearness``: the cosine of a sentence that stands alone; 0 for two together."""

    parts: _Set
    verdict: Verdict
    nearness: float = 0.0


@dataclass(frozen=True, slots=True)
class _Found:
    """What became of a claim: ``parts`` are cited, ``against`` contradict what supports it."""

    status: Status = "not_found"
    reason: str = ""
    words: tuple[str, ...] = ()
    parts: _Set = ()
    against: _Set = ()


class Checker:
    """Checks drafts against one index; keeps its verifier from one sentence to the next.

    ``clauses`` attributes the sentences of a document, by sentence id.
    """

    def __init__(
        self,
        sources: Sources,
        clauses: Callable[[Document], Any],
        encode: Encode | None,
    ) -> None:
        self._sources, self._clauses = sources, clauses
        self._verifier = Verifier(encode)
        self._texts = {document.id: document.text for document in sources.documents}

    def check(self, text: str, searched: Searched, digest: str) -> Checked:
        """Each sentence of the draft. Raises UsageError for one that is empty or too long."""
        if not text.strip():
            raise UsageError("the draft is empty; write something to check")
        if len(text) > LONGEST_DRAFT:
            raise UsageError(
                f"the draft has {len(text):,} characters; at most {LONGEST_DRAFT:,} are checked"
            )
        numbers = Numbers()
        sentences = tuple(self._sentence(claim, numbers) for claim in claims_of(text))
        named = {c.document_id for c in numbers.citations}
        named |= {place.document_id for c in numbers.citations for place in c.also_at}
        documents = tuple(source_of(d) for d in self._sources.documents if d.id in named)
        return Checked(sentences, tuple(numbers.citations), documents, searched, digest)

    def _sentence(self, claim: Claim, numbers: Numbers) -> CheckedSentence:
        """One sentence of the draft, judged whole, else by its coordinated parts."""
        cancel.check()
        found = self._found(claim.read_as) if claim.claims else _Found(reason=_CLAIMS_NOTHING)
        if found.status != "supported" and claim.claims:
            found = self._by_parts(claim.read_as) or found
        return CheckedSentence(
            claim.text,
            claim.span.start,
            claim.span.end,
            found.status,
            found.reason,
            found.words,
            self._numbered(found.parts, numbers),
            self._numbered(found.against, numbers),
            claim.meant,
        )

    def _by_parts(self, claim: str) -> _Found | None:
        """What the parts of "... , and ..." come to, where each has a verdict of its own."""
        parts = [self._found(part) for part in coordinated(claim)]
        against = [part for part in parts if part.status == "contradicted"]
        if against:
            return against[0]
        # Each part is held to the same strictness as a sentence, so the order may differ.
        if not parts or any(part.status != "supported" for part in parts):
            return None
        return _Found(
            "supported",
            parts=tuple(p for part in parts for p in part.parts),
            against=tuple(p for part in parts for p in part.against),
        )

    def _found(self, claim: str) -> _Found:
        judged = list(self._judged(claim))
        good = next((j for j in judged if j.verdict.supported), None)
        against = self._against(read(claim), judged, good)
        if good is not None:
            return _Found("supported", parts=good.parts, against=against[1] if against else ())
        if against is not None:
            fault, parts = against
            because = Verdict(False, fault.reason, fault.words, 0.0).message
            return _Found("contradicted", because, fault.words, parts)
        near = max(judged, key=lambda j: j.verdict.score, default=None)
        if near is None or near.verdict.score < _ABOUT:
            return _Found(reason=_NOTHING)
        return _Found("not_found", near.verdict.message, near.verdict.words, near.parts)

    def _against(
        self, claim: Reading, judged: Sequence[_Judged], good: _Judged | None
    ) -> tuple[Fault, _Set] | None:
        """What contradicts the claim, from another place than what supports it."""
        for one in sorted(judged, key=lambda j: -j.nearness):
            if good is not None and _share_place(good, one):
                continue
            evidence = gather([p.cited for p in one.parts])
            fault = contradicts(claim, evidence, one.verdict, same_name, one.nearness)
            if fault is not None:
                return fault, one.parts
        return None

    def _judged(self, claim: str) -> Iterator[_Judged]:
        """Sets of cited clauses with the verdict on each, the likeliest first.

        A sentence, with the one that names whom its "he said" is; where none supports the claim,
        a sentence with the one before it; then with another that holds the name it lacks.
        """
        words = {token.lemma for token in read(claim).content}
        hits = [h for h in self._sources.search(claim, _HITS) if _is_near(h, words)]
        singles = [self._alone(claim, hit) for hit in hits]
        yield from singles
        if any(one.verdict.supported for one in singles):
            return
        for hit, single in zip(hits, singles, strict=True):
            before = self._before(hit)
            if before and _adds(before, single.parts, words):
                yield self._judge(claim, (*single.parts, *before), single.nearness)
        for one in singles[:_PAIRED]:
            lacks_name = {fault.reason for fault in one.verdict.faults} == {Reason.NAME}
            if lacks_name and not _leaves_open(one.parts):
                for other in singles:
                    if other is not one and _holds(other, one.verdict.words):
                        yield self._judge(claim, (*one.parts, *other.parts))

    def _alone(self, claim: str, hit: Hit) -> _Judged:
        """A sentence by itself, else with the one that names its speaker; both are cited."""
        own = self._judge(claim, self._parts(hit, hit.sentence), nearness=hit.scores["dense"])
        both = self._judge(claim, self._with_names(hit), nearness=hit.scores["dense"])
        return replace(both, verdict=own.verdict) if own.verdict.supported else both

    def _judge(self, claim: str, parts: _Set, nearness: float = 0.0) -> _Judged:
        parts = tuple({(p.document.id, p.clause.span): p for p in parts}.values())[:_MOST_ROWS]
        verdict = self._verifier.verify(claim, [p.cited for p in parts])
        return _Judged(parts, verdict, nearness)

    def _with_names(self, hit: Hit) -> _Set:
        """The clauses of a sentence, and of the sentence that names who "he" is."""
        parts = self._parts(hit, hit.sentence)
        naming = {p.clause.named_in for p in parts if p.clause.named_in is not None}
        more = (
            part
            for sentence in self._sources.sentences(hit.document.id)
            if sentence.span in naming
            for part in self._parts(hit, sentence)
        )
        return (*parts, *more)

    def _before(self, hit: Hit) -> _Set:
        """The clauses of the sentence before, which may tell who or what is spoken of."""
        near = self._sources.neighbours(hit.sentence, 1, 0)
        earlier = [s for s in near if s.is_evidence and s.order < hit.sentence.order]
        return self._parts(hit, earlier[-1]) if earlier else ()

    def _parts(self, hit: Hit, sentence: Sentence) -> _Set:
        document = hit.document
        clauses: Sequence[Clause] = self._clauses(document).get(sentence.id, ())
        return tuple(
            _Part(
                document,
                clause,
                Cited(
                    clause.span.of(document.text),
                    clause.speaker,
                    clause.role,
                    clause.cue,
                    clause.voice,
                    clause.denial,
                    clause.hedged,
                    document.source,
                ),
                hit if sentence is hit.sentence else _at(hit, sentence),
            )
            for clause in clauses
        )

    def _numbered(self, parts: _Set, numbers: Numbers) -> tuple[int, ...]:
        found = []
        for part in parts:
            span = part.clause.span
            also = other_places(part.document, part.hit.sentence, span, self._texts.__getitem__)
            found.append(numbers.add(part.document, span, part.clause, also))
        return tuple(dict.fromkeys(found))


def _at(hit: Hit, sentence: Sentence) -> Hit:
    return Hit(hit.document, hit.passage, sentence, hit.score)


def _lemmas(parts: Sequence[_Part]) -> set[str]:
    return {token.lemma for part in parts for token in read(part.cited.text).tokens}


def _is_near(hit: Hit, words: set[str]) -> bool:
    """Whether a sentence is worth judging: it shares words with the claim, or is much like it."""
    shared = words & {token.lemma for token in read(hit.text).content}
    return bool(shared) and (hit.scores["dense"] >= _NEAR or 2 * len(shared) >= len(words))


def _adds(before: _Set, parts: _Set, words: set[str]) -> bool:
    """Whether the sentence before holds words of the claim that the sentence itself lacks."""
    return bool((words - _lemmas(parts)) & _lemmas(before))


def _leaves_open(parts: Sequence[_Part]) -> bool:
    """Whether "he" or "it" stands there: only its own document can tell who that is."""
    return any(t.low in _PRONOUNS for part in parts for t in read(part.cited.text).tokens)


def _holds(judged: _Judged, words: Sequence[str]) -> bool:
    """Whether a set of clauses holds a name that another lacks."""
    held = names_held(gather([p.cited for p in judged.parts]))
    return any(same_person(word, name, same_name) for word in words for name in held)


def _share_place(one: _Judged, other: _Judged) -> bool:
    """Whether both sets hold a clause in common: then neither speaks against the other."""
    mine = {(p.document.id, p.clause.span) for p in one.parts}
    return any((p.document.id, p.clause.span) in mine for p in other.parts)
