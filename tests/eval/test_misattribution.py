"""Swapped speakers: pairs that differ in the speaker alone, and a count that shows a miss."""

from __future__ import annotations

from eval.misattribution import misreported, tally
from eval.verify_rows import Row, misattributed
from eval.verify_twins import Corpus
from qa.verify import Cited, Verifier

SENTENCES = (
    Cited("Ada Roth said that the bridge was closed.", "Ada Roth", cue="said", voice="reported"),
    Cited("Tom Veres said that the ferry was late.", "Tom Veres", cue="said", voice="reported"),
    Cited("“Nobody told us a thing,” Ada Roth said.", "Ada Roth", cue="said", voice="direct"),
)
CORPUS = Corpus("made", SENTENCES, ("Ada Roth", "Tom Veres"), ())


def test_a_pair_differs_in_its_speaker_alone_and_cites_both() -> None:
    pairs = misreported([CORPUS], 10, 5)
    assert len(pairs) == 2
    for good, bad in pairs:
        assert good.supported and not bad.supported
        assert good.cited == bad.cited and len(good.cited) == 2
        own, other = (str(one.speaker) for one in good.cited)
        assert good.statement == bad.statement.replace(other, own) != bad.statement


def test_the_verifier_sees_the_swaps_of_a_small_corpus() -> None:
    verify = Verifier().verify
    for pairs in (misreported([CORPUS], 10, 5), misattributed([CORPUS], 10, 5)):
        found = tally(pairs, verify)
        assert found.pairs == found.caught == found.as_speaker == found.passed > 0
        assert found.wrong == []


def test_what_is_judged_wrongly_is_told() -> None:
    own, other = SENTENCES[:2]
    good = Row("Ada Roth said that the bridge was closed.", (own, other), True, "speaker", "made")
    bad = Row("Ada Roth said that the bridge was closed.", (own, other), False, "speaker", "made")
    found = tally([(bad, good)], Verifier().verify)  # the swapped one is true: it passes
    assert (found.caught, found.passed) == (0, 1)
    assert found.wrong == ["passed: Ada Roth said that the bridge was closed. (said by Ada Roth)"]
