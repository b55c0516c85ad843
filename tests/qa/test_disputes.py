"""Figures as ranges, moments, whose people a figure counts, later accounts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.disputes.asked import ask_of
from qa.disputes.figures import agree, figures_of
from qa.disputes.moments import clash, moments_of
from qa.disputes.signs import Relation, compare_figures, compare_moments
from qa.disputes.verdict import is_of_others, is_update, kind_of
from qa.evidence import Evidence
from qa.positions import asked_of, opposed, sides_of
from qa.question import read_question
from qa.verify.words import lemma
from tests.fakes_evidence import evidence, one_by_one
from tests.fakes_qa import made_document


def first(text: str) -> tuple[float, float]:
    figure = figures_of(text)[0]
    return figure.low, figure.high


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,187 litres", "1,200 litres"),
        ("about 200 people", "212 people"),
        ("nearly forty men", "38 men"),
        ("more than 1,000 homes", "1,150 homes"),
        ("between 20 and 30 boats", "25 boats"),
        ("43 miles", "70 km"),
        ("dozens of people", "40 people"),
        ("up to 90 days", "80 days"),
    ],
)
def test_roundings_and_bounds_agree(one: str, other: str) -> None:
    assert agree(figures_of(one)[0], figures_of(other)[0]) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("350 men", "55 men"),
        ("more than 50 men", "350 men"),
        ("at least nine patients", "four patients"),
        ("1,200 litres", "4,800 litres"),
        ("about 200 people", "80 people"),
        ("22 per cent", "9 per cent"),
        ("150 km", "43 miles"),
    ],
)
def test_other_figures_do_not(one: str, other: str) -> None:
    assert agree(figures_of(one)[0], figures_of(other)[0]) is False


def test_what_is_measured_otherwise_is_not_compared() -> None:
    assert agree(figures_of("5 km")[0], figures_of("5 hours")[0]) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [("between 1-2 September", 0), ("a score of 41 to 29", 2), ("at 10:52", 0), ("20-30 men", 1)],
)
def test_days_and_scores_are_no_ranges(text: str, count: int) -> None:
    assert len(figures_of(text)) == count


def test_a_share_is_rounded_to_no_less_than_nothing() -> None:
    assert [(f.low, f.high) for f in figures_of("0%")] == [(0.0, 0.5)]


@given(st.text(max_size=80) | st.text(alphabet="0123456789 -,.:toand%$ km", max_size=40))
def test_any_text_has_its_figures_and_moments(text: str) -> None:
    assert all(0.0 <= f.low <= f.high for f in figures_of(text))
    assert all(clash(m, m) is not True for m in moments_of(text))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("on 3 November", "the third of November", False),
        ("on 3 November", "the second of November", True),
        ("in March 2020", "on 5 March", False),
        ("in 1998", "in 1999", True),
        ("on Friday", "on Monday", True),
        ("at 9.30", "at half past nine", False),
        ("nine o'clock", "at 9.30", True),
        ("at 21:00", "nine o'clock", False),
        ("at ten to nine", "at 8.50pm", False),
        ("at twenty past six", "at 6.25", True),
        ("in the 1990s", "in 1994", False),
        ("in the 1990s", "in 1984", True),
        ("in the 19th century", "in 1850", False),
        ("between March and June 2020", "in April 2020", False),
        ("between March and June 2020", "on 4 August 2020", True),
        ("from 3 to 5 May", "on 4 May", False),
        ("1-2 September", "on 3 September", True),
        ("from 30 November to 2 February", "on 4 May", True),
    ],
)
def test_moments_clash_where_they_tell_the_same_part(one: str, other: str, apart: bool) -> None:
    assert clash(moments_of(one)[0], moments_of(other)[0]) is apart


def test_days_are_compared_with_days_and_hours_where_one_is_asked_for() -> None:
    one, other = "It left at 8:15 on 3 May.", "It left at 8:15 on 4 May."
    assert compare_moments(ask_of("When did it leave?"), one, other) is Relation.DIFFER
    assert compare_moments(ask_of("At what time did it leave?"), one, other) is Relation.SAME


def test_moments_of_no_common_part_are_not_compared() -> None:
    assert clash(moments_of("on Friday")[0], moments_of("in 1998")[0]) is None
    asked = ask_of("When did the mill close in 1950?")
    assert compare_moments(asked, "It closed in 1950 in May 1950.", "It closed.") is Relation.NONE


SUNK = "How many pirate boats did the navy say it had sunk?"


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("The navy sank 30 pirate boats.", False),
        ("The pirates claimed to have sunk 12 navy boats.", True),
        ("It sank nine.", False),
        ("Nobody was hurt.", False),
    ],
)
def test_whose_losses_a_figure_counts(words: str, others: bool) -> None:
    assert is_of_others(ask_of(SUNK), words) is others


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("They killed 34 members of the guard.", True),
        ("They killed 350 Vessian fighters.", False),
        ("They killed 350 of the enemy.", False),
        ("They killed 350 people of the valley.", False),
        ("They killed 350.", False),
    ],
)
def test_of_a_party_by_name_the_members_of_something_else_are_others(
    words: str, others: bool
) -> None:
    assert is_of_others(ask_of("How many Vessians were killed?"), words) is others


def test_the_other_partys_losses_are_on_no_side() -> None:
    ours, theirs = (
        evidence("The navy sank 30 pirate boats."),
        evidence("The pirates sank 12 navy boats."),
    )
    more = evidence("The navy sank 50 pirate boats.")
    asked = read_question(SUNK)
    assert len(sides_of(asked, [ours, theirs], one_by_one)) == 1
    sides = sides_of(asked, [theirs, ours, more], one_by_one)
    assert [side.evidence for side in sides] == [(ours,), (more,)]


def test_a_bare_figure_is_compared_with_a_named_one() -> None:
    asked = ask_of("How many crew did the ferry have?")
    same = compare_figures(asked, "There were 63 passengers and four crew.", "It says four.")
    assert same[0] is Relation.SAME
    other = compare_figures(asked, "There were 63 passengers and four crew.", "Only three.")
    assert other[0] is Relation.DIFFER


def _dated(words: str, published: str | None, **known: str) -> Evidence:
    document = made_document(f"{published}.txt", words, published=published, outlet="Post")
    return evidence(words, document=document, **known)


def test_a_later_account_of_one_source_is_an_update() -> None:
    early = _dated("The quake killed 20 people.", "2021-05-01")
    late = _dated("The quake killed 45 people.", "2021-05-03")
    undated = _dated("The quake killed 90 people.", None)
    asked = read_question("How many people did the quake kill?")
    kinds = [side.kind for side in sides_of(asked, [early, late], one_by_one)]
    assert kinds == ["update", "update"]
    kinds = [side.kind for side in sides_of(asked, [early, undated], one_by_one)]
    assert kinds == ["figure", "figure"]


def test_two_voices_of_one_day_are_no_update() -> None:
    one = _dated("The quake killed 20 people.", "2021-05-01")
    other = _dated("The quake killed 45 people.", "2021-05-01")
    assert not is_update(one, other)


def test_a_correction_takes_the_place_of_what_the_same_house_said() -> None:
    asked = read_question("How many parcels did she take?")
    one = _dated("She took 30 parcels.", None)
    corrected = _dated("Correction: she took 40 parcels, not 30.", None)
    kinds = [side.kind for side in sides_of(asked, [one, corrected], one_by_one)]
    assert kinds == ["update", "update"]
    words = "Correction: the fair took 40 parcels."
    stranger = evidence(words, document=made_document("other.txt", words, outlet="Herald"))
    assert not is_update(one, stranger), "of another house"


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("tens of lorries", 10, 99),
        ("hundreds of lorries", 100, 999),
        ("tens of thousands of men", 10_000, 99_999),
        ("hundreds of thousands of men", 100_000, 999_999),
    ],
)
def test_vague_numbers_are_ranges_that_do_not_meet(words: str, low: int, high: int) -> None:
    assert [(f.low, f.high) for f in figures_of(words)] == [(low, high)]


def test_the_verb_before_a_number_tells_what_befell_those_counted() -> None:
    killed, taken = figures_of("They reported killing 34 members and capturing 11 checkpoints.")
    assert (killed.fate, taken.fate) == ("dead", "held")


@pytest.mark.parametrize(
    ("question", "whether"),
    [
        ("Did the town fall?", True),
        ("What do the papers say on whether the town has fallen?", True),
        ("The attack of Sunday: had it begun or not?", True),
        ("Who said whether the town would fall?", False),
        ("How many were there?", False),
        ("In which town was it?", False),
    ],
)
def test_whether_something_is_so_is_asked_in_more_than_one_way(
    question: str, whether: bool
) -> None:
    assert ask_of(question).whether is whether


def test_a_question_whether_something_is_so_asks_for_no_day() -> None:
    assert ask_of("When was she hurt?").date
    for question in ("Was she hurt when it fell?", "What hurt her when it fell?"):
        assert not ask_of(question).date
    asked = "Was anyone hurt when it fell?"
    assert kind_of(read_question(asked), ask_of(asked)) == "whether"


FALLEN = "Have the rebels captured all of Kestrel?"


def test_a_clause_that_answers_another_question_joins_no_side() -> None:
    asked = read_question(FALLEN)
    claim = evidence("We have captured the whole of Kestrel.", speaker="Tom Reed")
    denial = evidence(
        "It is false that the rebels captured Kestrel.", speaker="Ann Lee", denial=True
    )
    beside = evidence("The rebels reported capturing 11 farms.", 0.4, speaker="The rebels")
    sides = sides_of(asked, [denial, claim, beside], lambda a, b: 1.0 if a is b else 0.5)
    assert [side.evidence for side in sides] == [(denial,), (claim,)]
    assert len(sides_of(asked, [claim, beside], one_by_one)) == 1, "no dispute, nothing is left out"


def test_a_figure_of_the_same_thing_joins_its_side() -> None:
    asked = read_question("How many fighters are in the hills?")
    one, other = evidence("There are 6,000 fighters."), evidence("There are 10,000 fighters.")
    same, none = evidence("Some 6,000 wait there.", 0.4), evidence("The hills are full.", 0.4)
    sides = sides_of(asked, [one, other, same, none], one_by_one)
    assert [side.evidence for side in sides] == [(one, same), (other,)]


@pytest.mark.parametrize(
    ("question", "sayer"),
    [
        ("How many boats did the navy say it had sunk?", {"navy"}),
        ("How many rebels did Brel Odan claim had died?", {"brel", "odan"}),
        ("What was lost, according to the harbour trust?", {"harbour", "trust"}),
        ("How many boats did the navy sink?", set()),
        ("Who said so?", set()),
    ],
)
def test_whose_account_is_asked_for(question: str, sayer: set[str]) -> None:
    assert ask_of(question).sayer == {lemma(word) for word in sayer}


def test_another_partys_account_is_no_other_side() -> None:
    asked = read_question("How many rebels did Brel Odan claim had died?")
    own = evidence("He claimed that 140 rebels had died.", speaker="Colonel Brell Odann")
    theirs = evidence("He said that 19 rebels had died.", speaker="Daren Ilk")
    later = evidence("He claimed that 90 rebels had died.", speaker="Brel Odan")
    assert len(sides_of(asked, [own, theirs], one_by_one)) == 1
    assert [s.evidence for s in sides_of(asked, [own, theirs, later], one_by_one)] == [
        (own,),
        (later,),
    ]


@pytest.mark.parametrize(
    "words", ["3. The court spoke.", "E02: no flame.", "1.2 The gate is shut."]
)
def test_the_number_of_an_item_is_no_figure(words: str) -> None:
    assert figures_of(words) == ()


def test_a_part_that_is_named_is_a_figure() -> None:
    held, named = figures_of("Eleven people were held, seven of them farmers.")
    assert (held.low, named.low, named.counted) == (11.0, 7.0, ("farmer",))
    assert len(figures_of("Eleven people were held, seven of them overnight.")) == 1


def test_an_enemy_may_bear_any_name_but_that_of_who_fights_him() -> None:
    asked = ask_of("How many enemy ships did the Orlanders say they sank?")
    assert not is_of_others(asked, "The Orland fleet claimed to have sunk nine Vessian ships.")
    assert is_of_others(asked, "The Vessians said they had sunk four Orlander ships.")
    named = ask_of("How many Vessian ships did the Orlanders say they sank?")
    assert is_of_others(named, "They lost two Tarnish ships.")


def test_a_distance_between_other_places_is_of_others() -> None:
    asked = ask_of("How far is Ostwick from Velmara?")
    assert not is_of_others(asked, "Ostwick lies 43 miles to the north of Velmara.")
    assert not is_of_others(asked, "The valley is just 43 miles from Velmara.")
    assert is_of_others(asked, "They met at Rukha, 31 miles (50km) from the border of Ostwick.")
    assert is_of_others(asked, "Ostwick is 50 km from Tarn.")


def test_counts_of_one_thing_are_compared_where_the_question_names_none() -> None:
    asked = ask_of("How large was the Umber herd?")
    differ = compare_figures(asked, "A herd of 140 goats came.", "There were 96 goats.")
    assert differ[0] is Relation.DIFFER
    assert differ[1] == 2


def test_another_partys_losses_are_not_said_first() -> None:
    asked = read_question(SUNK)
    theirs, ours = (
        evidence("The pirates sank 12 navy boats.", 0.9),
        evidence("The navy sank 30 pirate boats.", 0.5),
    )
    assert asked_of(asked, [theirs, ours], 0.5) == (ours,)
    assert asked_of(asked, [theirs], 0.5) == (theirs,)
    weak = replace(ours, probability=0.3)
    assert asked_of(asked, [theirs, weak], 0.5) == (theirs, weak), "no refusal comes of it"
    assert asked_of(read_question("Who sank the boats?"), [theirs, ours], 0.5) == (theirs, ours)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (FALLEN, {"Kestrel"}),
        ("Did the garrison leave the town before dawn?", {"town"}),
        ("Is the road open?", set()),
    ],
)
def test_what_it_is_asked_to_have_been_done_to(question: str, words: set[str]) -> None:
    assert ask_of(question).object == {lemma(word.lower()) for word in words}


@pytest.mark.parametrize(
    ("question", "deed"),
    [
        ("Did the rebels manage to penetrate the town?", "penetrate"),
        ("Has the crew managed to raise the ferry?", "raise"),
        ("Did Ada Roth manage the mill?", "manage"),
        ("Did Ada Roth succeed to the throne?", "succeed"),
    ],
)
def test_what_is_managed_is_the_deed(question: str, deed: str) -> None:
    assert ask_of(question).deed == lemma(deed)


@pytest.mark.parametrize(
    ("question", "one", "other", "fit"),
    [
        (
            "How many attackers were killed?",
            "Rebel losses were nine dead.",
            "He counted 87 bodies.",
            3,
        ),
        (
            "How many civilians died?",
            "He put the civilian dead at 212.",
            "There were 340 burials.",
            3,
        ),
        (
            "What is the toll of the war?",
            "It has killed 6,400 people.",
            "The front says 11,000.",
            2,
        ),
        (
            "How much did the mission cost?",
            "It cost 640 million marks.",
            "It is put at 910 million.",
            2,
        ),
    ],
)
def test_figures_of_one_fate_are_compared(question: str, one: str, other: str, fit: int) -> None:
    assert compare_figures(ask_of(question), one, other) == (Relation.DIFFER, fit)


def test_another_fate_is_another_figure() -> None:
    asked = ask_of("How many soldiers died?")
    assert compare_figures(asked, "Nine died.", "He spoke of 30 wounded.")[0] is not Relation.DIFFER


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("How many Tesk were ambushed?", "The front killed over 55 Tesk fighters."),
        ("How many Tesk were driven out?", "Hundreds of Tesk fighters were ambushed."),
    ],
)
def test_an_ambush_is_no_death_and_no_flight(question: str, other: str) -> None:
    told = "Thousands of Tesk were ambushed and driven out."
    assert compare_figures(ask_of(question), told, other)[0] is not Relation.DIFFER


def test_what_is_not_so_is_no_figure_and_no_moment() -> None:
    assert [f.low for f in figures_of("She found it in quarry 4, not 9, in the lower bed.")] == [
        4.0
    ]
    assert [f.low for f in figures_of("He isn't 19 years old, he's a man of 44.")] == [44.0]
    (moment,) = moments_of("It will be held on 28 June, not on 26 June as first announced.")
    assert moment.day == 28


@pytest.mark.parametrize(
    "question",
    [
        "What do the sources say on whether the town fell?",
        "According to the reports, how many fell?",
        "How many fell, and what do the articles give?",
        "What figures have the two sides given for the dead?",
        "How many dead did both parties claim?",
        "How many does each side say it killed?",
    ],
)
def test_the_sources_and_the_sides_are_no_party_whose_account_is_asked_for(question: str) -> None:
    assert ask_of(question).sayer == frozenset()
    assert ask_of("How many dead did the navy claim?").sayer == {lemma("navy")}


@pytest.mark.parametrize(
    "question",
    [
        "When the convoy was on its way, had the attack begun?",
        "According to the mayor and the baker, was the bridge open?",
    ],
)
def test_whether_something_is_so_may_be_asked_behind_a_clause(question: str) -> None:
    assert ask_of(question).whether
    assert not ask_of("When the convoy left, what did the mayor say?").whether


def test_fronts_are_counted_and_not_those_who_died_on_them() -> None:
    fronts = ask_of("On how many fronts did the army say that men had died?")
    assert (fronts.number, fronts.fate) == (True, "")
    assert ask_of("How many men died?").fate == "dead"
    relation, _ = compare_figures(fronts, "Many died on two fronts.", "It killed 55 men.")
    assert relation is not Relation.DIFFER or fronts.fits(figures_of("It killed 55 men.")[0]) < 3


def test_a_turnout_counts_people() -> None:
    turnout = ask_of("What was the turnout on the march?")
    assert turnout.number
    assert turnout.fits(figures_of("About 1,800 people took part.")[0]) == 3
    assert turnout.fits(figures_of("A flock of 40 sheep came.")[0]) < 3


def test_miles_that_are_counted_lie_between_the_places_of_the_question() -> None:
    asked = ask_of("How many miles lie between Velmara and Ostwick?")
    assert asked.of_others(figures_of("Tarn Cross, 31 miles from Velmara, burned.")[0])
    assert not asked.of_others(figures_of("It is 43 miles from Velmara.")[0])


def test_who_proclaims_by_a_long_name_is_whose_account_is_asked_for() -> None:
    asked = ask_of("What did the army spokesman Zabiullah Mirren proclaim about the town?")
    assert asked.is_named("Mirren") and not asked.is_named("Tesk")


def test_two_statements_of_the_one_party_asked_for_are_one_answer() -> None:
    question = read_question("How did the mayor respond to the claim that the bridge was shut?")
    claim = evidence(
        "The mayor said the bridge was open.", 0.9, voice="reported", speaker="the mayor"
    )
    denial = evidence(
        "It is false that the bridge was shut, the mayor said.",
        0.9,
        voice="reported",
        speaker="Mayor Orr",
        denial=True,
    )
    assert len(sides_of(question, (claim, denial), lambda *_: 0.7)) == 1


def test_who_is_asked_for_by_a_noun_is_answered_by_other_names_alone() -> None:
    asked = "Which militia commander said that they only dream?"
    assert kind_of(read_question(asked), ask_of(asked)) == "name"
    assert kind_of(read_question("What did they dream?"), ask_of("What did they dream?")) == "open"


def test_of_two_amounts_to_choose_from_each_may_answer() -> None:
    asked = ask_of("How many lorries came, tens or hundreds?")
    assert asked.figures == ()
    assert ask_of("Did 40 men or 50 women come?").figures
    one = "He said that scores of soldiers came with hundreds of lorries."
    other = "The pictures show tens of lorries near the stadium."
    assert compare_figures(asked, one, other) == (Relation.DIFFER, 3)
    assert compare_figures(asked, one, "Hundreds of lorries came.")[0] is Relation.SAME


@pytest.mark.parametrize(
    ("question", "one", "other", "differ"),
    [
        ("How many children were killed?", "5 children were killed.", "35 people were killed.", 0),
        ("How many children were killed?", "5 children were killed.", "It killed seven.", 1),
        ("How many people were killed?", "5 clerks were killed.", "7 people were killed.", 1),
        ("How many provinces fell?", "Five provinces fell.", "12 soldiers died.", 0),
        ("How many provinces fell?", "Five provinces fell.", "Seven provinces have fallen.", 1),
        ("How many people were killed?", "Five killed, 20 hurt.", "Six killed, 20 hurt.", 1),
        ("How many people were killed?", "Five killed, 20 hurt.", "Five killed, 21 hurt.", 0),
        ("How many people were killed?", "The 2021 attack killed 50.", "It killed 60.", 1),
        ("How many people died?", "COVID-19 killed 300.", "COVID-19 killed 500.", 1),
        ("How many people died?", "9/11 killed 300.", "9/11 killed 500.", 1),
        ("How many were aboard?", "The Boeing 737 had 120 aboard.", "The Boeing 737 had 130.", 1),
        ("How many jets fell?", "Two F-16 jets fell.", "Three F-16 jets fell.", 1),
        ("How many people were killed?", "Two bombs killed 52.", "Two bombs killed 56.", 1),
        ("How many people were killed?", "The attack killed 50.", "Fifty died.", 0),
    ],
)
def test_only_figures_of_what_is_asked_are_compared(
    question: str, one: str, other: str, differ: bool
) -> None:
    relation, fit = compare_figures(ask_of(question), one, other)
    assert (relation is Relation.DIFFER and fit >= 2) is bool(differ)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("In 2019, 20 people were killed.", [((), ""), (("peopl",), "dead")]),
        ("2 and 3 people were killed.", [(("peopl",), "dead")] * 2),
        ("Killed: 20 people.", [(("peopl",), "dead")]),
        ("Five killed, 20 injured.", [((), "dead"), ((), "hurt")]),
    ],
)
def test_noun_and_fate_are_of_the_numbers_own_clause(
    text: str, read: list[tuple[tuple[str, ...], str]]
) -> None:
    assert [(f.counted, f.fate) for f in figures_of(text)] == read


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("The 2021 attack killed 50.", [True, False]),
        ("The 2000 men marched.", [False]),
        ("They buried the 1500 dead.", [False]),
    ],
)
def test_a_year_before_a_noun_is_no_count(text: str, years: list[bool]) -> None:
    assert [f.year for f in figures_of(text)] == years


_DEAD = "How many fighters were killed?"


@pytest.mark.parametrize(
    ("question", "one", "other", "kind"),
    [
        (_DEAD, "350 fighters were killed on 1 May.", "55 fighters were killed on 5 May.", None),
        (
            _DEAD,
            "350 fighters were killed on 1 May.",
            "55 fighters were killed on 1 May.",
            "update",
        ),
        (_DEAD, "35 fighters were killed by 1 May.", "55 fighters were killed by 5 May.", "update"),
        (_DEAD, "35 fighters were killed on 1 May.", "The toll was 55 on 5 May.", "update"),
        (
            "How many men were missing?",
            "20 men were missing on 1 May.",
            "45 men were missing on 5 May.",
            "update",
        ),
    ],
)
def test_the_dead_of_two_days_are_neither_a_dispute_nor_an_update(
    question: str, one: str, other: str, kind: str | None
) -> None:
    early, late = _dated(one, "2021-05-06"), _dated(other, "2021-05-07")
    assert opposed(read_question(question), early, late, 0.7) == kind


@pytest.mark.parametrize(
    ("speaker", "update"), [("Mayor Reed", True), ("Ann Lee", False), ("the police", True)]
)
def test_another_partys_later_count_is_a_dispute(speaker: str, update: bool) -> None:
    early = _dated("20 people died.", "2021-05-01", speaker="Tom Reed")
    late = _dated("So far 45 people have died.", "2021-05-03", speaker=speaker)
    assert is_update(early, late) is update


def test_a_clause_joins_no_side_whose_figure_it_contradicts() -> None:
    texts = ("5 fighters came.", "Nine fighters came.", "They held 12 hills.", "Five came.")
    a, b, beside, c = map(evidence, texts)
    asked = read_question("How many fighters came?")
    sides = sides_of(asked, [a, b, beside], one_by_one)
    assert [side.evidence for side in sides] == [(a,), (b,)]
    assert sides_of(asked, [a, b, c], one_by_one)[0].evidence == (a, c)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("half a million people", 485_000, 515_000),
        ("half of the people", 47.5, 52.5),  # per cent
        ("two in three nurses", 63.3333333, 70.0),
        ("one out of five homes", 19.0, 21.0),
        ("two died in 2021", 2.0, 2.0),
        ("30-odd men", 30.0, 39.0),
        ("35 or 36 men", 35.0, 36.0),
        ("5 lakh people", 485_000, 515_000),
        ("52% of votes", 51.5, 52.5),
        ("a quarter of a million people", 245_000, 255_000),
        ("a quarter of the people", 23.75, 26.25),
        ("one and a half million people", 1_455_000, 1_545_000),
        ("two and a half hours", 9000, 9000),
        ("several dozen people", 20, 99),
        ("a few hundred people", 100, 999),
        ("a couple of hundred people", 100, 999),
        ("a couple of people", 2, 2),
        ("1\u00a0500 people", 1455, 1545),
        ("12\u202f000 people", 11_640, 12_360),
        ("the 330m tall tower", 325, 335),
        ("330m people", 325e6, 335e6),
        ("in May 5,000 people came", 4850, 5150),
        ("2 to 3 million people", 1_940_000, 3_090_000),
        ("2 to 300 people", 2, 309),
        ("$3-5 million", 2_910_000, 5_150_000),
        ("between $3 million and $5 million", 2_910_000, 5_150_000),
        ("it grew from 12 to 35 people", 12, 12),
        ("from 12 to 35 people", 12, 35),
    ],
)
def test_numbers_in_words_and_ranges(text: str, low: float, high: float) -> None:
    assert first(text) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "fates"),
    [
        ("No one was killed.", ["dead"]),
        ("Nobody has been seriously hurt.", ["hurt"]),
        ("None of the crew died.", ["dead"]),
        ("No people were killed.", ["dead"]),
        ("No one killed him.", []),
        ("Nobody knows how many were killed.", []),
        ("It is untrue that no one was killed.", []),
        ("No children were among those killed.", []),
    ],
)
def test_no_one_is_nought(text: str, fates: list[str]) -> None:
    assert [(f.low, f.high, f.fate) for f in figures_of(text)] == [(0.0, 0.0, f) for f in fates]


def test_nought_and_some_are_two_figures() -> None:
    asked = ask_of("How many people were killed?")
    found = compare_figures(asked, "No people were killed.", "Five people were killed.")
    assert found == (Relation.DIFFER, 3)


def test_who_turns_a_demand_down_denies_nothing_of_what_is_asked() -> None:
    asked = read_question("Has the firm published the report it promised?")
    told = evidence("The firm has published the report.", voice="reported", speaker="Tesk")
    demand = evidence(
        "The union rejects the firm's claims for money.", voice="reported", speaker="the union"
    )
    claim = evidence(
        "The union rejects the firm's claims.", voice="reported", speaker="the union", denial=True
    )
    assert len(sides_of(asked, [told, claim], lambda *_: 0.6)) == 2
    assert len(sides_of(asked, [told, demand], lambda *_: 0.6)) == 1
