"""General English for `qa.verify.words`: irregular forms, words of one meaning, opposites.

Entries are parted by a bar, the two sides of a pair by a slash. No name and no subject of a
corpus is among them.
"""

from __future__ import annotations

__all__ = ["CONVERSE", "GROWN", "JOINED", "OPPOSITE", "PASTS", "SAME"]

PASTS = """
arose arise | arisen arise | ate eat | eaten eat | awoke awake | bade bid | bent bend | freed free
| bet bet | bled bleed | blew blow | blown blow | borne bear | bore bear | bought buy | bound bind
| bred breed | brought bring | built build | burnt burn | came come | cast cast | chose choose |
chosen choose | clung cling | crept creep | cut cut | dealt deal | dove dive | dreamt dream | drew
draw | drawn draw | drove drive | dug dig | fed feed | felt feel | fell fall | fallen fall | flew
fly | flown fly | forbade forbid | forbidden forbid | forgave forgive | froze freeze | frozen
freeze | gave give | given give | gone go | grew grow | grown grow | heard hear | hid hide |
hidden hide | hung hang | kept keep | knelt kneel | knew know | known know | laid lay | leapt leap
| learnt learn | led lead | left leave | lent lend | lit light | lost lose | made make | meant
mean | met meet | mistook mistake | overcame overcome | overthrew overthrow | overthrown overthrow
| paid pay | ran run | rang ring | rung ring | rebuilt rebuild | rode ride | ridden ride | rose
rise | risen rise | said say | sang sing | sung sing | sank sink | sunk sink | sat sit | saw see |
seen see | sent send | shaken shake | shook shake | shone shine | shot shoot | shown show | shrank
shrink | shrunk shrink | slept sleep | slid slide | sold sell | sought seek | spent spend | spilt
spill | split split | spoilt spoil | spoke speak | spoken speak | sprang spring | stole steal |
stolen steal | stood stand | struck strike | stuck stick | sued sue | swam swim | swept sweep |
swore swear | sworn swear | taught teach | taken take | threw throw | thrown throw | told tell |
took take | tore tear | torn tear | understood understand | went go | wept weep | withdrawn
withdraw | withdrew withdraw | woke wake | woken wake | won win | wore wear | worn wear | wound
wind | wrote write | written write
"""
"""Pasts and participles of irregular verbs, each with its base."""

GROWN = """
died die | dying die | lying lie | lay lie | dead die | death die | deceased die | men man | women
woman | children child | people people | person people | persons people | wives wife | lives life
| feet foot | teeth tooth | mice mouse | geese goose | halves half | data datum | criteria
criterion | better good | best good | worse bad | worst bad | bigger big | biggest big | larger
large | largest large | smaller small | smallest small | higher high | highest high | lower low |
lowest low | longer long | longest long | older old | oldest old | younger young | youngest young
| earlier early | earliest early | later late | latest late | nearer near | nearest near | fewer
few | fewest few | decision decide | decisive decide | departure depart | arrival arrive | refusal
refuse | denial deny | denied deny | denies deny | removal remove | approval approve | withdrawal
withdraw | proposal propose | dismissal dismiss | trial try | sale sell | purchase buy | gift give
| loss lose | victory win | victor win | winner win | loser lose | choice choose | growth grow |
thought think | speech speak | belief believe | proof prove | flight fly | fight fight | theft
steal | burial bury | buried bury | birth born | failure fail | success succeed | successful
succeed | payment pay | defence defend | defense defend | offence offend | permission permit |
admission admit | expansion expand | extension extend | conclusion conclude | explosion explode |
division divide | inclusion include | invasion invade | collision collide | persuasion persuade |
suspension suspend | reduction reduce | production produce | introduction introduce | destruction
destroy | construction construct | description describe | subscription subscribe | reception
receive | deception deceive | receipt receive | retention retain | detention detain | abstention
abstain | maintenance maintain | explanation explain | repetition repeat | competition compete |
opposition oppose | acquisition acquire | recognition recognise | applicant apply | application
apply | supplier supply | reliance rely | variation vary | solution solve | resolution resolve |
revolution revolt | pursuit pursue | complaint complain | restraint restrain | advice advise |
practice practise | analysis analyse | analyses analyse | organisation organise | organization
organise | organize organise | recognize recognise | criticize criticise | criticism criticise |
apologize apologise | apology apologise | authorize authorise | analyze analyse | center centre |
theater theatre | labor labour | harbor harbour | neighbor neighbour | color colour | favor favour
| honor honour | meter metre | kilometer kilometre | liter litre | program programme | tire tyre |
gray grey | judgement judgment | traveled travel | travelled travel | canceled cancel | cancelled
cancel | cancellation cancel | injury injure | injuries injure | inquiry inquire | enquiry inquire
| robbery rob | discovery discover | recovery recover | delivery deliver | murderer murder |
strength strong | strengthen strong | weaken weak | weakness weak | length long | lengthen long |
width wide | widen wide | height high | heat hot | depth deep | deepen deep | safety safe | truth
true | poverty poor | wealth wealthy | anger angry | hunger hungry | absence absent | presence
present | silence silent | violence violent | innocence innocent | guilt guilty | difficulty
difficult | legality legal | ability able | possibility possible | likelihood likely | reality
real | majority most
"""
"""Other forms of a word, each with the base it is grown from; spellings of America with those
of Britain."""

SAME = """
close shut | begin start commence open launch | end finish conclude stop cease halt close |
continue proceed |
buy purchase acquire | sell vend | big large great huge | small little tiny | house home residence
dwelling household | help aid assist support assistance | show reveal demonstrate indicate display
suggest | get receive obtain gain | hold keep retain | rise increase grow climb gain up jump soar
surge | fall drop decline decrease reduce down shrink plunge slump | cut reduce lower trim slash |
quit resign leave depart step | child kid youngster | car vehicle automobile | doctor physician
medic | company firm business corporation enterprise | money fund cash finance | ask request seek
demand | need require | want wish desire | attempt try effort bid | choose pick select | make
create produce build construct manufacture | build erect | destroy wreck demolish ruin | damage
harm | hurt injure wound injury casualty | kill slay | murder kill | die perish kill | dead kill |
fight battle combat clash | attack assault strike raid | soldier troop serviceman | fighter
militant insurgent rebel | policeman officer constable | police officer | worker employee staff
labourer | boss head chief leader | head lead chair | lead head | member participant | attend
present participate | meeting session sitting gathering | talk discussion negotiation conversation
| talk speak discuss | deal agreement accord pact | treaty accord pact | law legislation act
statute | rule regulation | vote ballot | election poll | choose elect | appoint name designate
nominate | name call dub | job post position role | work labour | work operate function | pay wage
salary | pay spend | cost price | money sum amount | amount quantity | part portion share section
| whole entire complete full total | near close nearby | far distant | fast quick rapid swift |
slow gradual | now currently presently | today currently | soon shortly | former previous ex
earlier prior | earlier previously before | later afterwards subsequently then | before prior
ahead | after following since once | because since owing due | therefore thus hence | although
though despite | also additionally too | about regarding concerning | reason cause | cause trigger
prompt lead | result outcome consequence | result end | problem difficulty issue trouble | fault
defect flaw error mistake | mistake error | correct right accurate | wrong incorrect false | new
fresh recent | old ancient elderly | young youthful | rich wealthy | poor impoverished | strong
powerful | weak feeble | hard difficult tough | easy simple | important significant major key |
main chief principal primary | secret covert hidden | open public | public citizen | person people
individual | human people | man male | woman female | resident inhabitant villager citizen local
townspeople | people resident | town community | village settlement | city municipality town |
area region zone district | place location site spot | road street highway | ship vessel boat |
plane aircraft jet airplane | aircraft helicopter | train railway | weapon arm | gun firearm |
bomb explosive | explosion blast | fire blaze | fire shoot | burn fire | flood inundate | storm
tempest | quake earthquake | illness disease sickness | ill sick unwell | hospital clinic |
medicine drug | drug medication | cure heal | recover heal | dismiss sack fire | hire recruit
employ engage | employ use | use utilise employ | give provide supply offer grant | grant award |
award prize | offer propose | send dispatch deliver | carry transport bear convey | bring take |
take seize capture | capture seize arrest | arrest detain | jail imprison prison | jail prison |
free release liberate | release publish issue | publish print | print issue | write pen author |
author writer | letter message note | message text | document paper file | report account |
account version | story account report | read peruse | see witness observe view | watch observe |
look view | find discover locate | discover detect | search look hunt | inspect examine check |
examine study investigate | investigate probe inquire | inquiry investigation probe | test trial |
test examine | check verify | confirm verify corroborate | prove demonstrate | guess estimate |
estimate reckon calculate | count number tally | count reckon | measure gauge | add include |
include contain comprise | contain hold | consist comprise | join enter | enter access | leave
exit depart | go travel move | travel journey | journey trip voyage | walk march | run operate
manage | manage direct administer | govern rule | control command | command order | order instruct
direct tell | tell inform notify | warn alert caution | promise pledge vow | agree consent accept
| accept acknowledge admit | refuse decline reject | reject dismiss | oppose resist | protest
demonstrate | protest object | demonstration protest rally | strike walkout | stop prevent block |
prevent avert avoid | block obstruct | ban prohibit forbid bar outlaw | allow permit let authorise
| permit licence license | approve endorse back authorise | back support | defend protect guard |
protect safeguard | save rescue | rescue evacuate save | evacuate remove | remove withdraw |
withdraw retreat pull | return restore | return back | come arrive | arrive reach come | reach
attain | win triumph victory | beat defeat | lose forfeit | gain win | score net | play perform |
game match | team side squad | group band | group organisation body | organisation body
association | committee panel commission | council authority | government administration state |
minister secretary | ministry department | president head | spokesman spokeswoman spokesperson |
lawyer attorney solicitor barrister advocate counsel | judge magistrate justice | court tribunal |
trial case | case lawsuit suit | sue lawsuit | accuse charge blame | blame fault | convict guilty
| sentence jail | fine penalty | crime offence | steal rob theft | thief robber burglar | teacher
instructor | school academy | pupil student | student undergraduate | university college | study
research survey | scientist researcher | expert specialist | farmer grower | field meadow | forest
wood | hill mountain | river stream | lake reservoir | sea ocean | coast shore | bridge span |
building structure | wall barrier | gate door | tower mast | roof top | room chamber | food meal |
eat consume | drink consume | water rain | animal creature beast | dog hound | cow cattle | sheep
flock | bird fowl | fish catch | tree wood | plant crop | factory plant mill works | machine
device equipment apparatus | equipment gear | tool instrument | computer machine | phone telephone
| ring phone call telephone | call ring | broadcast air | radio broadcast | newspaper paper daily
| journalist reporter correspondent | picture photograph photo image | film movie | book volume |
painting canvas picture | song tune | money payment | tax levy duty | bank lender | loan credit |
debt liability | owner proprietor | own possess | rent lease | property estate | land ground |
ground earth soil | year annum | month monthly | week weekly | day daily | night evening overnight
| morning dawn | noon midday | century hundred | moment instant | period time era | era age | age
old year | delay postpone defer | postpone adjourn | cancel scrap abandon drop axe | scrap abandon
| plan scheme project | plan intend propose | intend aim | aim goal target purpose | hope expect |
expect anticipate | believe think reckon | think consider regard | consider deem | know aware |
understand realise | remember recall | forget overlook | fear worry concern | worry concern
anxiety | angry furious | happy pleased glad | sad unhappy | surprise astonish | surprised
astonished | brave courageous | danger risk hazard threat | dangerous risky hazardous unsafe |
safe secure | threaten menace | threat menace | limit restrict cap | limit ceiling | maximum peak
| minimum least | average mean | half fifty | double twice | twice two | pair two couple | dozen
twelve | score twenty | decade ten | last final | last previous past | final ultimate | first
initial | initial early | next following | same identical | different distinct other | similar
alike | change alter modify amend | replace substitute | exchange swap trade | trade commerce |
split divide | divide separate | join unite merge combine | merger takeover | merge combine |
gather collect assemble | collect amass | share distribute | spread distribute | expand extend
enlarge | extend prolong lengthen | repair fix mend | fix mend | improve better enhance | worsen
deteriorate | clean wash | dirty polluted | pollute contaminate | contaminate taint | empty vacant
| full complete | complete finish | fail unsuccessful | succeed success | happen occur take |
occur place | exist be | remain stay | stay remain continue | wait await | appear emerge | emerge
surface | disappear vanish | vanish lost | miss lack | lack absence | missing lost | sign
signature | sign agree | mark indicate | symbol sign | flag banner | border frontier | country
nation state | nation people | foreign overseas abroad | abroad overseas | national countrywide |
international global | world globe | global worldwide | local nearby | north northern | south
southern | east eastern | west western | centre middle | middle central | top summit | bottom base
| side flank | front fore | rear back | left port | begin inception | birth born | marry wed |
wife spouse | husband spouse | mother mum | father dad | parent mother father | brother sibling |
sister sibling | relative kin | friend ally | ally partner | enemy foe opponent | opponent rival |
rival competitor | compete contest | contest competition | race contest | supporter backer |
critic opponent | victim casualty | survivor survive | witness onlooker | suspect accused |
hostage captive | prisoner inmate detainee | refugee displaced | flee escape | escape flee | hide
conceal | conceal hide | deny dispute | dispute row argument quarrel | dispute contest | argue
contend | claim assert maintain allege | insist maintain | complain object | praise commend laud |
criticise condemn denounce | mock ridicule | insult offend | apologise sorry | regret sorry |
thank grateful | welcome greet | greet meet | visit tour | tour trip | guest visitor | visitor
tourist | host organise | organise arrange | arrange set | set put place | put place | lay place |
lift raise | raise lift | push press | pull drag | throw hurl | drop dump | hit strike | crash
collide | collision crash | accident crash mishap | crash smash | smash break | break fracture |
crack fracture split | collapse fall | sink founder | drown die | rush hurry | accelerate speed |
speed pace | slow delay | weigh weight | heavy hefty | light lightweight | long lengthy | short
brief | tall high | wide broad | narrow slim | deep profound | hot warm | cold chilly | dry arid |
wet damp | loud noisy | quiet silent | clear plain obvious | clear evident | true genuine | real
genuine actual | fake forged bogus | lie falsehood | lie untruth | honest truthful | fair just |
unfair unjust | legal lawful | illegal unlawful illicit | right entitlement | duty obligation |
must obligate | tie draw | draw equal | equal same | receive get | lend loan | borrow loan | guard
sentry | hurt harm | pollution contamination | profit earnings | earn make | income revenue |
turnover revenue sale | customer client | client customer | consumer buyer | shop store | market
bazaar | goods merchandise product | product item | item object | object thing | thing item | type
kind sort | kind sort | way manner method | method technique | step measure | measure action |
action move | move step | decide resolve rule | decision ruling verdict | verdict ruling judgment
| resolve settle | settle resolve | solve resolve | answer reply respond response | reply respond
| question query | query inquiry | interview question | statement declaration announcement |
announce declare proclaim | declare proclaim | reveal disclose | disclose divulge | leak disclose
| evidence proof | proof confirmation | fact truth | detail particular | figure number | number
total | total sum | percent percentage | rate pace | level degree | lack shortage | shortage
scarcity | abundance plenty | plenty ample | enough sufficient | excess surplus | extra additional
further more | additional more | additional another | rest remainder | rest remaining | remain
left | hand give | hand pass | pass approve adopt | adopt approve | fund finance pay | invest
spend | donate give | donation gift | gift present | inherit receive | bequeath leave | will
testament | settle pay | compensate compensation | compensation damages | cover pay | insure cover
| insurer insurance | suffer sustain | sustain suffer | endure suffer | last endure | serve work |
retire leave | oust remove depose | depose overthrow | overthrow topple | topple oust | revolt
uprising rebellion | coup putsch | regime government | army military force | force troop | navy
fleet | war conflict | conflict fighting | ceasefire truce | truce armistice | peace truce |
withdraw leave | advance progress | retreat withdraw | surround encircle besiege | besiege siege |
occupy hold | invade occupy | invade enter | bombard shell | shell bombard | shoot fire | wound
injure | bury inter | funeral burial | grave tomb | church chapel | temple shrine | priest
clergyman cleric | pray prayer | belief faith | religion faith | rebuild reconstruct restore |
rescue save | refuse reject decline | sink founder | seek request ask | admit let | nearly almost
| inform tell | launch start | establish found create | proceed continue | conduct perform |
isolate cut | surrender yield | deliver give | loudly noisily | injured hurt
"""
"""Groups of words in base form of which one may stand for another in a light rewording."""

OPPOSITE = """
rise increase grow climb up gain surge soar jump expand upward grew raise lift double triple
improve/fall drop decline decrease reduce down shrink plunge slump halve cut lower downward worsen
| more above over exceed greater higher most maximum/less fewer below under lower least minimum |
high tall top/low short bottom | big large huge great major/small little tiny minor slight |
before prior ahead precede earlier/after following behind later afterwards since | early/late |
win victory triumph beat defeat victorious winner/lose loss defeat beaten loser | gain/lose | open
reopen/close shut closed | begin start commence launch/end finish stop cease halt | accept approve
agree endorse pass adopt/reject refuse decline oppose dismiss rebuff | support back favour/oppose
resist object reject | for/against | allow permit authorise legalise let/ban forbid prohibit bar
outlaw block prevent | confirm affirm admit acknowledge concede/deny refute dispute rebut reject |
agree/disagree differ refuse | true correct accurate right genuine real/false wrong incorrect
inaccurate untrue fake bogus | guilty convict/innocent acquit clear | alive live survive
survivor/dead die kill | succeed success/fail failure | arrive enter come/depart leave exit go |
buy purchase acquire/sell | lend/borrow | give send/receive get take | teach/learn | push/pull |
hire appoint employ recruit/fire sack dismiss | join/leave quit | strong strengthen/weak weaken |
rich wealthy/poor | safe/unsafe dangerous risky | easy/difficult hard | fast quick rapid/slow
gradual | hot warm/cold cool | old elder/new young | oldest/youngest newest | young/old elderly |
first/last final | next/previous last | inside within indoors inner/outside beyond outdoors outer
| north northern/south southern | east eastern/west western | left/right | male man boy/female
woman girl | father/mother | son/daughter | brother/sister | husband/wife | king/queen | day/night
| morning/evening afternoon night | summer/winter | spring/autumn | full/empty | wide broad/narrow
| long/short | heavy/light | thick/thin | deep/shallow | hard/soft | wet/dry | clean/dirty |
loud/quiet | public/private secret | present attend/absent miss | friend ally/enemy foe |
attack/defend | attack assault/defence | advance/retreat withdraw | occupy seize/vacate |
war/peace | import/export | legal lawful/illegal unlawful | guilty/innocent | convict/acquit |
include/exclude | include add/exclude omit remove | add/remove subtract | build construct/destroy
demolish | create/destroy | save rescue/kill | praise commend welcome/criticise condemn denounce
blame | love like/hate dislike | hope/fear despair | trust/distrust doubt | know/ignore | remember
recall/forget | find/lose | keep retain/abandon discard drop | free release liberate/jail imprison
detain arrest hold | appear emerge/disappear vanish | visible/invisible hidden | same similar
identical/different opposite | cheap/expensive dear | profit/loss | profitable/unprofitable |
surplus/deficit | credit/debit | income/expense | good/bad | better improve/worse worsen |
best/worst | happy glad pleased/sad unhappy angry | likely probable/unlikely improbable |
possible/impossible | able/unable | certain sure/uncertain unsure | always/never seldom rarely |
often frequent/rare seldom | major/minor | majority/minority | maximum/minimum |
permanent/temporary | national/local | local/foreign | domestic/foreign | urban/rural |
internal/external | direct/indirect | voluntary/compulsory mandatory forced | optional/mandatory |
formal/informal | official/unofficial | active/inactive | effective/ineffective |
sufficient/insufficient | adequate/inadequate | complete/incomplete partial | total whole
entire/partial | positive/negative | optimistic/pessimistic | northbound/southbound |
upstream/downstream | upper/lower | front/back rear | ahead lead/behind trail | near close/far
distant | together/apart separate | merge unite/split separate divide | lock/unlock | load/unload
| arm/disarm | cover/uncover | employed/unemployed | married/divorced single | pass/fail |
ascend/descend | accelerate/slow | speed/delay | delay postpone/advance hasten | extend
lengthen/shorten curtail | extend renew/cancel revoke | grant/withhold deny refuse revoke |
impose/lift | impose/repeal | tighten/loosen ease relax | raise/lower cut | borrow/repay |
win/concede | attack/protect | injured wounded/unhurt unharmed uninjured | hurt injure/unhurt
unharmed | damaged/undamaged intact | reveal disclose/conceal hide | confirm/contradict |
encourage urge/discourage dissuade deter | persuade/dissuade | ask/answer | question/answer |
lead/follow | leader/follower | employer/employee | buyer/seller | landlord/tenant | teacher/pupil
student | victim/attacker perpetrator | winner/loser | plaintiff/defendant | prosecution/defence |
government/opposition | minimum least/maximum most | hero/villain | vote/abstain | attend/boycott
| obey/disobey defy | comply/defy breach | keep honour/break breach violate | resume
continue/suspend halt stop | arrive/leave | land/take | sink/float | float/sink | rise/set |
sunrise/sunset | dawn/dusk | inflow/outflow | entrance/exit | departure/arrival | above/below
beneath | onto/off | with/without | despite/because | although/because | unlike/like | plus/minus
| ally/opponent rival | few/many | several/none | everyone everybody all/nobody none |
everything/nothing | everywhere/nowhere | something/nothing | keep retain/lose | since/until |
save rescue survive/drown perish kill | prove/disprove | agree/clash | peaceful/violent |
careful/careless | urgent/routine | calm/angry | winner/runner | host/guest
"""
"""Pairs of groups of which one turns the other's meaning round."""

CONVERSE = """
buy purchase acquire/sell | lend/borrow | give send/receive get take | teach/learn | win beat defeat
triumph victory winner/lose loss loser | lead/follow | hire employ/work | export/import
"""
"""Pairs that tell one deed from its two sides."""

JOINED = """
turn down reject | pull back withdraw | pull out withdraw | go down sink | call off cancel | put
off postpone | carry out conduct | set up establish | step down resign | give up abandon | look
for seek | find out discover | hand over deliver | take over acquire | shut down close | knock
down demolish | tear down demolish | blow up explode | pass away die | lay off dismiss | let in
admit | throw out reject | bring up raise | cut off isolate | burn down destroy | give in
surrender | go up rise | come down fall | wipe out destroy | vote down reject | turn away refuse |
go ahead proceed | go on continue | carry on continue | keep on continue | break into enter | get
away escape | run away escape | speed up accelerate | slow down slow | bring out
publish | send out distribute | back down yield
"""
"""Verb, particle, and a verb that means the two."""
