"""Verbs that report only with a certain complement: verdicts, thoughts, praise and blame.

The classes are those of FrameNet's Statement, Judgment_communication, Questioning and Opinion
frames (Ruppenhofer et al., "FrameNet II: Extended Theory and Practice", 2016). In another
construction each of them is an everyday verb ("held the rope", "slammed the door"), so that none
counts without the complement named here.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CALLED", "COMPLEMENTS", "IRREGULAR", "LEMMAS", "VIEW_NOUNS"]

# Of saying or thinking only with a clause behind them.
_CLAUSAL = """hold feel accept consider assume anticipate judge foresee envisage rule regret certify
stipulate specify trust mention speculate guess reason reckon infer deduce conjecture postulate
theorise theorize hypothesise hypothesize surmise posit aver avow profess reaffirm concur
counsel recount venture preach decree determine reflect fret bemoan move gather vouch signal
intimate summarise summarize jibe deadpan rejoin order"""
# Of asking.
_ASKING = "query enquire inquire"
# Of praise and blame, with what is judged behind them.
_JUDGING = """castigate censure denigrate deride disparage excoriate laud ridicule lambast lambaste
decry belittle downplay tout commend applaud bemoan mock slam blast defend credit fault"""

_THAT = (
    r"(?:(?:on|in|at|during|after)\s[^.,;:“\"]{2,40}?\s|(?:also|still|again|now|too|[a-z]+ly)\s)?"
    r"that\b(?!\s*[.,;])"
)
_DETERMINED = r"(?:the|its|his|her|their|this|that|these|those|an?|what|both)\b"
# What is judged in public: a deed or words, no door and no goal.
_DEED = (
    r"(?:the|its|his|her|their|this|that|those|these|what)\b(?:\s[\w’'-]+){0,3}?\s(?:news|decisions?|"
    r"moves?|results?|rulings?|verdict|plans?|reports?|announcement|vote|findings?|proposals?|"
    r"changes?|steps?|agreement|deal|closures?|attacks?|strikes?|violence|killings?|arrests?|"
    r"polic(?:y|ies)|laws?|bill|record|handling|approach|cuts?|choice|claims?|remarks|comments|"
    r"response|conduct|measures?|actions?|project|scheme|government|ministers?|critics)\b"
)

IRREGULAR: Mapping[str, tuple[str, str, str, str]] = {
    "hold": ("holds", "held", "held", "holding"),
    "feel": ("feels", "felt", "felt", "feeling"),
    "foresee": ("foresees", "foresaw", "foreseen", "foreseeing"),
    "signal": ("signals", "signalled", "signalled", "signalling"),
    "infer": ("infers", "inferred", "inferred", "inferring"),
    "slam": ("slams", "slammed", "slammed", "slamming"),
    "concur": ("concurs", "concurred", "concurred", "concurring"),
}
"""Third person, past, participle and -ing form of those whose endings are no rule's."""

COMPLEMENTS: Mapping[str, str] = {
    **dict.fromkeys(_CLAUSAL.split(), _THAT),
    **dict.fromkeys(_ASKING.split(), r"(?:whether|if|why|how|what|when|where|who|the|his|her)\b"),
    **dict.fromkeys(_JUDGING.split(), _DETERMINED),
    **dict.fromkeys(("slam", "blast", "defend", "applaud", "fault", "mock"), _DEED),
    "reckon": rf"(?!on\b|with\b|up\b)(?:{_THAT}|\S+\s\S+)",
    "feel": rf"(?:{_THAT}|(?:he|she|they|there|we|it)\s(?:is|are|was|were|has|have|had|will|would|"
    r"can|could|should|may|might|must)\b)",
    "confess": r"to\b",
    **dict.fromkeys(("instruct", "direct"), r"(?!a\b|an\b)[^.;:,]{2,60}?\s(?:not )?to\s[a-z]+"),
    "consider": rf"(?:{_THAT}|[^.,;:]{{2,60}}?\sto be\b)",
    "regret": rf"(?:{_THAT}|\w+ing\b)",
    "credit": r"(?!the account|an account)[^.;,]{0,60}?\b(?:with|for|to)\b|"
    r"(?!the account|an account)(?:an?|the|its|his|her|their)\b",
    "mention": rf"(?:{_THAT}|\w+ing\b)",
}
"""What must stand behind each, as a regular expression."""

LEMMAS = " ".join(dict.fromkeys(COMPLEMENTS))
"""All of them, parted by blanks."""

CALLED = (
    r"(?:for|on|upon)\b|(?:it|this|that|them|him|her)\s(?!off|back|in|up|out|on|at|to|for|by|from|"
    r"again|yesterday|today|before|after|when|and|over|names|every|a day|[a-z]+day|once|twice)\w|"
    r"(?:the|his|her|their|its|this|that)\s\w+\s(?:\w+ly\s)?(?:un\w+|"
    r"\w+(?:al|ous|ful|less|ble|ic|ive|worthy|ish))\b|"
    r"(?:the|his|her|their|its|this|that)\s\w+\s(?!(?:back|over|yesterday|today|again|twice|early|"
    r"late|first|last|together|home|tomorrow|tonight|names|\w+day|\w+ly)\b)[a-z]{4,}"
    r"(?=\s*(?:[.,;]|$))"
)
"""What makes "called" one of saying: "called it the best", "called the remark unworthy"."""

VIEW_NOUNS = frozenset(
    "view views belief conclusion prediction forecast opinion estimate estimates assessment "
    "finding promise pledge threat comment remark theory hypothesis verdict fear hope suspicion "
    "reply response answer objection excuse explanation defence defense message advice guess "
    "impression judgment judgement hunch position".split()
)
"""Nouns for what somebody thinks or answers."""
