"""Putting what is meant in the place of pronouns and of "the group", "the second one", "there".

A word that finds its referent inside the question itself is left: in "What did X say about his
father?" nothing is missing. The order of tests is that of a reader: the question first, then the
last exchange, then the ones before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.anaphora import AGENT_VERBS, AMBIGUOUS, AUXILIARIES, VERB_FORMS
from qa.standalone.deeds import base_of, counted
from qa.standalone.definites import (
    Resolved,
    list_items,
    noun_follows,
    put_definite,
    put_one,
    put_ordinal,
)
from qa.standalone.gist import figure_of
from qa.standalone.happened import fill_gap, stand_in
from qa.standalone.mentions import Kind, Mention, find_mentions
from qa.standalone.parties import name_party, opponents
from qa.standalone.referents import Exchange, Want, doers_of, is_person, pick, topic
from qa.standalone.rendering import render
from qa.standalone.reported import who_said
from qa.standalone.substitution import ONE
from qa.standalone.words import Word, read_words

__all__ = ["OTHER_SIDE", "resolve"]

_HE = frozenset("he him his himself".split())
_SHE = frozenset("she her hers herself".split())
_THEY = frozenset("they them their theirs themselves".split())
_IT = frozenset("it its itself".split())
_POSSESSIVE = frozenset("his hers their theirs its".split())
_COMPARES = re.compile(
    r"\b(?:is|was|are|were) (?:that|this) (?:\w+ )?(?:more|less|fewer|higher|lower|greater|larger|"
    r"bigger|smaller|longer|shorter|older) than\b|\bthan (?:that|this)\b",
    re.I,
)
_PUBLISHED = re.compile(
    r"\b(?:published|reported|posted|written|broadcast|printed|come from|comes from|based on)\b",
    re.I,
)
_PASSES = frozenset("start begin end finish stop resume happen succeed fail continue".split())
"""What an event does by itself."""
_SIDE_OF = frozenset("side version account make think".split())
_COLLECTIVE = frozenset("crew staff police team".split())
_BREAKS = frozenset(
    "if when because and but while although though so that before after until".split()
)
_DENY = r"(?:den(?:y|ied|ies)|reject\w*|disput\w*|refut\w*|contest\w*|respond\w*|react\w*)"
_CLAUSAL = frozenset(
    "deny denied denies confirm confirmed reject rejected dispute disputed say said claim claimed "
    "do done did doing admit admitted explain believe believed think know knew happen".split()
)
_EXPLETIVE = re.compile(
    r"\b(?:(?:is|was|would|will|did|does|do) it "
    r"(?:(?:true|possible|better|safe|legal|necessary|likely|okay?|important|hard|easy|"
    r"difficult|worth|common|normal) (?:to|that|for|if)|take|matter|mean|rain\w*|snow\w*|that)\b|"
    r"it (?:is |was |'s |be )?"
    r"(?:true|possible|better|safer?|legal|necessary|likely|important|hard|easy|worth|clear) "
    r"(?:that|to|for|never|if)\b|much (?:does|did|would) it cost (?:for|to)\b|"
    r"(?:does|did) it makes? (?:an?|the)\b|(?:is|was) it (?:okay|ok|fine) (?:to|if)\b)",
    re.I,
)
_ACTS = "|".join(sorted(v for v in VERB_FORMS if VERB_FORMS[v] == "base" and v not in AMBIGUOUS))
OTHER_SIDE = re.compile(
    r"\b(?:the|its|their|his|her) (?:(?:other|opposing|opposite|rival) "
    r"(?:side|party|parties|camp|group|faction|team|company|candidate)|"
    r"opponents?|rivals?|enem(?:y|ies)|adversar(?:y|ies)|opposition)\b"
    r"(?=\s*(?:[?.!,]|$|\w+ly\b|(?:say|said|claim|deny|den|respond|react|think|want|is|are|was|"
    r"were|do|did|does|has|have|had|lose|lost|suffer|report|put|get|offer|demand|about|to|and|in|"
    rf"on|at|{_ACTS})\w*))",
    re.I,
)
_PART = frozenset("many much some any one none most each all both few two three half which".split())
_HOW_MANY = re.compile(r"\bhow many \w+$", re.I)
_HAS_NUMBER = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def resolve(text: str, exchanges: Sequence[Exchange]) -> Resolved:
    """``text`` with its referring words replaced by mentions of ``exchanges``, latest first."""
    out = _sides(text, exchanges)
    text = out.text
    words, own = read_words(text), find_mentions(text)
    settled: set[Want] = set()
    for i, word in enumerate(words):
        if any(start <= word.start < end for start, end, _ in out.edits):
            continue
        _read_word(text, words, i, own, settled, exchanges, out)
    for mention in own:
        if not any(s < mention.end and mention.start < e for s, e, _ in out.edits):
            put_definite(text, mention, own, exchanges, out)
    for start, end, new in sorted(out.edits, reverse=True):
        text = text[:start] + new + text[end:]
    out.filled = out.filled or bool(out.edits)
    out.text = text[:1].upper() + text[1:] if out.edits and words[0].text[:1].isupper() else text
    return out


def _sides(text: str, exchanges: Sequence[Exchange]) -> Resolved:
    """The other side's name in the place of "the other side", where just one can be meant."""
    match = OTHER_SIDE.search(text)
    if not match or re.fullmatch(r"who (?:is|was|are|were) ", text[: match.start()], re.I):
        return Resolved(text)
    found = opponents(exchanges)
    if len(found) != 1:
        return Resolved(text, hanging=True)
    name = name_party(found[0], exchanges)
    if match.start() == 0 and text[:1].isupper():
        name = name[:1].upper() + name[1:]
    return Resolved(text[: match.start()] + name + text[match.end() :], filled=True)


def _read_word(
    text: str,
    words: Sequence[Word],
    i: int,
    own: Sequence[Mention],
    settled: set[Want],
    exchanges: Sequence[Exchange],
    out: Resolved,
) -> None:
    low = words[i].low.split("'")[0]
    points = low in ("it", "so") or (low in ("this", "that") and _stands_alone(words, i))
    if points and (put := stand_in(words, i, exchanges)) is not None:
        out.edits.append(put)
        out.told = True
        return
    if (gap := fill_gap(words, i, exchanges)) is not None:
        out.edits.append(gap)
        out.told = True
        return
    want = _wanted(low)
    if want is not None:
        possessive = low in _POSSESSIVE or (low == "her" and noun_follows(words, i))
        if want in settled or _bound(words, i, own, want, possessive):
            return
        if want is Want.THING and any(
            m.start() <= words[i].start < m.end() for m in _EXPLETIVE.finditer(text)
        ):
            return
        if want is Want.THING and not possessive and _is_clausal(words, i):
            out.hanging = True
            return
        found = _referent(low, want, text, words, i, own, exchanges, out.used)
        if found is None:
            out.hanging = out.loose = True
            return
        settled.add(want)
        out.used.append(found.key)
        if low == "they" and i and not found.plural and found.head not in _COLLECTIVE:
            _agree_before(words[i - 1], out)
        new = render(found, exchanges)
        items = list_items(exchanges[0]) if want is Want.MANY and not possessive else []
        if 1 < len(items) <= 4 and found.text in items:
            new = f"{', '.join(items[:-1])} and {items[-1]}"
        if found == _asked_count(exchanges[0]) and not possessive:
            new = counted(exchanges[0].question) or new
        if i and words[i - 1].low == "of" and found.plural and new[:1].islower():
            new = re.sub(r"^(?!the |\w+['’]s )", "the ", new)
        _put(out, text, words[i], new, possessive=possessive)
    elif low == "there" and _is_local(words, i):
        _there(text, words, i, exchanges, out)
    elif low in ("this", "that", "these", "those") and _stands_alone(words, i):
        _bare(text, words, i, exchanges, out)
    elif low in ("one", "ones"):
        put_one(text, words, i, exchanges, out)
    elif low in ("former", "latter"):
        put_ordinal(words, i, exchanges, out)
    elif low == "then" and i + 1 == len(words) and i:
        _then(words, i, exchanges, out)


def _agree_before(auxiliary: Word, out: Resolved) -> None:
    """ "do they" to "does Keel Marine"."""
    one = ONE.get(auxiliary.low)
    if one:
        new = one.capitalize() if auxiliary.text[0].isupper() else one
        out.edits.append((auxiliary.start, auxiliary.end, new))


def _wanted(low: str) -> Want | None:
    if low in _HE or low in _SHE:
        return Want.PERSON
    if low in _THEY:
        return Want.MANY
    return Want.THING if low in _IT else None


def _referent(
    low: str,
    want: Want,
    text: str,
    words: Sequence[Word],
    i: int,
    own: Sequence[Mention],
    exchanges: Sequence[Exchange],
    used: Sequence[str],
) -> Mention | None:
    rest = text[words[i].end :]
    if want is Want.MANY and re.match(rf"\s+(?:\w+ )?{_DENY}", rest):
        others = opponents(exchanges)
        if len(others) == 1:
            return others[0]
    if (counted := _counted(words, i, exchanges)) is not None:
        return counted
    gender = "m" if low in _HE else "f" if low in _SHE else ""
    the = [m for m in own if m.named or m.text.lower().startswith("the ")]
    avoid = [m.key for m in the] + list(used)
    if (said := who_said(rest, exchanges[0], want, gender)) is not None and said.key not in avoid:
        return said
    if want is Want.MANY and (doers := doers_of(exchanges[0])) and doers.key not in avoid:
        return doers
    if want is Want.THING and (happening := _underway(words, i, exchanges)) is not None:
        return happening
    acts = i + 1 < len(words) and words[i + 1].low in AGENT_VERBS
    if acts and want is not Want.PERSON:
        agent = pick(exchanges, Want.GROUP, avoid=avoid)
        if agent is not None:
            return agent
    found = pick(exchanges, want, gender=gender, avoid=avoid)
    if want is Want.THING and found is not None and is_person(found, exchanges):
        spoken_of = (m for e in exchanges for m in (*e.mentions, *e.replies))
        persons = [m.key for m in spoken_of if is_person(m, exchanges)]
        return pick(exchanges, want, avoid=[*persons, *avoid]) or found
    if want is Want.MANY and found is not None and is_person(found, exchanges):
        spoken = {w.low for w in words}
        return None if spoken & (_HE | _SHE) else found
    return found


def _counted(words: Sequence[Word], i: int, exchanges: Sequence[Exchange]) -> Mention | None:
    """What "of them" in "how many of them" is a part of: what the last question counted."""
    if i < 2 or words[i].low != "them" or words[i - 1].low != "of":
        return None
    if words[i - 2].low not in _PART:
        return None
    return _asked_count(exchanges[0])


def _asked_count(exchange: Exchange) -> Mention | None:
    """What a question counts: the ships of "how many ships did the firm sell?"."""
    asked = (m for m in exchange.mentions if _HOW_MANY.search(exchange.question[: m.core_end]))
    return next((m for m in asked if m.plural and not m.inner), None)


def _put(out: Resolved, text: str, word: Word, new: str, *, possessive: bool) -> None:
    tail = "'" if new.endswith("s") and new[0].islower() else "'s"
    if word.text[:1].isupper():
        new = new[:1].upper() + new[1:]
    end = word.start + len(word.text.split("'")[0].split("’")[0])
    if not possessive and text[end : end + 2] in ("'s", "’s"):
        new, end = f"{new} is", end + 2
    out.edits.append((word.start, end, new + tail if possessive else new))


def _bound(
    words: Sequence[Word], i: int, own: Sequence[Mention], want: Want, possessive: bool
) -> bool:
    """Whether a phrase before the word, in the question itself, is its referent."""
    at = words[i].start
    for mention in own:
        if mention.end > at or not _agrees(mention, want):
            continue
        between = [w for w in words[:i] if w.start >= mention.end]
        if possessive and (mention.name or any(w.tag == "V" for w in between)):
            return True
        acts = i + 1 < len(words) and (words[i + 1].tag == "V" or words[i + 1].low in AUXILIARIES)
        if not possessive and acts and any(w.tag == "V" or w.low in _BREAKS for w in between):
            return True
        if not possessive and any(w.low in _BREAKS or w.broken for w in [*between, words[i]]):
            return True
    return False


def _agrees(mention: Mention, want: Want) -> bool:
    kind = mention.kind
    if want is Want.PERSON:
        return kind is Kind.PERSON or (kind is Kind.NAME and not mention.text.startswith("the "))
    if want is Want.MANY:
        return kind is Kind.GROUP or mention.plural or kind is Kind.NAME
    if kind is Kind.PERSON:
        return bool(mention.name and mention.preposition and not mention.gender)
    return kind is not Kind.TIME and not mention.plural


def _is_clausal(words: Sequence[Word], i: int) -> bool:
    """ "deny it", "say that", "do it": the word stands for what was said or done."""
    if i > 1 and words[i - 1].low == "of" and words[i - 2].low in _SIDE_OF:
        return True
    if i == 0 or words[i - 1].low not in _CLAUSAL:
        return False
    if words[i - 1].low in AUXILIARIES:
        return i > 1 and (i + 1 == len(words) or words[i + 1].tag == "P" or words[i + 1].broken)
    return words[i - 1].low != "know"


def _underway(words: Sequence[Word], i: int, exchanges: Sequence[Exchange]) -> Mention | None:
    """The event that "has it started?" asks of, where the last exchange tells of one."""
    after = words[i + 1] if i + 1 < len(words) else None
    ends = i + 2 >= len(words) or words[i + 2].tag in "PF"
    if after is None or not ends or base_of(after.low) not in _PASSES:
        return None
    told = (*exchanges[0].mentions, *exchanges[0].replies)
    return next((m for m in told if m.kind is Kind.EVENT and not (m.plural or m.inner)), None)


def _event(exchanges: Sequence[Exchange]) -> Mention | None:
    found = topic(exchanges[:1])
    return found if found is not None and found.kind is Kind.EVENT and not found.plural else None


def _stands_alone(words: Sequence[Word], i: int) -> bool:
    """Whether "that" is a pronoun here, not "that man" and not "said that ..."."""
    follows = words[i + 1] if i + 1 < len(words) and not words[i + 1].broken else None
    before = words[i - 1] if i else None
    if "'" in words[i].low:
        return True
    if follows is not None and follows.tag == "P" and i + 2 == len(words):
        return True  # "say that to?"
    measured = follows is not None and follows.low in ("more", "less", "fewer")
    if measured and before is not None and before.low in AUXILIARIES:
        return True
    if follows is not None and (follows.tag in "ND" or follows.low in ("one", "ones")):
        return False
    if before is None or before.low in AUXILIARIES or before.tag == "P" or follows is None:
        return True
    return words[i].low != "that" and before.tag == "V"


def _bare(
    text: str, words: Sequence[Word], i: int, exchanges: Sequence[Exchange], out: Resolved
) -> None:
    low = words[i].low.split("'")[0]
    if _is_clausal(words, i):
        out.hanging = True
        return
    many = low in ("these", "those")
    figure = figure_of(exchanges[0]) if not many and _COMPARES.search(text) else None
    if figure is not None:
        _put(out, text, words[i], figure.text, possessive=False)
        return
    event = None if many or _PUBLISHED.search(text) else _event(exchanges)
    found = pick(exchanges[:2], Want.MANY) if many else event
    if found is None and i and words[i - 1].tag == "P" and not many:
        found = pick(exchanges[:1], Want.THING, avoid=out.used)
    if found is None:
        out.hanging = True
    else:
        _put(out, text, words[i], render(found, exchanges), possessive=False)


def _is_local(words: Sequence[Word], i: int) -> bool:
    """Whether "there" is a place here, not "is there a ..."."""
    be = {"is", "are", "was", "were", "be", "been", "has", "have", "will", "would", "can", "could"}
    near = {w.low for w in words[max(0, i - 1) : i]} | {w.low for w in words[i + 1 : i + 2]}
    near = {low.removesuffix("n't") for low in near}
    return i + 1 == len(words) or words[i + 1].broken or not near & be


def _there(
    text: str, words: Sequence[Word], i: int, exchanges: Sequence[Exchange], out: Resolved
) -> None:
    found = pick(exchanges, Want.PLACE)
    if found is None:
        out.hanging = True
        return
    local = found.preposition if found.preposition in ("at", "on", "near") else "in"
    lead = "" if i and words[i - 1].low in ("from", "near", "around", "in", "over") else f"{local} "
    moved = i and words[i - 1].low in ("go", "went", "get", "got", "travel", "sent", "come", "came")
    _put(
        out, text, words[i], ("to " if moved else lead) + render(found, exchanges), possessive=False
    )


def _then(words: Sequence[Word], i: int, exchanges: Sequence[Exchange], out: Resolved) -> None:
    latest = exchanges[0]
    times = [(m, latest.question) for m in latest.mentions if m.kind is Kind.TIME]
    times += [(m, latest.answer) for m in latest.replies if m.kind is Kind.TIME]
    start = (
        words[i - 1].start
        if words[i - 1].low in ("back", "since", "until", "by")
        else words[i].start
    )
    if times:
        time = times[0][0]
        lead = time.preposition or ("in" if _HAS_NUMBER.match(time.text) else "on")
        if words[i - 1].low in ("since", "until", "by"):
            lead = words[i - 1].low
        out.edits.append((start, words[i].end, f"{lead} {time.text}"))
    elif (event := _event(exchanges)) is not None:
        out.edits.append((start, words[i].end, f"during {render(event, exchanges)}"))
