"""The closed classes of English that `qa.standalone`, `qa.verify` and `qa.disputes` stand on.

Function words, common verbs and the kinds of noun that stand for something named before. No
name and no subject of a corpus is among them.
"""

from __future__ import annotations

__all__ = [
    "ADJECTIVES",
    "ADVERBS",
    "AGENT_VERBS",
    "AMBIGUOUS",
    "AUXILIARIES",
    "CONJUNCTIONS",
    "DETERMINERS",
    "DISCOURSE",
    "EVENT_NOUNS",
    "GENERIC",
    "GROUP_NOUNS",
    "HOLLOW",
    "INTERJECTIONS",
    "IRREGULAR_PAST",
    "LIGHT_NOUNS",
    "ORDINALS",
    "PAST_BASE",
    "PERSON_NOUNS",
    "PLACE_NOUNS",
    "PLURALS",
    "PREPOSITIONS",
    "PRONOUNS",
    "TIME_WORDS",
    "VERB_FORMS",
    "WH_WORDS",
]

DETERMINERS = frozenset(
    "the a an this that these those my your our his her its their any some no every "
    "each all many few several most other another such both either neither same more "
    "less much enough one two three four five six seven eight nine ten dozens hundreds "
    "thousands".split()
)
"""What may open a noun phrase."""

PREPOSITIONS = frozenset(
    "of in on at by for from with without within to into onto over under about against "
    "between among during after before since until overnight near around across through "
    "throughout via towards toward behind beyond outside inside above below off per as "
    "like unlike regarding concerning versus vs despite besides except upon amid "
    "alongside along".split()
)

CONJUNCTIONS = frozenset(
    "and or but nor so yet if because although unless though while whereas than".split()
)

AUXILIARIES = frozenset(
    "is are was were be been being am do does did has have had can could will would "
    "shall should may might must isn't aren't wasn't weren't don't doesn't didn't "
    "hasn't haven't hadn't can't couldn't won't wouldn't shouldn't cannot".split()
)

PRONOUNS = frozenset(
    "i you he she it we they me him us them himself herself itself themselves myself "
    "yourself mine yours hers ours theirs anyone anybody someone somebody everyone "
    "everybody noone nobody anything something everything nothing there here one ones "
    "none".split()
)

WH_WORDS = frozenset("who whom whose what which when where why how whether".split())

ADVERBS = frozenset(
    "not never ever also too very still yet already just only even then now again else "
    "instead once often always sometimes maybe perhaps ago away back up down out far "
    "long so later earlier soon today yesterday tomorrow tonight well first next please "
    "together apart anyway anymore however".split()
)

DISCOURSE = (
    r"(?:(?:and|but|so|or|also|then|now|ok|okay|well|oh|ah|hm+|right|sure|yes|no|alright|great|thanks|"
    r"thank you|please|actually|by the way|in that case|i see|interesting|wow|really|hey|anyway)\b"
    r"[,.!:;]*\s+)"
)
"""One opening word or phrase of talk, with the white space behind it."""

INTERJECTIONS = frozenset(
    "ok okay oh wow interesting great thanks thank you i see good nice cool right sure "
    "yes no really fine alright that's is amazing got it hm well hello hi sorry too bad "
    "very a lot much understood impressive indeed".split()
)
"""A sentence of at most five of these says nothing that a search could use."""

# Nouns that say how many or what side of a thing is meant: the thing is what follows them.
LIGHT_NOUNS = frozenset(
    "role purpose cause causes number kind kinds type types sort sorts part parts "
    "impact effect effects cost costs price name names fact facts information detail "
    "details difference differences reason reasons result results example examples rest "
    "aim goal meaning importance history origin origins benefit benefits risk risks "
    "advantage advantages disadvantages pro pros con cons definition use uses list "
    "thing things way ways percentage share amount total size age population capital "
    "relationship rivals symptoms location date time year place member members leader "
    "head owner founder author end start beginning middle aftermath majority most lot "
    "bit variety range idea rules climate one".split()
)

EVENT_NOUNS = frozenset(
    "battle war attack raid siege ambush bombing blast explosion fire flood storm "
    "earthquake quake crash collision accident sinking wreck derailment outbreak "
    "epidemic pandemic strike protest march riot uprising revolt coup election vote "
    "referendum trial hearing inquiry investigation summit conference meeting talks "
    "negotiations ceasefire truce offensive operation campaign invasion withdrawal "
    "retreat evacuation takeover merger acquisition sale auction match game final "
    "tournament race festival concert exhibition launch landing mission expedition "
    "robbery theft burglary heist murder killing shooting assassination kidnapping "
    "massacre arrest raid clash clashes fighting spill leak collapse landslide "
    "avalanche eruption drought famine heatwave recall closure shutdown outage blackout "
    "breach hack cull rescue scandal dispute row deal agreement treaty accord peace "
    "visit speech interview appointment resignation dismissal verdict ruling conquest "
    "battle crisis incident disaster tragedy rebellion mutiny armistice".split()
)

GROUP_NOUNS = frozenset(
    "group organisation organization movement party company firm business agency "
    "ministry council union army militia force forces club team band university museum "
    "charity association government regime front faction side committee board institute "
    "corporation manufacturer operator developer bank court police newspaper outlet "
    "insurgents rebels resistance opposition alliance coalition department service "
    "airline hospital school publisher brewery cooperative brigade crew staff "
    "authorities workers strikers inspectors navy fleet commission panel tribunal parliament "
    "congress senate assembly cabinet embassy federation confederation league foundation "
    "inspectorate directorate delegation squad clinic laboratory".split()
)

GENERIC = frozenset(
    "group organisation organization movement party company firm agency faction side "
    "team club business institution body".split()
)
"""Nouns that say of a body only that it is one."""

PLACE_NOUNS = frozenset(
    "city town village place region province country county district area valley island "
    "river lake port harbour harbor street square bridge mountain capital state site "
    "building station airport location bay sea ocean forest park neighbourhood "
    "neighborhood suburb territory border coast desert canal dam road castle palace".split()
)

PERSON_NOUNS = frozenset(
    "man woman person guy boy girl official spokesman spokeswoman spokesperson minister "
    "president mayor leader commander general chief director manager author writer "
    "scientist researcher doctor judge suspect victim witness skipper captain player "
    "coach singer artist officer critic expert analyst lawyer owner founder ceo "
    "chairman chairwoman politician candidate senator governor editor representative "
    "source inspector farmer engineer pilot driver curator professor".split()
)

PLURALS = frozenset("people men women children police media data criteria feet mice geese".split())

ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1} | {
    "former": 0,
    "latter": -1,
}

ADJECTIVES = frozenset(
    "able bad good better best worse worst big small large larger little great new old "
    "young recent important serious different similar same possible true false right "
    "wrong open closed free ready safe dangerous legal illegal expensive cheap popular "
    "common rare typical normal special famous mandatory necessary native extreme "
    "successful delicious interesting notable main major minor first second third last "
    "next final early late long short high low full empty hot cold warm hard easy "
    "difficult simple strong weak rich poor alive dead aware sure certain clear "
    "responsible guilty innocent effective harmful healthy sick ill available present "
    "likely unlikely real actual public private local national international former "
    "current whole entire own only other smart independent online official worth "
    "higher lower larger greater smaller fewer longer shorter earlier older younger "
    "safer cheaper stronger weaker richer poorer harder easier faster slower "
    "biggest largest smallest highest oldest newest latest most".split()
)
"""Words that describe; alone and without a determiner they name nothing."""

AGENT_VERBS = frozenset(
    "accuse agree announce appeal argue attack blame build buy capture claim decide "
    "demand deny do expect give hire intend kill launch make offer order pay plan "
    "pledge plead promise propose publish refuse reject report resign respond say sell "
    "send sign speak state sue suggest take tell think threaten try vow vote want warn "
    "withdraw write".split()
)
"""What a person or a body does, and a thing does not."""

TIME_WORDS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march "
    "april may May june july august september october november december spring summer "
    "autumn winter morning afternoon evening night week month year day weekend century "
    "decade yesterday today tomorrow".split()
)

HOLLOW = TIME_WORDS | frozenset(
    "thing things way ways lot bit question answer time times years days weeks months "
    "people person someone anyone others moment start end case point example examples "
    "reason reasons litres metres miles kilometres tonnes tons pounds dollars euros points "
    "kilos grams hours minutes seconds acres hectares degrees".split()
)
"""Nouns too empty to be what a conversation is about."""

_REGULAR = """
    accept accuse achieve add admit affect agree aim announce appear apply arrest arrive ask
    assume attract avoid award ban become begin believe belong blame break bring build burn buy
    calculate call cancel cause capture carry catch change choose claim collapse collect come
    compare compete complain compost conclude confirm connect consider contain continue
    contribute control convert cost cover create cross damage deal decide declare defeat defend
    define delay deliver demand deny depend describe design destroy detain develop die differ
    disappear discover discuss disrupt distrust donate drink drive drop earn eat elect employ
    encourage end ensure enter escape establish evaluate exist expect expel explain
    expose face fail fall fear fight fill find fine finish fire fix flee fly follow force form
    found fund gain get
    give go govern grow guarantee handle happen hate have heal hear help hire hit hold hope hurt
    identify ignore impose improve include increase influence injure insist inspire intend
    introduce invade invent invest investigate involve issue join keep kidnap kill know lack
    land last launch lead leak learn leave let lie like limit live locate look lose love
    maintain make manage mean measure meet mention move murder name need negotiate obtain occur
    offer open operate oppose order organise organize originate owe own participate pass pay perform
    plan play pledge pollute predict prefer prepare prevent produce promise promote propose
    protect protest prove provide publish purchase put raise reach read receive recommend
    recover reduce refuse reject relate release remain remember remove repair replace reply
    report represent request require rescue resign resist respond retire return reveal reverse
    rise rob rule run sail save say score search see seize sell send separate serve set settle
    shoot show sign sink sleep slow solve sound speak spend spoil spread stand start starve
    state stay steal stop store strike succeed suffer suggest supply support surrender survive
    sue suspend take talk teach tell test think threaten train tear travel treat trust try turn
    understand use visit vote vow wait walk want warn wash watch win withdraw work worry wound write
"""

AMBIGUOUS = frozenset(
    "aim arrest attack award ban blame blow break burn call catch cause change claim compost "
    "control cost cover cross damage deal defeat delay demand design drink drive drop "
    "end escape face fall fear fight fill find fire fix fly force form found fund gain "
    "help hit hold hope hurt increase influence issue lack land launch lead leak lie "
    "like limit look love match measure move murder name need offer order pass pay plan "
    "play pledge produce promise protest purchase raise reach release repair reply "
    "report request rescue return rise rule run sail score search set show sign sleep "
    "sound spread stand start state stay stop store strike supply support talk test "
    "train travel treat trust try turn use visit vote vow wait walk watch win withdraw "
    "work worry wound".split()
)
"""Base forms (and with -s) that are nouns as often as verbs."""

_IRREGULAR = """
    become became become, begin began begun, break broke broken, bring brought brought, build
    built built, buy bought bought, catch caught caught, choose chose chosen, come came come,
    drink drank drunk,  drive drove driven, eat ate eaten, fall fell fallen, fight fought
    fought, find found found, flee fled fled,  fly flew flown, get got got, give gave given, go
    went gone, grow grew grown, hear heard heard, hold held held,  keep kept kept, know knew
    known, lead led led, leave left left, lose lost lost, make made made, mean meant meant, meet
    met met, pay paid paid, rise rose risen, run ran run, say said said, see saw seen, sell sold
    sold,  send sent sent, shoot shot shot, show showed shown, sink sank sunk, speak spoke
    spoken, spend spent spent,  stand stood stood, steal stole stolen, strike struck struck,
    take took taken, teach taught taught, tell told told, think thought thought, understand
    understood understood, win won won, withdraw withdrew withdrawn,  write wrote written, begin
    began begun, forget forgot forgotten, seek sought sought, lie lay lain,  hurt hurt hurt,
    beat beat beaten, feel felt felt, draw drew drawn, blow blew blown, throw threw
    thrown, tear tore torn, freeze froze frozen, forbid forbade forbidden, swear swore sworn
"""

_ROWS = [row.split() for row in _IRREGULAR.split(",")]

IRREGULAR_PAST = {past: participle for _, past, participle in _ROWS}
"""Past to participle of the verbs that are not regular."""

PAST_BASE = {form: base for base, *forms in _ROWS for form in forms}
"""Past or participle to base of the verbs that are not regular."""


def _forms() -> dict[str, str]:
    found: dict[str, str] = {}
    for verb in (*_REGULAR.split(), "attack", "match", "seek", "feel", "draw", "forget"):
        stem = verb.removesuffix("e")
        double = verb + verb[-1] if verb[-1] in "bdgklmnprt" else verb
        y = verb[:-1] + "i" if verb.endswith("y") and verb[-2] not in "aeiou" else verb
        for form in (verb + "s", verb + "es", y + "es"):
            found[form] = "s"
        for form in (stem + "ed", double + "ed", y + "ed"):
            found[form] = "ed"
        for form in (stem + "ing", double + "ing", verb + "ing"):
            found[form] = "ing"
        found[verb] = "base"
    for base, past, participle in _ROWS:
        found |= {base: "base", past: "ed", participle: "ed"}
    for always in ("come", "run", "hurt", "let", "put", "set", "read"):
        found[always] = "base"
    for noun in ("seed", "wed"):
        found.pop(noun, None)
    return found


VERB_FORMS = _forms()
"""A verb's form to its kind: ``base``, ``s``, ``ed`` (past and participle) or ``ing``."""
