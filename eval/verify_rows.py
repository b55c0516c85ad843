"""True statements and statements with one fault, made from the invented corpora.

Each row is a statement with its cited sentences. A twin is a true, lightly reworded sentence; a
corruption has a single fault of a named kind. Everything is drawn by a seed, so equal seeds give
equal rows. The words that are put in are this module's own, none of the verifier's lists.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eval.verify_twins import (
    DAYS,
    MONTHS,
    NUMBER_WORDS,
    TWINS,
    Corpus,
    Made,
    Maker,
    corpora,
    is_test,
    one_of,
    reframed,
    sentences_of,
    swap,
)
from qa.names import extract_names
from qa.verify import Cited

__all__ = [
    "KINDS",
    "TWINS",
    "Row",
    "corpora",
    "is_test",
    "misattributed",
    "rows_of",
    "sentences_of",
    "swapped",
]


@dataclass(frozen=True, slots=True)
class Row:
    """A statement, what it cites, whether it is true to that, and how it was made."""

    statement: str
    cited: tuple[Cited, ...]
    supported: bool
    kind: str
    group: str


_TURNED = dict(
    pair.split("/")
    for pair in (
        "rose/fell fell/rose before/after after/before more/fewer higher/lower "
        "lower/higher won/lost lost/won above/below below/above opened/closed "
        "closed/opened increased/decreased north/south south/north accepted/rejected "
        "rejected/accepted first/last last/first early/late late/early larger/smaller "
        "bought/sold sold/bought left/right inside/outside up/down better/worse old/new "
        "new/old east/west west/east older/younger gained/lost for/against against/for "
        "over/under approved/rejected refused/agreed "
    ).split()
)
_QUANTIFIED = {
    "all": "some", "every": "no", "most": "all", "some": "all", "many": "few", "several": "all",
    "few": "many", "none": "all", "only": "", "both": "neither of", "each": "none of",
    "half": "all", "always": "sometimes", "often": "rarely",
}  # fmt: skip
_ADDED = (
    "because the heating had failed again|, to the anger of the neighbours|after months of quiet "
    "preparation|, which surprised the insurers|in exchange for a pardon|despite a court order|"
    ", as the king had wished|with the help of foreign divers|and was praised for it abroad|"
    ", the largest of its kind in the country|during a heavy thunderstorm|without telling the "
    "shareholders|and received a medal|to win back the voters|, causing panic on the stock exchange"
).split("|")
_UNITS = dict(
    pair.split("/")
    for pair in "metres/kilometres kilometres/metres per%20cent/percentage%20points hours/days "
    "days/weeks weeks/months months/years years/months minutes/hours million/billion crowns/euros "
    "tonnes/kilograms people/families men/women women/men miles/yards florins/dollars "
    "litres/barrels degrees/points square/cubic kilos/tonnes euros/crowns".split()
)
_HAS = r"(?:was|were|is|are|had|has|have|will|would|could|can|did|may|must|should)"


def _number(one: Cited, _: Corpus, rng: random.Random) -> Made | None:
    pattern = rf"\b(?:\d[\d,.]*\d|\d|{'|'.join(NUMBER_WORDS)})\b(?! (?:{'|'.join(MONTHS)}))"
    match = one_of(pattern, one.text, rng)
    if match is None:
        return None
    old = match.group()
    if old.lower() in NUMBER_WORDS:
        new = rng.choice([w for w in NUMBER_WORDS if w != old.lower()])
    else:
        at = rng.choice([i for i, c in enumerate(old) if c.isdigit()])
        digit = rng.choice([d for d in "123456789" if d != old[at]])
        new = old[:at] + digit + old[at + 1 :]
    return swap(one.text, match, new), (one,)


def _unit(one: Cited, corpus: Corpus, rng: random.Random) -> Made | None:
    known = "|".join(key.replace("%20", " ") for key in _UNITS)
    match = one_of(rf"(?<=\d )(?:{known})\b|(?<=\d )[a-z]{{4,}}s\b", one.text, rng)
    if match is None:
        return None
    new = _UNITS.get(match.group().replace(" ", "%20"), "").replace("%20", " ")
    if not new:
        others = [n for n in corpus.nouns if n not in one.text and not n.endswith(("s", "y"))]
        if not others:
            return None
        new = rng.choice(others) + "s"
    return swap(one.text, match, new), (one,)


def _date(one: Cited, _: Corpus, rng: random.Random) -> Made | None:
    day = rf"\b\d{{1,2}}(?= (?:{'|'.join(MONTHS)}))|\b(?:1[89]|20)\d\d\b"
    match = one_of(rf"\b(?:{'|'.join(DAYS + MONTHS)})\b|{day}", one.text, rng)
    if match is None or (match.group() in ("May", "March") and not match.start()):
        return None
    old = match.group()
    if old.isdigit():
        new = str(int(old) + rng.choice([1, 2, 3])) if len(old) == 4 else str(int(old) % 27 + 2)
    else:
        new = rng.choice([n for n in (DAYS if old in DAYS else MONTHS) if n != old])
    return swap(one.text, match, new), (one,)


def _name(one: Cited, corpus: Corpus, rng: random.Random) -> Made | None:
    names = [n for n in extract_names(one.text) if len(n) > 3]
    known = f"{one.text} {one.speaker} {one.role}"
    others = [p for p in corpus.people if not any(w in known for w in p.split())]
    if not names or not others:
        return None
    old, new = rng.choice(names), rng.choice(others)
    if " " not in old:
        new = new.split()[-1]
    return one.text.replace(old, new), (one,)


def _negation(one: Cited, _: Corpus, rng: random.Random) -> Made | None:
    gone = one_of(r" (?:not|never)\b(?! only)", one.text, rng)
    if gone is not None:
        return swap(one.text, gone, ""), (one,)
    match = one_of(rf"\b{_HAS}\b(?= [a-z])(?! (?:not|no|never))", one.text, rng)
    if match is None or re.search(r'["“]|\b(?:no|nobody|none|without|only)\b', one.text):
        return None
    return swap(one.text, match, f"{match.group()} {rng.choice(['not', 'never', 'not'])}"), (one,)


def _hedge(one: Cited, _: Corpus, rng: random.Random) -> Made | None:
    may = one_of(r"\b(may|might|could) (be|have)\b(?! not)", one.text, rng)
    if may is not None and one.text[may.start() : may.start() + 3] != "May":
        return swap(one.text, may, "is" if may[2] == "be" else "has"), (one,)
    match = one_of(r"\b(?:was|were|had|has|have|is|are)\b(?= [a-z]+(?:ed|en)\b)", one.text, rng)
    if match is None or '"' in one.text:
        return None
    word = rng.choice(["reportedly", "allegedly", "apparently", "probably"])
    hedged = replace(one, text=swap(one.text, match, f"{match.group()} {word}"), hedged=True)
    return one.text, (hedged,)


def _quantifier(one: Cited, _: Corpus, rng: random.Random) -> Made | None:
    match = one_of(rf"\b(?:{'|'.join(_QUANTIFIED)})\b(?! (?:of course|but))", one.text, rng, re.I)
    if match is not None and match.group().lower() not in ("only", "half"):
        return swap(one.text, match, _QUANTIFIED[match.group().lower()]), (one,)
    plural = one_of(r"\bthe (?=[a-z]{4,}s\b)", one.text, rng)
    if plural is None:
        return None
    kept = replace(one, text=swap(one.text, plural, "some of the "))
    return swap(one.text, plural, rng.choice(["all the ", "most of the "])), (kept,)


def _direction(one: Cited, _: Corpus, rng: random.Random) -> Made | None:
    sure = [w for w in _TURNED if w not in ("for", "over", "left", "up", "last", "first", "new")]
    match = one_of(rf"\b(?:{'|'.join(sure)})\b|\bvoted for\b", one.text, rng)
    if match is None:
        return None
    old = match.group()
    return swap(one.text, match, _TURNED.get(old, "voted against")), (one,)


def _quoted(one: Cited, corpus: Corpus, rng: random.Random) -> Made | None:
    match = one_of(r'["“]([^"“”]{12,})["”]', one.text, rng)
    if match is None:
        return None
    words = match[1].split()
    at = rng.randrange(len(words))
    new = rng.choice([n for n in corpus.nouns if n not in one.text] or ["river"])
    changed = [*words[:at], new, *words[at + (rng.random() < 0.7) :]]
    return one.text.replace(match[1], " ".join(changed)), (one,)


def _speaker(one: Cited, corpus: Corpus, rng: random.Random) -> Made | None:
    if not one.speaker or one.voice not in ("direct", "reported"):
        return None
    known = f"{one.text} {one.speaker} {one.role}"
    others = [c for c in corpus.sentences if c.speaker and c.speaker[:1].isupper()]
    rivals = [c for c in others if not any(w in known for w in str(c.speaker).split())]
    if not rivals:
        return None
    rival = rng.choice(rivals)
    if one.speaker in one.text and rng.random() < 0.6:
        return one.text.replace(one.speaker, str(rival.speaker)), (one, rival)
    framed = reframed(one, str(rival.speaker))
    return (framed, (one, rival)) if framed else None


def _roles(one: Cited, _: Corpus, rng: random.Random) -> Made | None:
    names = list(dict.fromkeys(n for n in extract_names(one.text) if one.text.count(n) == 1))
    pairs = [
        (a, b)
        for i, a in enumerate(names)
        for b in names[i + 1 :]
        if re.search(r"\b[a-z]+(?:ed|s|ught|ook|ave|old|aid)\b", _between(one.text, a, b))
        and not re.search(r"\band\b", _between(one.text, a, b)[:8])
    ]
    if pairs:
        a, b = rng.choice(pairs)
        return one.text.replace(a, "\0").replace(b, a).replace("\0", b), (one,)
    match = re.match(
        r"The ([a-z]+) ([a-z]+(?:ed|ought|ook|ave|old|ent)) the ([a-z]+)\b(.*)$", one.text
    )
    if match is None or match[1] == match[3]:
        return None
    return f"The {match[3]} {match[2]} the {match[1]}{match[4]}", (one,)


def _between(text: str, a: str, b: str) -> str:
    first, last = sorted((text.find(a), text.find(b)))
    return text[first:last]


def _addition(one: Cited, corpus: Corpus, rng: random.Random) -> Made | None:
    if one.text[-1] != ".":
        return None
    half = len(_ADDED) // 2
    added = rng.choice(_ADDED[:half] if is_test(corpus.name) else _ADDED[half:])
    other = rng.choice(corpus.sentences).text
    tail = re.search(
        r"(?:, (?:and|which|where|but)|(?<=[a-z]) (?:because|after|with|for|in)) "
        r"[a-z][^,\"“]{12,60}(?=\.$)",
        other,
    )
    if tail is not None and rng.random() < 0.5 and other != one.text:
        added = tail.group().strip() if tail.group()[0] == " " else tail.group()
    return f"{one.text[:-1]}{'' if added[0] == ',' else ' '}{added}.", (one,)


def _mixed(one: Cited, corpus: Corpus, rng: random.Random) -> Made | None:
    pattern = (
        r"((?:The [a-z]+|[A-Z][a-z]+(?: [A-Z][a-z]+)?)) "
        r"((?:was|were|had|has|said|told|sent|took|gave|made|will|is|did|found)\b.*)$"
    )
    mine = re.match(pattern, one.text)
    rest = [
        (c, m) for c in sentences_of(corpus) if c is not one and (m := re.match(pattern, c.text))
    ]
    rest = [(c, m) for c, m in rest if mine and m[1] not in one.text and mine[1] not in c.text]
    if mine is None or not rest:
        return None
    other, match = rng.choice(rest)
    return f"{mine[1]} {match[2]}", (one, other)


KINDS: dict[str, Maker] = {
    "number": _number, "unit": _unit, "date": _date, "name": _name, "negation": _negation,
    "hedge": _hedge, "quantifier": _quantifier, "direction": _direction, "quotation": _quoted,
    "speaker": _speaker, "roles": _roles, "unsupported": _addition, "mixed": _mixed,
}  # fmt: skip
"""Kinds of fault and what makes one of a true sentence."""


def rows_of(found: Sequence[Corpus], count: int, seed: int, *, supported: bool) -> list[Row]:
    """``count`` rows of the corpora, the kinds as even as the sentences allow.

    A third of the rows cite a second, unrelated sentence of the corpus as well.
    """
    rng = random.Random(seed)
    makers = TWINS if supported else KINDS
    pool = [(corpus, one) for corpus in found for one in sentences_of(corpus)]
    rng.shuffle(pool)
    rows: list[Row] = []
    each = -(-count // len(makers))
    for kind, make in makers.items():
        made = 0
        for corpus, one in rng.sample(pool, len(pool)):
            if made == each:
                break
            result = make(one, corpus, rng)
            if result is None or (not supported and result[0] == result[1][0].text):
                continue
            statement, cited = result
            if supported and len(cited) == 1 and rng.random() < 1 / 3:
                cited = (*cited, rng.choice(corpus.sentences))
            rows.append(Row(statement, cited, supported, kind, corpus.name))
            made += 1
    rng.shuffle(rows)
    return rows[:count]


_FRAMES = ("{0}: “{1}”", "“{1},” {0} said.", "{0} said: “{1}”", "According to {0}, “{1}”.")


def _rivals_of(corpus: Corpus, one: Cited) -> list[Cited]:
    """Sentences of a corpus by named speakers of whom nothing is in ``one``."""
    known = f"{one.text} {one.speaker} {one.role}"
    return [
        c
        for c in corpus.sentences
        if c.speaker
        and extract_names(c.speaker)
        and not any(word in known for word in c.speaker.split())
    ]


def misattributed(found: Sequence[Corpus], count: int, seed: int) -> list[tuple[Row, Row]]:
    """True quotations with their own speaker, and the very same with another who is cited too.

    Both statements of a pair cite the quotation's sentence and one of the other speaker's.
    """

    def told(one: Cited, speakers: Sequence[str], rng: random.Random) -> list[str | None]:
        quote = max(_QUOTED.findall(one.text), key=len).rstrip(",. ")
        frame = rng.choice(_FRAMES)
        return [frame.format(speaker, quote) for speaker in speakers]

    return swapped(found, count, seed, _quotable, told)


def swapped(
    found: Sequence[Corpus],
    count: int,
    seed: int,
    fits: Callable[[Cited], bool],
    told: Callable[[Cited, Sequence[str], random.Random], Sequence[str | None]],
) -> list[tuple[Row, Row]]:
    """``count`` pairs of what a fitting sentence says, of its own speaker and of a rival.

    ``told`` gives the statement for each of the two speakers; without both there is no pair. A
    pair cites the sentence and one of the rival's.
    """
    rng = random.Random(seed)
    pool = [(corpus, one) for corpus in found for one in corpus.sentences if fits(one)]
    pairs: list[tuple[Row, Row]] = []
    for corpus, one in rng.sample(pool, len(pool)):
        rivals = _rivals_of(corpus, one)
        if not rivals or len(pairs) == count:
            continue
        rival = rng.choice(rivals)
        own, other = told(one, (str(one.speaker), str(rival.speaker)), rng)
        if own is not None and other is not None:
            good, bad = (
                Row(statement, (one, rival), statement_of is one, "speaker", corpus.name)
                for statement, statement_of in ((own, one), (other, rival))
            )
            pairs.append((good, bad))
    return pairs


_QUOTED = re.compile(r'["“]([^"“”]{12,})["”]')


def _quotable(one: Cited) -> bool:
    """Whether a sentence has a quotation and a speaker of a known name."""
    return bool(_QUOTED.search(one.text) and one.speaker and extract_names(one.speaker))
