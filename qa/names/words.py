"""The closed classes of English that `qa.names` stands on: titles, particles, starters."""

from __future__ import annotations

__all__ = [
    "CHARGES",
    "CONNECTORS",
    "FEMALE",
    "GIVEN_MONTHS",
    "INITIALS",
    "MALE",
    "MEN",
    "NOT_NAMES",
    "ORG_WORDS",
    "PARTICLES",
    "ROLE_NOUNS",
    "STARTERS",
    "STATES",
    "TITLES",
    "WOMEN",
]

PARTICLES = frozenset(
    "al el ul ad ar as ash at an bin ibn bint ben abu van "
    "von der den de del della di da do dos das "
    "du la le ter ten zu zur af av y e".split()
)
"""Small words inside a person's or place's name."""

CONNECTORS = frozenset("of the for and".split())
"""Small words inside a body's name."""

ROLE_NOUNS = frozenset(
    "spokesman spokeswoman spokesperson spokespeople representative official minister president "
    "vice-president premier chancellor governor mayor councillor senator congressman congresswoman "
    "lawmaker legislator deputy secretary ambassador envoy "
    "diplomat counterpart commander general colonel major "
    "captain lieutenant sergeant officer soldier fighter leader chief head chairman chairwoman "
    "chairperson chair director manager executive ceo founder owner president-elect treasurer "
    "professor lecturer researcher scientist analyst economist expert historian engineer doctor "
    "nurse surgeon physician lawyer attorney solicitor barrister "
    "prosecutor judge magistrate coroner "
    "inspector detective constable superintendent sheriff "
    "marshal warden ranger teacher headteacher "
    "principal rector dean coach trainer captain player "
    "striker goalkeeper author writer journalist "
    "reporter editor correspondent columnist critic curator archivist librarian architect designer "
    "developer farmer fisherman miner driver pilot skipper worker activist campaigner organiser "
    "organizer resident neighbour neighbor witness survivor victim relative mother father sister "
    "brother son daughter wife husband widow aide adviser "
    "advisor assistant clerk registrar monitor "
    "observer negotiator mediator delegate member partner president consultant auditor accountant "
    "trader broker investor singer actor actress musician "
    "artist priest bishop archbishop imam rabbi "
    "cleric monk pope king queen prince princess sheikh "
    "emir warlord rebel insurgent militant source "
    "insider whistleblower employee staffer volunteer patient student pupil boy girl man woman "
    "officer firefighter paramedic conservationist biologist "
    "chemist physicist geologist astronomer "
    "meteorologist epidemiologist veterinarian brewer baker shopkeeper landlord tenant defendant "
    "plaintiff claimant applicant candidate heir successor predecessor colleague friend ally rival "
    "opponent supporter foreman steward bosun harbourmaster postmaster stationmaster keeper "
    "spokesmen spokeswomen midfielder defender winger batsman bowler quarterback sprinter jockey "
    "boxer cyclist swimmer golfer commissioner pundit blogger broadcaster banker novelist poet "
    "playwright composer conductor pianist choreographer psychologist psychiatrist pathologist "
    "virologist ecologist zoologist botanist criminologist neuroscientist statistician "
    "mathematician paediatrician pharmacist midwife vicar".split()
)
"""Nouns for what a person is; with a capital before a name they are titles."""

TITLES = ROLE_NOUNS | frozenset(
    "mp msp mep cfo coo "
    "mr mrs ms miss mx dr prof sir lord lady dame gen col maj capt lt sgt cpl adm admiral cmdr cdr "
    "brig brigadier cllr sen rep gov pres pm rev reverend fr st justice cardinal mullah maulvi "
    "mawlawi ayatollah sultan baron baroness count countess "
    "duke duchess det insp supt pc hon madam "
    "madame monsieur señor herr frau judge coroner prime vice".split()
)
"""What may stand before a person's name with a capital, folded."""

ORG_WORDS = frozenset(
    "front council ministry department agency board bank university college school institute "
    "commission committee authority union association federation party army forces police court "
    "company corporation corp inc ltd plc llc gmbh group foundation trust society office service "
    "services league club church hospital centre center "
    "movement organisation organization alliance "
    "coalition network news times guard navy parliament senate congress assembly government team "
    "fund works press bureau museum laboratory observatory partnership chamber brigade battalion "
    "regiment directorate inspectorate consortium cooperative airlines airways railway railways "
    "motors industries holdings technologies pharmaceuticals systems solutions partners newspaper "
    "gazette herald tribune chronicle courier broadcaster radio television channel studio theatre "
    "orchestra academy workers administration embassy consulate tribunal inquiry charity operator "
    "registry registrar treasury exchange programme program mission initiative campaign clinic "
    "resistance militia fleet squadron".split()
)
"""Words that make a name a body's."""

STARTERS = frozenset(
    "the a an this that these those he she it they we you i his her hers its their our my your him "
    "them us me in on at by for from to with without within "
    "of off up down out as and but or nor so "
    "yet if when whenever while whereas although though "
    "because since after before during until till "
    "unless despite however meanwhile moreover furthermore "
    "also then thus hence therefore there here "
    "what who whom whose which where why how not no yes "
    "all any some many most more much few several "
    "both each every either neither another other others such one two three four five six seven "
    "eight nine ten eleven twelve first second third last later earlier today yesterday tomorrow "
    "tonight now once according speaking asked regarding "
    "under over between among amid about against "
    "following is are was were be been being do does did has have had can could will would shall "
    "should may might must let please tell give list name "
    "describe explain say says said note still "
    "even just only perhaps maybe indeed instead rather too very than like unlike beyond behind "
    "through throughout toward towards upon via per because-of nearly almost about around again "
    "further next recently currently previously finally eventually initially originally reportedly "
    "allegedly apparently clearly nonetheless nevertheless otherwise besides added adding citing "
    "quoting telling writing nobody nothing everybody everyone "
    "everything somebody someone something "
    "anyone anything none dear ok oh well okay thank thanks sorry "
    "come go look take bring keep leave remember imagine believe trust ask read see wait stop "
    "start turn think hear listen consider whatever whoever wherever".split()
)
"""Words that are capital only for standing first (folded)."""

INITIALS = frozenset(
    "people police officials residents witnesses experts critics supporters sources rumours rumors "
    "reports forces troops fighters rebels authorities women men children students scientists work "
    "workers leaders ministers members doctors nurses data results water figures news local former "
    "new old late early long short small large big good bad best worst hundreds thousands millions "
    "fans locals users readers viewers listeners parents refugees families protesters campaigners "
    "villagers survivors voters pupils passengers customers shoppers commuters tourists migrants "
    "islanders neighbours neighbors relatives analysts lawyers prosecutors investigators "
    "dozens half part time question answer chapter section page table figure note appendix minutes "
    "present agenda summary introduction background conclusion update updated photo picture image "
    "video caption file source share conversation comment leave skip read".split()
)
"""Common nouns that often start a sentence alone."""

STATES = frozenset(
    "republic kingdom emirate sultanate state states commonwealth "
    "duchy principality empire isle isles "
    "house order treaty declaration city province district gulf bay cape".split()
)
"""Words that take "of" in a name, besides those of bodies (folded)."""

NOT_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday "
    "january february march april may june "
    "july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec "
    "mon tue wed thu fri sat sun am pm ad bc ce bce etc "
    "eg ie mr mrs ms dr i ok tv pdf url faq".split()
)
"""Capital words that are nobody's name when they stand alone (folded)."""

GIVEN_MONTHS = frozenset("jan april may june august".split())
"""Months that are first names too."""

CHARGES = frozenset(
    "state defense defence treasury exchequer interior health education finance justice commerce "
    "labor labour energy transport transportation agriculture trade staff police".split()
)
"""What an office is of: "Secretary of State" (folded)."""

MALE = frozenset(
    "mr sir lord father brother son husband grandfather grandson uncle nephew widower "
    "stepfather stepson godfather".split()
)
"""Titles and kin of a man (folded)."""

FEMALE = frozenset(
    "mrs ms miss madam lady dame mother sister daughter wife grandmother granddaughter aunt niece "
    "widow stepmother stepdaughter godmother".split()
)
"""Titles and kin of a woman (folded)."""

MEN = MALE | frozenset(
    "king prince baron count duke spokesman chairman fisherman congressman man boy actor imam "
    "sheikh monk".split()
)
"""What a man or a boy is called (folded): titles, kin, offices."""

WOMEN = FEMALE | frozenset(
    "queen princess baroness countess duchess spokeswoman chairwoman congresswoman woman girl "
    "actress madame nun".split()
)
"""What a woman or a girl is called (folded): titles, kin, offices."""
