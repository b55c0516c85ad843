"""The invented corpora as sentences with speakers, and true light rewordings of them.

What `eval.verify_rows` makes its rows of. Everything is drawn by a seed; the words that are put
in are this module's own, none of the verifier's lists.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.load import read_document
from index.split import split
from index.types import Role
from qa.attribution import attribute
from qa.names import extract_names, is_body
from qa.verify import Cited

__all__ = [
    "DAYS",
    "MONTHS",
    "NUMBER_WORDS",
    "TWINS",
    "Corpus",
    "Made",
    "Maker",
    "corpora",
    "is_test",
    "one_of",
    "reframed",
    "sentences_of",
    "swap",
]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sentences of one corpus with their speakers, and its names and plain nouns."""

    name: str
    sentences: tuple[Cited, ...]
    people: tuple[str, ...]
    nouns: tuple[str, ...]


Made = tuple[str, tuple[Cited, ...]]
"""A statement and what it cites."""
Maker = Callable[[Cited, Corpus, random.Random], Made | None]
"""Makes a statement of a sentence, or None where the sentence has nothing to make it of."""
NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = (
    "January February March April May June July August September October November December"
).split()


def corpora(folder: Path) -> Iterator[Corpus]:
    """The corpora of a folder in the order of their names."""
    for path in sorted(p for p in folder.iterdir() if p.is_dir()):
        found = tuple(_sentences(path))
        texts = " ".join(one.text for one in found)
        people = [n for n in extract_names(texts) if " " in n and not is_body(n)]
        nouns = re.findall(r"\b(?:the|a) ([a-z]{4,9})\b(?= (?:was|is|had|of|in|and)\b)", texts)
        yield Corpus(path.name, found, tuple(dict.fromkeys(people)), tuple(dict.fromkeys(nouns)))


def is_test(group: str) -> bool:
    """Whether a corpus is kept for the test: a third of them, by the sum of its name."""
    return zlib.crc32(group.encode()) % 3 == 0


def _sentences(folder: Path) -> Iterator[Cited]:
    for path in sorted(folder.glob("*.txt")) + sorted(folder.glob("*.md")):
        document = read_document(path, path.name, {})
        sentences = split(document)[0]
        for id, clauses in attribute(document, sentences).items():
            sentence = next(s for s in sentences if s.id == id)
            if sentence.role is not Role.TEXT or len(clauses) > 1:
                continue
            clause, text = clauses[0], " ".join(sentence.span.of(document.text).split())
            if not (text[-1:] in '."”' and text[:1].isalnum() and 6 <= len(text.split()) <= 40):
                continue
            if clause.voice == "direct" and clause.cue is None:
                continue
            yield Cited(
                text, clause.speaker, clause.role, clause.cue, clause.voice, clause.denial,
                clause.hedged, path.name,
            )  # fmt: skip


def sentences_of(corpus: Corpus) -> tuple[Cited, ...]:
    """The sentences that stand on their own: none that starts with a pronoun."""
    bare = re.compile(
        r"(?:He|She|They|It|This|That|These|Those|His|Her|Their|Its|We|I|There|The first)\b|\d+\. "
    )
    return tuple(one for one in corpus.sentences if not bare.match(one.text))


def swap(text: str, match: re.Match[str], new: str) -> str:
    if match.group()[:1].isupper():
        new = new[:1].upper() + new[1:]
    return " ".join(f"{text[: match.start()]}{new}{text[match.end() :]}".split())


def one_of(pattern: str, text: str, rng: random.Random, flags: int = 0) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text, flags))
    return rng.choice(found) if found else None


def reframed(one: Cited, speaker: str) -> str | None:
    """ "X said that ..." with a lead put before, or in another place."""
    match = re.match(r"(.{3,60}?) (?:said|says|added|stated) that ([a-z][^\"“]*)$", one.text)
    if match is not None:
        return f"According to {speaker}, {match[2]}"
    tag = re.match(r"([A-Z][^\"“]*), (?:\w+ ){1,4}said\.$", one.text)
    if tag is not None and one.speaker and one.speaker in one.text:
        return f"{speaker} said that {_small(tag[1])}."
    return None


def _small(text: str) -> str:
    return text if text.split()[0] in extract_names(text) else text[:1].lower() + text[1:]


def _framed(one: Cited, _: Corpus, __: random.Random) -> Made | None:
    framed = reframed(one, one.speaker) if one.speaker and one.voice == "reported" else None
    return (framed, (one,)) if framed else None


def _said(one: Cited, _: Corpus, rng: random.Random) -> Made | None:
    match = re.search(r"\b(?:said|stated|declared|added)\b(?! (?:to|goodbye))", one.text)
    if match is None:
        return None
    return swap(one.text, match, rng.choice(["stated", "declared", "said", "noted"])), (one,)


def _dropped(one: Cited, _: Corpus, rng: random.Random) -> Made | None:
    match = one_of(
        r", (?:who|which|where) [^,\"“]{8,60},|, (?:who|which|while|where) [^\"“]{8,}(?=\.$)"
        r"|^(?:On|In|At|After|By) [^,\"“]{4,30}, (?=[A-Za-z])"
        r"|, and (?:he|she|they|it) [^\"“]+(?=\.$)"
        r"| \([^)]{3,40}\)|, (?:an?|the) [^,\"“]{5,50},(?= [a-z]+ed| said| was| had| told)",
        one.text, rng,
    )  # fmt: skip
    if match is None:
        return None
    left = swap(one.text, match, "")
    return (left[:1].upper() + left[1:], (one,)) if len(left.split()) > 4 else None


def _digits(one: Cited, _: Corpus, rng: random.Random) -> Made | None:
    match = one_of(rf"(?<![-.,\d])\b(?:{'|'.join(NUMBER_WORDS)})\b(?! o'clock)", one.text, rng)
    if match is not None:
        return swap(one.text, match, str(NUMBER_WORDS.index(match.group()) + 2)), (one,)
    digits = one_of(
        r"(?<![\d.,$€£:-])(?:[2-9]|1[0-2]|\d,\d{3}|\d\d%)(?![\d,:%-]|\.\d)", one.text, rng
    )
    if digits is None:
        return None
    old = digits.group()
    if old.isdigit():
        return swap(one.text, digits, NUMBER_WORDS[int(old) - 2]), (one,)
    new = old.replace(",", "") if "," in old else old[:-1] + " per cent"
    return swap(one.text, digits, new), (one,)


def _voice(one: Cited, _: Corpus, __: random.Random) -> Made | None:
    by = re.match(
        r"(.{4,40}?) (was|were) ([a-z]+ed) by ((?:the |a )?[A-Za-z]+(?: [A-Z]\w+)?)\.$", one.text
    )
    if by is not None:
        agent = by[4][:1].upper() + by[4][1:]
        return f"{agent} {by[3]} {_small(by[1])}.", (one,)
    active = re.match(
        r"((?:The [a-z]+|[A-Z]\w+)) ([a-z]+(?:ed|ught)) "
        r"((?:the|a|an|two|three|\d+) [a-z]+(?: [a-z]+)?"
        r"|[A-Z]\w+)( (?:on|in|at) [^,\"“]*)?\.$", one.text,
    )  # fmt: skip
    if active is None or active[2] in ("wanted", "seemed", "remained", "lasted", "happened"):
        return None
    things = active[3][:1].upper() + active[3][1:]
    be = "were" if things.endswith("s") else "was"
    return f"{things} {be} {active[2]} by {_small(active[1])}{active[4] or ''}.", (one,)


def _fronted(one: Cited, _: Corpus, __: random.Random) -> Made | None:
    days = "|".join(DAYS)
    last = re.match(
        rf"([^,\"“]{{15,}}?) ((?:on|in) (?:{days}|\d+ [A-Z]\w+|[12]\d\d\d))\.$", one.text
    )
    if last is None:
        return None
    return f"{last[2][:1].upper()}{last[2][1:]}, {_small(last[1])}.", (one,)


def _synonym(one: Cited, _: Corpus, rng: random.Random) -> Made | None:
    pairs = dict(
        pair.split("/")
        for pair in "about/around about/roughly began/started started/began bought/purchased "
        "nearly/almost almost/nearly died/perished children/kids helped/assisted "
        "large/big shut/closed firm/company company/firm wanted/wished finished/completed "
        "workers/employees soldiers/troops build/construct repaired/fixed received/got "
        "asked/requested happened/occurred kept/retained house/home showed/revealed".split()
    )  # fmt: skip
    match = one_of(rf"\b(?:{'|'.join(pairs)})\b", re.sub(r'["“].*["”]', lambda m: "_" * len(m[0]),
                 one.text), rng)  # fmt: skip
    if match is None or (
        match.group() == "about" and not one.text[match.end() + 1 :][:1].isdigit()
    ):
        return None
    return swap(one.text, match, pairs[match.group()]), (one,)


def _same(one: Cited, _: Corpus, rng: random.Random) -> Made | None:
    styles = [one.text, one.text.replace("Mr ", "").replace("Mrs ", "").replace("Ms ", "")]
    styles.append(one.text.replace('"', "“", 1).replace('"', "”", 1).replace("did not", "didn't"))
    return rng.choice(styles), (one,)


TWINS: dict[str, Maker] = {
    "same": _same, "framed": _framed, "said": _said, "dropped": _dropped, "digits": _digits,
    "voice": _voice, "fronted": _fronted, "synonym": _synonym,
}  # fmt: skip
"""Kinds of true rewording."""
