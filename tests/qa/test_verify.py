"""The verifier: what supports a statement, what does not, and what holds for any text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from qa import verify as module
from qa.verify import Cited, Reason, Verdict, Verifier, verify
from qa.verify.text import normalise
from tests.fakes import FakeEmbedder

BRIDGE = "The Romans built the bridge in 112 AD, and 40 workers repaired it after a flood in 1703."
VOTE = Cited(
    "Turnout stood at about 52 per cent, the returning officer, Amabel Roe, said on Monday.",
    "Amabel Roe", "the returning officer", "said", "reported",
)  # fmt: skip
WAR = "Rebel fighters attacked the army base at Korl on 17 May, killing four guards."
PRICES = "Prices rose by 5% in June, although most shops closed before noon."
PLAN = "The council may sell the meadow, and it promised to mend the roof."
LAKE = "Only members may use the lake, and dogs are never allowed."


def reason_of(statement: str, *cited: Cited | str) -> Reason | None:
    found = tuple(c if isinstance(c, Cited) else Cited(c) for c in cited)
    return verify(statement, found).reason


def test_the_public_names_are_these() -> None:
    assert module.__all__ == [
        "Cited", "Encode", "Fault", "Reason", "Verdict", "Verifier", "find_faults", "verify",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("The bridge was built by the Romans in 112 AD.", BRIDGE),
        ("After a flood in 1703, forty workers repaired the bridge.", BRIDGE),
        ("Amabel Roe, the returning officer, said that turnout was about 52%.", VOTE),
        ("According to the returning officer, turnout stood at around 52 percent.", VOTE),
        ("Roe said turnout stood at about 52 per cent.", VOTE),
        ("On May 17 the army base at Korl was attacked by rebel fighters.", WAR),
        ("Prices increased by 5 per cent in June.", PRICES),
        ("Most shops closed before noon.", PRICES),
        ("The council might sell the meadow.", PLAN),
        ("Dogs aren't allowed at any time.", LAKE),
        ("The lake may be used only by members.", LAKE),
    ],
)
def test_a_light_rewording_is_supported(statement: str, cited: Cited | str) -> None:
    assert reason_of(statement, cited) is None


@pytest.mark.parametrize(
    ("statement", "cited", "reason"),
    [
        ("The Romans built the bridge in 121 AD.", BRIDGE, Reason.NUMBER),
        ("In 1703, 40 ships repaired the bridge.", BRIDGE, Reason.UNIT),
        ("Roe said turnout stood at 52 per cent.", VOTE, Reason.NUMBER),
        ("Roe said on Friday that turnout stood at about 52 per cent.", VOTE, Reason.DATE),
        ("The base at Korl was attacked by rebel fighters on 17 June.", WAR, Reason.DATE),
        ("The base at Morl was attacked by rebel fighters on 17 May.", WAR, Reason.NAME),
        ("The Romans did not build the bridge.", BRIDGE, Reason.NEGATION),
        ("Dogs are allowed.", LAKE, Reason.NEGATION),
        ("The council is selling the meadow.", PLAN, Reason.HEDGE),
        ("The council mended the roof.", PLAN, Reason.HEDGE),
        ("All shops closed before noon.", PRICES, Reason.QUANTIFIER),
        ("Prices fell by 5% in June.", PRICES, Reason.DIRECTION),
        ("Most shops closed after noon.", PRICES, Reason.DIRECTION),
        ("It was “an army barracks at Korl” that they hit.", WAR, Reason.QUOTATION),
        ("The mayor said turnout stood at about 52 per cent.", VOTE, Reason.SPEAKER),
        ("Turnout stood at about 52 per cent.", VOTE, Reason.UNATTRIBUTED),
        ("The army attacked rebel fighters at Korl on 17 May.", WAR, Reason.ROLES),
        ("", BRIDGE, Reason.EMPTY),
    ],
)
def test_a_fault_has_its_reason(statement: str, cited: Cited | str, reason: Reason) -> None:
    assert reason_of(statement, cited) is reason


def test_a_subject_of_one_source_with_the_deed_of_another_is_mixed() -> None:
    union = "The union rejected the offer on Monday."
    company = "The company raised prices by 5 per cent."
    assert reason_of("The union raised prices by 5 per cent.", union, company) is Reason.MIXED
    assert reason_of("The company raised prices by 5 per cent.", union, company) is None


def test_a_second_citation_may_prove_a_name() -> None:
    said = Cited("He said that the bridge was closed.", None, None, "said", "unknown")
    statement = "Tom Pell said that the bridge was closed."
    assert reason_of(statement, said) is Reason.NAME
    assert reason_of(statement, said, "Tom Pell, the harbour master, arrived.") is None


def test_an_addition_is_not_supported_and_its_words_are_named() -> None:
    statement = "The Romans built the bridge in 112 AD because the king feared pirates."
    verdict = verify(statement, (Cited(BRIDGE),))
    assert verdict.reason is Reason.UNSUPPORTED
    assert "pirates" in verdict.words
    assert "pirates" in verdict.message


def test_attribution_can_be_switched_off() -> None:
    statement = "Turnout stood at about 52 per cent."
    assert not verify(statement, (VOTE,)).supported
    assert verify(statement, (VOTE,), attribution=False).supported


def test_a_cited_sentence_behind_its_speaker_is_supported() -> None:
    cited = Cited("I never saw it.", "Ada Roth", "the skipper", None, "direct")
    assert verify("Ada Roth, the skipper: “I never saw it.”", (cited,)).supported
    assert not verify("Tom Pell: “I never saw it.”", (cited,)).supported
    told = Cited("She said that she never saw it.", "Ada Roth", "the skipper", "said", "reported")
    assert verify("Ada Roth, the skipper: She said that she never saw it.", (told,)).supported
    assert not verify("Tom Pell: She said that she never saw it.", (told,)).supported


def test_other_spellings_may_be_joined_from_outside() -> None:
    statement, cited = "Yusuf opened the gate.", (Cited("Joseph opened the gate."),)
    assert verify(statement, cited).reason is Reason.NAME
    joined = frozenset(["Yusuf", "Joseph"])
    assert verify(statement, cited, same_name=lambda a, b: {a, b} <= joined).supported


def test_an_embedder_changes_no_fault_that_a_rule_finds() -> None:
    verifier = Verifier(FakeEmbedder().encode)
    assert verifier.verify("Prices fell by 5% in June.", (Cited(PRICES),)).reason is (
        Reason.DIRECTION
    )
    assert verifier.verify(PRICES, (Cited(PRICES),)).supported


def test_a_message_is_a_sentence_with_the_words_at_fault() -> None:
    verdict = verify("Prices fell by 5% in June.", (Cited(PRICES),))
    assert verdict.message == "the cited sentences say the opposite: “fell”"
    assert verify(PRICES, (Cited(PRICES),)).message == "the cited sentences support the statement"
    assert all(reason.sentence for reason in Reason)


_WORDS = st.sampled_from(
    "the army 5 6,000 not said “ ” ' \" , . : ( ) % $ never Roe on Monday may all rose fell by "
    "was of and that twelve third $4m 1703 – ı İ ß 🜁 \u0301 U.S. o’clock".split(" ")
)
_ANY = st.text(max_size=80) | st.lists(_WORDS, max_size=16).map(" ".join)
_CITED = st.lists(
    st.builds(
        Cited, _ANY, st.none() | _ANY, st.none() | _ANY, st.none() | _ANY,
        st.sampled_from(["outlet", "direct", "reported", "unknown"]), st.booleans(), st.booleans(),
    ),
    max_size=9,
)  # fmt: skip
_VERIFIER = Verifier()


@limits(max_examples=80, deadline=None, database=None)
@given(_ANY, _CITED)
def test_any_text_has_a_verdict(statement: str, cited: Sequence[Cited]) -> None:
    verdict = _VERIFIER.verify(statement, cited)
    assert isinstance(verdict, Verdict)
    assert 0.0 <= verdict.score <= 1.0
    assert verdict.supported == (verdict.reason is None) == (not verdict.faults)


@limits(max_examples=60, deadline=None, database=None)
@given(_ANY.filter(lambda text: bool(normalise(text))), _CITED)
def test_a_sentence_supports_itself(text: str, cited: Sequence[Cited]) -> None:
    assert _VERIFIER.verify(text, [*cited, Cited(text)]).supported


@limits(max_examples=40, deadline=None, database=None)
@given(_ANY, _CITED, st.randoms())
def test_the_order_of_the_cited_sentences_does_not_count(
    statement: str, cited: list[Cited], random: object
) -> None:
    turned = list(cited)
    random.shuffle(turned)  # type: ignore[attr-defined]  # a random.Random of hypothesis
    assert _VERIFIER.verify(statement, turned) == _VERIFIER.verify(statement, cited)


def test_a_text_without_end_is_read_in_good_time() -> None:
    long = "The army sent 5 helicopters to Roe on Monday, and " * 3000
    assert not _VERIFIER.verify(long, (Cited(long + "never."), Cited(BRIDGE))).supported
