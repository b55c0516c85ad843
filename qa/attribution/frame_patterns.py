"""The closed classes and set phrases around a reporting verb, for `qa.attribution.frames`."""

from __future__ import annotations

import re

from qa.attribution.cues import CUE_NOUNS
from qa.attribution.lexicon import VIEW_NOUNS
from qa.attribution.noun_phrases import DAY, LY
from qa.attribution.quotations import MASK

__all__ = [
    "AFTER_TAG",
    "AUXILIARY",
    "BARE_INFINITIVE",
    "BE",
    "BY",
    "CLAIMED_BY",
    "ITEM",
    "LEADING_ONLY",
    "NEGATED",
    "NEVER_NOUNS",
    "NOT_FINITE",
    "NOUNISH",
    "OF_BY",
    "OF_THE_TEXT",
    "OWNED",
    "PLURAL_NAME",
    "PLURAL_PHRASE",
    "PLURAL_WORD",
    "REPLIED",
    "REPORTER",
    "SET_PHRASES",
    "SHOWN",
    "SIGNED",
    "STUDIES",
    "TAIL",
    "THINGS_SHOWING",
    "TOLD",
    "TOLD_WHAT",
    "VERBS_ONLY",
    "WENT_ON",
]

MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
TAIL = re.compile(
    r"(?:^|(?<=[\s,]))(?:always|long|often|would only|will only|"
    r"has|have|had|been|did|does|do|would(?= $)|is|are|was|were|also|then|later|again|once|twice|"
    r"since|first|"
    r"further|still|now|just|already|even|too|both|all|himself|herself|itself|themselves|earlier|"
    r"reportedly|alone|simply|at first|at the time|at once|in turn|in response|"
    r"however|meanwhile|for (?:his|her|its|their) part|on the other hand|"
    r"by contrast|in (?:a|an|the|his|her|its|their) (?:\w+ )?(?:statement|interview|letter|"
    r"tweet|post|"
    r"speech|report|e-?mail|message|note|blog post|press release|interim report|column|article|"
    r"memo)"
    rf"(?: [^,“\"]{{0,60}})?|{LY}|(?:late |early |(?:on|since) )?{DAY}(?: (?:morning|afternoon|"
    rf"evening|night))?|on \d+ [A-Z]\w+|on [A-Z]\w+ \d+|in (?:\d{{4}}|{MONTH}(?: \d{{4}})?)|"
    rf"went on to|"
    r"go on to|goes on to|(?:took|takes|turned) to [\w’' ]{2,30}? to|"
    r"(?:was|is|were|been) quoted (?:by|in) [^,;“\"]{2,50}? as|was quoted as|"
    r"is quoted as|were quoted as|been quoted as|quoted as|"
    r"came out and|chose to|continued to|continues to|sought to)\s*,?\s*$"
)
BE = re.compile(
    r"(?:\b(?:am|is|are|was|were|been|being|be|gets?|got)|(?<=\w)[’'](?:m|re))\s+"
    r"(?:(?:\w+ly|also|not|first|later|since|then|once|now|even|already|widely)\s+)*$"
)
NEGATED = re.compile(
    r"\b(?:not|never|n[’']t|nor|cannot|without|refused to|declined to)\s+(?:\w+ly\s+|yet\s+)*$"
)
NOT_FINITE = re.compile(
    r"\b(?:to|will|would|can|could|should|shall|may|might|must|do|does|did|let|help|not|"
    r"or)\s+(?:\w+ly\s+)*$",
    re.I,
)
NOUNISH = re.compile(
    r"(?:\b(?:a|an|the|his|her|its|their|our|my|your|this|that|these|those|any|no|such|some|of|for|"
    r"by|with|in|on|from|about|other|own|new|recent|latest|earlier|false|official|public|annual|"
    r"final|interim|first|further|official|against|despite|to|many|several|more|two|three|as|each|"
    r"every|what|which|(?:by|of|in|for|from|with|to|between) both)|"
    r"[’']s|s[’'])\s+$",
    re.I,
)
LEADING_ONLY = re.compile(
    r"(?:[^,]*[,;:]\s+)?(?:(?:but|and|yet|so|while|whereas|although|though|as|or|then|later|also|"
    r"[a-z]+ly|"
    r"still|now|today|yesterday|earlier|here|even|both|meanwhile|on \w+day)\b|\s|,)+",
    re.I,
)
REPORTER = re.compile(
    r"(?:reuters|afp|ap|associated press|bbc|cnn|agency|agencies|media|newspaper|newspapers|daily|"
    r"press|radio|television|broadcaster|channel|reports?|website|outlet|local news|times|post|"
    r"guardian|herald|tribune|courier|gazette|chronicle)\b[^,]*$",
    re.I,
)
AFTER_TAG = re.compile(
    rf"\s*(?:$|[.,;:)—–]|(?:on|in|at|to|during|after|before|from|late|early|earlier|later|when|"
    rf"while|as|"
    rf"through|via|by|about|of|following|outside|over|again|last|this|with|for|under|below|beneath|"
    rf"beside|behind|inside|near|across|against|between|among|amid|without|within|towards?|because|"
    rf"since|until|where|"
    rf"reporters|journalists|afterwards|then|[a-z]+ly|{DAY})\b)"
)
TOLD = re.compile(
    r"\s+(?:(?:(?:the|a|an|his|her|their|its|our|my) )?(?:[\w’'-]+ ){0,3}?(?:reporters?|"
    r"journalists|"
    r"media|court|council|inquiry|committee|inspectors|hearing|tribunal|jury|paper|newspaper|"
    r"police|"
    r"meeting|assembly|parliament|staff|investigators|agency|board|commission|crowd|press|"
    r"conference|"
    r"judge|magistrates|station|channel|(?:television|radio)(?! station| channel)|"
    r"tv|broadcaster|programmes?|lawmakers|analysts|shareholders|"
    r"members|residents|supporters|fans|colleagues|workers|students|parents|magazine|website|daily|"
    r"interviewer|audience|congregation|family|wife|husband|brother|sister|friends?|neighbou?rs|"
    r"rally)"
    r"|(?:the )?[A-Z][\w&.’'-]*(?: (?:of |the )?[A-Z][\w&.’'-]*){0,3}(?: (?:news agency|newspaper|"
    r"council|channel|agency|inquiry|radio|television|website|committee))?"
    r"|[a-z]{3,}s(?=\s(?:that|they|he|she|it|there|how|why|not|to|in|on|at)\b|\s*[.,:“\"])"
    r"|him|her|them|us|me|you|it)\b"
    # "the broadcaster's Today programme".
    r"(?:[’']s?(?=\s)(?: [\w’'-]+?){1,4}?"
    r"(?=\s*[.,;:“\"]|\s(?:that|on|in|he|she|they|it|there|how|why)\b))?"
)
BY = re.compile(r"\s+(?:[a-z]+ly\s+)?by\s+(?=\w)")
# "the toll claimed by the firm": behind its noun a participle is no verb of that noun's.
# "said by phone", "replied by saying", "said by Monday" tell how or when.
CLAIMED_BY = re.compile(
    rf"\s+by\s+(?!{DAY}|{MONTH}|\w+ing\b|(?:the|an?)\s(?:end|time|start|phone|week)\b)"
    r"(?=(?:the|an?|his|her|its|their|one|two|some|several|many|another|both|[A-Z]|"
    r"[a-z]+s\b(?!\s(?:that|how)\b)))"
)
TOLD_WHAT = re.compile(r"\s+(?:that|how|why|to|he|she|they|it|there)\b")
ITEM = re.compile(r"\s*(?:\(?\d{1,3}[.)]|[-•*]|\(?[a-z]\))\s+")
WENT_ON = re.compile(
    r"\b(?:(?:went on|continue[sd]?|chose|(?:took|turned) to [\w’' ]{2,30}) to|"
    r"(?:would|will) only) $"
)
OF_BY = re.compile(r"\s+of\s[^,;]{2,60}?\sby\s+(?=\w)")
SET_PHRASES = re.compile(
    r"\b(?:(?P<cue>(?:has|had|have) it|(?:gave|gives|give|served|serves) notice|"
    r"(?:made|makes|make) (?:it )?(?:clear|plain|known)|(?:took|takes|take) the view|"
    r"(?:made|makes|make) the case|(?:has|have|had) (?:no|little) doubt|"
    r"(?:(?:is|was|are|were|remains?|remained|(?:has|have|had) been) (?:also |still |now )?)"
    r"(?:adamant|certain|sure|convinced|confident|hopeful|optimistic|doubtful|satisfied|"
    r"(?:of|under) the (?:view|opinion|belief|impression))) that|"
    # What is said stands behind the particle or the preposition as a noun phrase.
    r"(?P<np>play(?:s|ed)? down|rul(?:es|ed) out|(?:do|does|did|will|would) not rule out|"
    r"(?:wish|want|ask)(?:es|s|ed) to know|spell(?:s|ed|t)? out|"
    r"brush(?:es|ed)? (?:aside|off)|"
    r"(?:shrug(?:s|ged)?|wav(?:es|ed)|laugh(?:s|ed)?) (?:off|away|aside)|"
    r"pour(?:s|ed)? (?:cold water|scorn) (?:on|over)|(?:draws?|drew) (?:\w+ )?attention to|"
    r"(?:pays?|paid) tribute to|(?:casts?|throws?|threw) doubt (?:on|over|upon)|"
    r"(?:takes?|took) (?:issue|exception) (?:with|to)|(?:lays?|laid) the blame (?:on|at|with)|"
    r"(?:hits|hit|lashes|lashed) out at|hint(?:s|ed)? at|allud(?:es|ed) to|"
    r"(?:points?|pointed) the finger at|"
    r"(?:calls?|called) into question|(?:pleads?|pleaded) (?:not )?guilty to))\b"
)
# "‘We acted too late’ – mayor": a quotation with its speaker behind a dash.
SIGNED = re.compile(
    rf"{MASK}[”\"’'»]\s[–—-]\s(?P<who>(?:[a-z-]+\s){{0,3}}[A-Z][\w’'.-]+(?:\s[A-Z][\w’'.-]+){{0,3}}"
    r"(?:,\s(?!(?:and|but|or)\b)[a-z][\w’'-]*(?:\s[\w’'-]+){0,5})?|"
    r"(?!an?\b|the\b|how\b|why\b|what\b|and\b)[a-z-]+(?:\s[a-z-]+){0,1})\s*$"
)
REPLIED = re.compile(
    # "...,” came Ada Roth's reply": the noun stands for the verb.
    r"[”\"’']\s(?:was|came|is|comes)\s(?P<who>[^,;:.“”\"]{{1,50}}?)(?:[’']s|(?<=s)[’']|(?<=\bhis)|"
    r"(?<=\bher)|(?<=\btheir))\s(?:[a-z]+\s)?(?P<noun>{nouns}|reply|answer|retort)\b".format(
        nouns="|".join(sorted(CUE_NOUNS | VIEW_NOUNS, key=len, reverse=True))
    )
)
OF_THE_TEXT = re.compile(
    # The document speaking of itself is the outlet, and a number is nobody.
    r"(?:(?:an?|the) (?:earlier|previous|original|prior|first|online|print|updated) version of |"
    r"this )(?:the |this |our )?(?:article|story|report|page|piece|post|headline|item|notice|"
    r"version|copy)\b|(?:the|a|our) (?:headline|caption|photo caption|standfirst)\b|\W*\d+\W*$",
    re.I,
)
STUDIES = re.compile(
    r"(?:[\w’'-]+\s)*(?:survey|study|studies|report|review|inquiry|audit|investigation|poll|paper|"
    r"assessment|inspection|commission|panel|researchers|scientists|authors|experts|inspectors|"
    r"auditors|investigators)\b(?=\s*$|\s(?:of|by|into|from|led|in|at|for|on|who|commissioned|"
    r"published)\b)",
    re.I,
)
NEVER_NOUNS = frozenset("say argue believe think insist suspect".split())
PLURAL_PHRASE = re.compile(
    r"(?:^|[.,;]\s*)(?:[\w’'-]+\s){0,4}?\w+s\s(?:[a-z]+ed|seen|taken|drawn|known|at|of|in|from|for|with|near|on|along|behind|"
    r"outside|inside|across|around|under|above|between|"
    r"opposite|close to|familiar with|loyal to|opposed to)\s[^,;]*$"
)
PLURAL_WORD = re.compile(
    r"\w+s|they|we|I|you|some|many|others|people|police|men|women|most|who|few|children|media|team|staff|crew|board|committee|council|jury|family|group|government|club|company|"
    r"firm|union|panel|management|opposition|cabinet|public|majority|minority|side|ministry",
    re.I,
)
_NAME = r"(?:[A-Z][\w’'&.-]*)(?:\s(?:(?:of|for|and)\s(?:the\s)?)?[A-Z][\w’'&.-]*){0,4}"
_ONE = (
    r"(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts)\s(?:[a-z-]+\s){0,2}[a-z-]+|"
    rf"(?:[Tt]he\s)?{_NAME})"
)
# "The Harrow Front say", "Ada Roth and the firm deny": what takes a plural verb without an ending.
# One capital alone at the head of a sentence may be any word's.
PLURAL_NAME = re.compile(
    rf"(?:^|[,;:–—]\s|[”\"]\s)(?:(?:[Bb]ut|[Aa]nd|[Ww]hile|[Yy]et|[Aa]lthough|[Ww]hereas)\s)?"
    r"(?P<who>(?!(?:Do|Does|Did|Will|Would|Can|Could|Should|Shall|May|Might|Must|Has|Have|Had|Is|Are|"
    r"Was|Were|Let|Make|Help|Hear|See|Watch|Nothing|Everything|Anything|Something|All|Most|That|This|"
    r"Those|These|When|While|Where|Why|How|What|Whatever|If|Because|As|I|You|He|She|Please)\b)"
    rf"(?:[Tt]he\s{_NAME}|(?:[Bb]oth\s)?{_ONE}\sand\s{_ONE}|"
    rf"[A-Z][\w’'&.-]*(?:\s[A-Z][\w’'&.-]*)+|[A-Z][A-Z&]+|(?<=\s){_NAME}))\s+"
    rf"(?:(?:also|now|still|all|both|often|{LY})\s+)*$"
)
# Behind these a verb without an ending is no finite one: "heard Roth say", "will Roth say".
BARE_INFINITIVE = re.compile(
    r"\b(?:let|lets|letting|hear[ds]?|hearing|saw|sees?|seen|seeing|watch(?:es|ed|ing)?|ma[dk]es?|"
    r"making|help(?:s|ed|ing)?)\b",
    re.I,
)
AUXILIARY = re.compile(
    r"\b(?:do|does|did|will|would|can|could|should|shall|may|might|must|to)\b", re.I
)
# Their form without an ending is hardly a noun's, so that it may follow a name in the singular.
VERBS_ONLY = frozenset(
    "say deny argue believe think insist announce allege assert declare maintain acknowledge admit "
    "concede warn reiterate contend proclaim add write tell accuse reject dismiss confirm describe "
    "predict explain conclude suggest expect agree refute".split()
)
SHOWN = frozenset("confirm show indicate suggest reveal find disclose record".split())
THINGS_SHOWING = re.compile(
    r"(?:[^,]*?\s)?(?:tests?|results?|data|figures|records|video|videos|footage|photos?|"
    r"photographs?|"
    r"images?|scans?|x-rays?|analys[ei]s|samples?|clips?|pictures?|maps?|graph|chart|table|"
    r"measurements?|readings?|evidence|presence|findings)\b(?! of)",
    re.I,
)
OWNED = re.compile(
    rf"(?:[’']s|(?<=s)[’'])\s+(?:\w+\s)?(?:{'|'.join(CUE_NOUNS)}|tweet|post|letter|message|memo|"
    rf"e-?mail|note|speech|"
    r"column|article|post|report)$"
)
