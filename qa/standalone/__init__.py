"""Turning a follow-up and its history into a question that stands alone.

Pure and deterministic, English, no weights: `pronouns` fills in what words such as "he" or "the
group" stand for, `ellipsis` completes fragments from the last full question, `accounts` asks it of
another party, `checking` asks whether what was said holds, and a short question that names nothing
takes the topic of the conversation along (`carrying`). Every user turn of the
history is first made stand-alone itself, so that "he" in the third turn reaches the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.anaphora import AUXILIARIES, GROUP_NOUNS, WH_WORDS
from qa.standalone.accounts import ask_account, corrected, instead_of_pronoun, tells_account
from qa.standalone.carrying import carry, with_topic
from qa.standalone.checking import ask_whether
from qa.standalone.claims import ask_of_others, ask_who_denies
from qa.standalone.definites import Resolved, ones_told
from qa.standalone.ellipsis import (
    ask_again,
    ask_else,
    ask_how_many,
    ask_of,
    ask_who,
    ask_why_not,
    compare,
)
from qa.standalone.mentions import Kind, find_mentions
from qa.standalone.parties import other_side
from qa.standalone.pronouns import OTHER_SIDE, resolve
from qa.standalone.referents import Exchange, read_exchange, topic
from qa.standalone.rendering import render
from qa.standalone.reported import ask_of_saying, content_of
from qa.standalone.substitution import put_in, put_side
from qa.standalone.talk import core_of, is_talk, written_out
from qa.standalone.words import read_words
from qa.types import Turn

__all__ = ["LONGEST_REWRITE", "TURNS_READ", "standalone"]

TURNS_READ = 6
"""How many of the last turns are read."""

LONGEST_REWRITE = 40
"""A rewrite is at most this many words long, or as long as the question itself."""

_ABOUT = re.compile(r"^(?:what|how) about\b\s*", re.I)
_WHEN = (
    r"(?:since|from|until|till|by) when|when|where|why|how long ago|how long|how often|how far|"
    r"how soon|by how much|for how long|(?:with|to|from|against|for|about) (?:whom|what)|how"
)
_LEADS = "out of|in|on|at|by|from|under|with|through|during|for|after|before|to|against|over"
_WHICH = rf"(?:(?:{_LEADS}) )?(?:which|what) \w+(?: \w+)?"
_AGAIN = re.compile(
    rf"(?P<wh>{_WHEN}|by whom|from where|{_WHICH})(?: exactly| precisely)?"
    r"(?P<that>(?: (?:is|was|were|did|does|has)|['’]s) (?:that|this|it|so)"
    r"(?P<happen> (?:happen|happened|take place|occur|occurred|said|decided|reported))?)?"
    r"(?: (?P<where>in|at|on|from|for|by|to))?",
    re.I,
)
_WHO_SAID = re.compile(
    r"(?:(?:and )?who (?:said|says|claimed|claims|reported|told you|stated) (?:so|that|this|it)|"
    r"says who|according to (?:whom|who)|who(?: is|['’]s) saying (?:that|this|so))",
    re.I,
)
_MORE = re.compile(
    r"(?:(?:can|could) you )?(?:please )?"
    r"(?:tell me more|go on|more(?: details?| information| info)?|elaborate|explain(?: more)?|"
    r"say more|give me (?:more )?details)(?: (?:on|about) (?:it|that|this))?",
    re.I,
)
_ELSE = re.compile(r"(?P<wh>who|what|where|any(?:thing|one|body|where)|why|how) else", re.I)
_SAYS_TOO = re.compile(
    r"(?:did|does|do|has|have|is|are) (?:any|some)(?:one|body) else "
    r"(?:sa(?:y|id|ying)|claim(?:ed|ing)?|report(?:ed|ing)?|confirm(?:ed|ing)?|stated?)"
    r"(?: (?:so|that|this|it|the same(?: thing)?))?",
    re.I,
)
_WHICH_ONES = re.compile(r"which(?: ones?| (?P<number>two|three|four|five|six|\d+))?", re.I)
_PLAIN_WHO = re.compile(r"(?:who|whom|which|which ones?|which one is it|what|which of them)", re.I)
_ON_SIDE = re.compile(r"(?:on|from|for) (?:the )?(?P<who>.+?)(?:['’]s?)? side", re.I)
_BOTH_WAYS = ("them", "vice versa", "the other way round", "the other way around")
_SUBJECTS = frozenset("i you we he she it they".split())


def standalone(question: str, history: Sequence[Turn]) -> str:
    """``question`` with all that it takes from ``history`` said in it.

    Equal to ``question`` when ``history`` holds nothing or the question stands alone already.
    At most the last `TURNS_READ` turns are read; the result has at most `LONGEST_REWRITE` words
    unless the question is longer. Any text is accepted; nothing is raised.
    """
    exchanges = _exchanges(history[-TURNS_READ:])
    return _rewrite(question, exchanges) if exchanges else question


def _exchanges(turns: Sequence[Turn]) -> list[Exchange]:
    """The turns as stand-alone questions with their answers, the latest first."""
    found: list[Exchange] = []
    asked, answer = "", ""
    for turn in turns:
        if turn.role == "assistant":
            answer = f"{answer} {turn.content}".strip()
            continue
        if answer or not is_talk(asked):
            found.insert(0, _exchange(asked, answer))
        asked, answer = _rewrite(turn.content[:600], found), ""
    if answer.strip() or not is_talk(asked):
        found.insert(0, _exchange(" ".join(asked.split()), answer))
    return found


def _exchange(asked: str, answer: str) -> Exchange:
    """The exchange, its question, where it has no capitals, with those that the answer gives names.

    Half a name stays small: "tom pell" where the answer has another Pell.
    """
    if any(letter.isupper() for letter in asked[1:]):
        return read_exchange(asked, answer)
    written = re.findall(r"(?<![.!?:“\"] )(?<!^)\b[A-Z][\w’-]+", answer)
    known = {
        word.lower(): word for word in written if not re.search(rf"\b{word.lower()}\b", answer)
    }
    made, small = asked, False
    for word in read_words(asked):
        capital = known.get(word.low) if word.low not in GROUP_NOUNS else None
        if capital and not (small and not word.broken):
            made = made[: word.start] + capital + made[word.end :]
        small = word.tag == "N" and not capital
    return read_exchange(made, answer)


def _rewrite(question: str, exchanges: Sequence[Exchange]) -> str:
    plain = written_out(question) if exchanges else question
    first, _, rest = plain.partition(". ")
    meant = corrected(first, exchanges) if exchanges and rest else None
    if meant is not None and (made := instead_of_pronoun(meant, rest)) is not None:
        return made  # "I mean the father. How did he die?"
    if not exchanges or not re.search(r"\w", plain):
        return question
    core = core_of(plain)
    completed = _complete(core, plain, exchanges)
    if completed is None:
        resolved = resolve(core, exchanges)
        completed = carry(core, resolved, exchanges)
        if completed == core:
            return question
    if plain[0].isupper():
        completed = completed[:1].upper() + completed[1:]
    limit = max(LONGEST_REWRITE, len(plain.split()))
    if len(completed.split()) > limit:
        completed = re.sub(r" \([^()]*\)(?=\?$)", "", completed)
    return completed if len(completed.split()) <= limit else question


def _complete(core: str, plain: str, exchanges: Sequence[Exchange]) -> str | None:
    """The full question that a fragment stands for, or None where ``core`` is no fragment."""
    last = exchanges[0].question
    asked = core.strip(" ?!.,")
    bare = asked.lower()
    if not last:
        return None
    if (meant := corrected(asked, exchanges)) is not None:
        return instead_of_pronoun(meant, last) or _fragment(meant, f"and {meant}", exchanges)
    if (account := ask_account(asked, exchanges)) is not None:
        return account
    if (whether := ask_whether(bare, exchanges)) is not None:
        return whether
    which = _WHICH_ONES.fullmatch(bare)
    if which and (counted_ones := ones_told(exchanges[0], which["number"])):
        return f"Which {counted_ones}?"
    again = _AGAIN.fullmatch(bare)
    if again is not None and not _is_full(bare, again):
        return _again(again, exchanges)
    if (claimed := ask_of_others(asked, exchanges)) is not None:
        return claimed
    if bare in ("how many", "how much"):
        return ask_how_many(last) if bare == "how many" else ask_again(bare, last)
    if _WHO_SAID.fullmatch(bare):
        said = content_of(exchanges[0])
        return f"Who said that {said}?" if said else ask_again("according to whom", last)
    if _MORE.fullmatch(bare):
        about = topic(exchanges)
        return f"Tell me more about {render(about, exchanges)}." if about else None
    if _SAYS_TOO.fullmatch(bare):
        if (done := ask_else("who", last)) is not None:
            return done
        said = content_of(exchanges[0])
        return f"Who else said that {said}?" if said else None
    match = _ELSE.fullmatch(bare)
    if match is not None:
        return _else(match.group("wh"), exchanges)
    if _PLAIN_WHO.fullmatch(bare):
        return ask_who(last, "who" if bare.startswith("who") else "which")
    counted = re.fullmatch(r"(how many|how much|which|what) ([\w ’'-]+)", bare)
    if counted is not None:
        words = read_words(counted.group(2))
        if len(words) <= 4 and all(w.tag in "DN" for w in words):
            made = ask_of(counted.group(1), counted.group(2), last)
            if made is not None:
                return made
    if bare == "why not":
        return ask_why_not(last)
    if (compared := compare(asked, last)) is not None:
        return compared
    return _fragment(core, plain, exchanges)


def _is_full(bare: str, match: re.Match[str]) -> bool:
    """Whether "which ..." is more than a question phrase, or "it" has a referent of its own."""
    which = re.match(r"(?:\w+ )?(?:which|what) (.*)", match.group("wh"))
    if which and not match.group("that"):
        words = read_words(which.group(1))
        return any(w.low in AUXILIARIES or w.tag == "V" for w in words) or len(words) > 1
    if which:
        return any(w.low in AUXILIARIES for w in read_words(which.group(1)))
    that = match.group("that") or ""
    return bool(re.search(r"\bit$", that)) or (that.startswith(" is") and match["wh"] == "how")


def _again(match: re.Match[str], exchanges: Sequence[Exchange]) -> str:
    wh, last = match.group("wh"), exchanges[0].question
    if re.match(r"which|what", wh) and match.group("where"):
        wh = f"{match.group('where')} {wh}"
    if match.group("that") and (said := ask_of_saying(wh, exchanges)) is not None:
        return said
    about = topic(exchanges[:1])
    event = about is not None and about.kind is Kind.EVENT and not about.plural
    if (
        match.group("that")
        and event
        and about is not None
        and not re.match(r"(?:\w+ )?(?:which|what)\b", wh)
    ):
        verb = (
            "did"
            if (match.group("happen") or "").strip() in ("happen", "take place", "occur")
            else "was"
        )
        tail = match.group("happen") or "" if verb == "did" else ""
        thing = render(about, exchanges)
        if wh != "why" and wh != "how":
            return f"{wh[:1].upper()}{wh[1:]} {verb} {thing}{tail}?"
    timed = wh not in ("why", "how")
    return ask_again(wh, last, answer=exchanges[0].answer if timed else "")


def _else(wh: str, exchanges: Sequence[Exchange]) -> str | None:
    plain = {"anything": "what", "anyone": "who", "anybody": "who", "anywhere": "where"}.get(wh, wh)
    done = ask_else(plain, exchanges[0].question)
    if done is not None:
        return done
    about = topic(exchanges)
    return f"{plain.capitalize()} else about {render(about, exchanges)}?" if about else None


def _fragment(core: str, plain: str, exchanges: Sequence[Exchange]) -> str | None:
    """ "What about X?", "And in X?", "X?": put into the last question, or None."""
    marked = _ABOUT.match(core)
    piece = core[marked.end() :] if marked else core
    words = read_words(piece)
    opened = bool(marked) or core != plain
    bare = piece.strip(" ?!.,")
    if (swapped := _other_side_then(bare, exchanges)) is not None:
        return swapped
    if not words or len(words) > 9 or any(w.low in AUXILIARIES | WH_WORDS for w in words):
        return None
    if OTHER_SIDE.fullmatch(bare) or (opened and bare.lower() in _BOTH_WAYS):
        swapped = ask_who_denies(exchanges[0].question) or other_side(exchanges)
        if swapped is not None:
            return swapped
    if {w.low for w in words} & _SUBJECTS:
        return None
    side = _ON_SIDE.fullmatch(bare)
    if side and (swapped := put_side(side["who"], exchanges[0].question)) is not None:
        return swapped
    if words[0].tag == "V" and words[0].low != "according" and len(words) > 1:
        return None
    question_mark = piece.rstrip().endswith("?")
    piece = re.sub(r"\s+(?:in particular|instead|then|though)$", "", piece.strip(" ?!.,"))
    if not opened and not (question_mark and len(words) <= 5 and _points(piece, words[0].tag)):
        return None
    latest = exchanges[0]
    alike = {m.head for m in find_mentions(piece)} & {m.head for m in latest.mentions}
    resolved = Resolved(piece) if alike else resolve(piece, exchanges)
    other = OTHER_SIDE.search(piece)
    own = latest.subject if other and resolved.filled else None
    inside = opened and piece[:1].isupper()
    done = put_in(resolved.text, latest.question, in_place_of=own, inside=inside)
    if done is None or done == exchanges[0].question:
        if not opened:
            return None
        met = find_mentions(resolved.text, inside=inside)
        swapped = other_side(exchanges, named=met[0]) if met and not met[0].start else None
        if swapped is not None:
            return swapped
        party = met and not met[0].start and met[0].kind in (Kind.GROUP, Kind.NAME, Kind.PERSON)
        if party and tells_account(latest.question):
            account = put_in(f"according to {resolved.text}", latest.question)
            return account or latest.question
        return with_topic(f"What about {resolved.text}?", exchanges, linked=True)
    if other and not resolved.filled:
        return with_topic(done, exchanges, linked=False)
    return done[:1].upper() + done[1:]


def _other_side_then(piece: str, exchanges: Sequence[Exchange]) -> str | None:
    """ "The other side, in May": the question of the other side with the phrase put into it."""
    side = OTHER_SIDE.match(piece)
    phrase = piece[side.end() :].strip(" ,") if side else ""
    words = read_words(phrase)
    if not words or any(w.low in AUXILIARIES | WH_WORDS or w.tag == "V" for w in words):
        return None
    met = find_mentions(phrase)
    led = words[0].tag == "P" or (bool(met) and met[0].kind is Kind.TIME)
    swapped = other_side(exchanges) if led else None
    return put_in(phrase, swapped) if swapped is not None else None


def _points(piece: str, tag: str) -> bool:
    """Whether a bare "X?" can only be an answer's counterpart: a name, a time, "in X"."""
    found = find_mentions(piece)
    return tag == "P" or bool(
        found and found[0].start == 0 and (found[0].named or found[0].kind is Kind.TIME)
    )
