"""Statements written by hand, true and false, against sentences that they cite.

A block is one or more cited sentences (``C:``, with what is known of the speaker behind bars),
then true rewordings (``+``) and statements with a fault (``-``). All of it is invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from qa.verify import Cited, Verifier

_CASES = """
C: The army sent two helicopters and 140 soldiers, who took 212 people off roofs on Sunday.
+ On Sunday, 140 soldiers and two helicopters were sent by the army, and 212 people were taken off roofs.
+ The army sent 140 troops and two helicopters.
+ Soldiers rescued 212 people from roofs on Sunday.
- The army sent two helicopters and 140 soldiers, who took 212 people off roofs on Monday.
- The army sent 140 helicopters and two soldiers.
- Soldiers took 121 people off roofs on Sunday.
- The navy sent two helicopters and 140 soldiers.
- The army sent nearly two hundred soldiers.
- The army sent two helicopters, 140 soldiers and a field hospital.
C: The minister, Tadas Groell, told journalists in the provincial capital that nobody in his ministry had asked for the gates of the Upper Selk dam to be opened. | speaker=Tadas Groell | role=minister
+ Tadas Groell told journalists that nobody in his ministry had asked for the gates to be opened.
+ The minister said that no one in his ministry had requested the opening of the gates of the Upper Selk dam.
+ According to the minister, Tadas Groell, his ministry had not asked for the dam's gates to be opened.
- According to the minister, his ministry had asked for the gates of the Upper Selk dam to be opened.
- Nobody in the ministry had asked for the gates to be opened.
- Henk Vasary told journalists that nobody in his ministry had asked for the gates to be opened.
- The minister told journalists that nobody in his ministry had asked for the gates of the Lower Selk dam to be opened.
- The minister told journalists that everybody in his ministry had asked for the gates to be opened.
C: Turnout stood at 52 per cent, the returning officer, Amabel Thirsk, said. | speaker=Amabel Thirsk | role=the returning officer
+ Amabel Thirsk, the returning officer, said turnout was 52%.
+ According to the returning officer, turnout stood at 52 percent.
+ Turnout was 52 per cent, according to Amabel Thirsk.
- Turnout stood at 52 per cent.
- Amabel Thirsk said turnout stood at 25 per cent.
- Amabel Thirsk said turnout exceeded 52 per cent.
- Rupert Haskin said turnout stood at 52 per cent.
- Amabel Thirsk said turnout stood at 52 per cent, the lowest for a decade.
C: Karrow may appeal against the ruling, her lawyer said on Tuesday. | speaker=her lawyer
C: Karrow's lawyer is Odile Fant.
+ Her lawyer said on Tuesday that Karrow may appeal against the ruling.
+ Karrow might appeal against the verdict, her lawyer said.
- Karrow will appeal against the ruling, her lawyer said on Tuesday.
- Her lawyer said Karrow had appealed against the ruling.
- Her lawyer said on Thursday that Karrow may appeal.
- Odile Fant may appeal against the ruling.
C: At least 90 people in the Tanyard ward were turned away because the polling station closed at eight instead of nine.
+ The polling station in the Tanyard ward closed at eight instead of nine, so at least 90 people were turned away.
+ At least ninety people were turned away in the Tanyard ward.
+ In the Tanyard ward, no fewer than 90 people were turned away.
- At most 90 people in the Tanyard ward were turned away.
- Exactly nine people in the Tanyard ward were turned away.
- At least 90 people in the Tanyard ward were turned away because the polling station closed at nine instead of eight.
- At least 90 people were let in at the Tanyard ward.
- About 90 people in the Tanyard ward were turned away.
C: The company has denied that its pumps caused the leak, and an inquiry is expected to report in the spring. | speaker=The company
+ The company denied its pumps had caused the leak.
+ An inquiry is expected to report in the spring.
+ The firm denies that the leak was caused by its pumps.
- The company has admitted that its pumps caused the leak.
- The company said its pumps caused the leak.
- The company's pumps caused the leak.
- An inquiry reported in the spring.
- An inquiry is expected to report in the autumn.
C: Most of the 540 workers rejected the offer, while a few stayed away from the vote.
+ The offer was rejected by most of the 540 workers.
+ A majority of the 540 employees turned down the offer.
+ Most of the workers rejected the offer and a few did not vote.
- All of the 540 workers rejected the offer.
- A few of the 540 workers rejected the offer.
- Most of the 540 workers accepted the offer.
- The 540 workers rejected the offer.
- Most of the 540 workers rejected the offer, which was worth 3 million crowns.
C: "We have buried five and we are still looking for two," said Ilka Norrem, the baker in Old Vasko, who now speaks for a committee of the flooded households. | speaker=Ilka Norrem | role=the baker in Old Vasko
+ Ilka Norrem, the baker in Old Vasko, said: "We have buried five and we are still looking for two."
+ Norrem said five people had been buried and two were still being looked for.
+ Ilka Norrem now speaks for a committee of the flooded households.
- Ilka Norrem said: "We have buried seven and we are still looking for two."
- Ilka Norrem said: "We have found five and we are still looking for two."
- Norrem, the mayor of Old Vasko, said five people had been buried.
- Five people have been buried and two are still missing.
- Norrem said five people had been buried in Teld.
C: The bridge was built by the Romans in 112 AD and rebuilt after an earthquake in 1703.
+ The Romans built the bridge in 112 AD.
+ Built by the Romans in 112 AD, the bridge was rebuilt after an earthquake in 1703.
+ After an earthquake in 1703 the bridge was reconstructed.
- The bridge was built by the Greeks in 112 AD.
- The bridge was rebuilt before an earthquake in 1703.
- The bridge was built in 1703 and rebuilt in 112 AD.
- The bridge was rebuilt after a flood in 1703.
- The Romans destroyed the bridge in 112 AD.
C: Rebel fighters attacked the army base at Korvell on 17 May, killing four guards, the agency reported. | speaker=the agency
+ The agency reported that rebel fighters attacked the army base at Korvell on 17 May and killed four guards.
+ According to the agency, four guards were killed when rebels attacked an army base at Korvell.
+ The army base at Korvell was attacked by rebel fighters on May 17, the agency said.
- The agency reported that the army attacked a rebel base at Korvell on 17 May.
- The agency reported that rebel fighters attacked the army base at Korvell on 27 May.
- The agency reported that four guards killed rebel fighters at Korvell.
- The agency reported that rebel fighters attacked the army base at Korvell, killing four children.
- The army reported that rebel fighters attacked its base at Korvell on 17 May.
C: Profits rose by 12 per cent to 4.5 million euros last year, although sales fell slightly.
+ Although sales fell slightly, profits increased 12% to €4.5 million last year.
+ Last year profits rose by 12 per cent.
+ Sales fell slightly last year.
- Profits fell by 12 per cent to 4.5 million euros last year.
- Profits rose by 12 per cent to 4.5 billion euros last year.
- Sales rose slightly while profits fell.
- Profits rose by 12 million euros last year.
- Profits rose by 4.5 per cent to 12 million euros last year.
- Profits rose by 12 per cent to 4.5 million dollars last year.
C: Dr Sill said that the gates had been opened at about 23.40, since the gauge at the Teld bridge began to rise at ten minutes past midnight. | speaker=Ewan Sill | role=hydrologist
+ According to Dr Ewan Sill, the gates were opened at around 23.40.
+ The hydrologist said the gates had been opened at about 23.40.
+ Sill said that the gates had been opened at about 23:40.
- Dr Sill said that the gates had been opened at exactly 23.40.
- Dr Sill said that the gates had been closed at about 23.40.
- Dr Sill said that the gates had been opened at about 22.40.
- The minister said that the gates had been opened at about 23.40.
- Dr Sill said the gauge at the Brunna bridge began to rise at ten minutes past midnight.
C: Only members of the club may use the lake, and dogs are never allowed.
+ Dogs are never allowed, and only club members may use the lake.
+ Dogs are not allowed at any time.
+ The lake may be used only by members of the club.
- Dogs are always allowed.
- Dogs are allowed.
- Members of the club may never use the lake.
- Only dogs may use the lake.
- All members of the public may use the lake.
C: Haskin refused to concede and told supporters that he would ask for a recount. | speaker=Rupert Haskin
C: Karrow congratulated the tellers and went home.
+ Rupert Haskin refused to concede.
+ Haskin did not concede, and told supporters he would ask for a recount.
+ Haskin told his supporters that he would request a recount, while Karrow went home.
- Karrow refused to concede and told supporters that she would ask for a recount.
- Haskin conceded.
- Haskin congratulated the tellers and went home.
- Haskin told supporters that he had asked for a recount.
- Supporters told Haskin that he would ask for a recount.
C: Selk Hydro is paying 4,000 florins to each flooded household as emergency help.
C: The ministry of water and energy has promised new houses by the first snow.
+ Selk Hydro pays each flooded household 4,000 florins as emergency aid.
+ Each flooded household is being paid 4,000 florins by Selk Hydro.
+ The ministry has promised new houses by the first snow, and Selk Hydro is paying 4,000 florins to each flooded household.
- The ministry of water and energy is paying 4,000 florins to each flooded household.
- Selk Hydro has promised new houses by the first snow.
- Selk Hydro is paying 400 florins to each flooded household.
- Selk Hydro is paying 4,000 florins to each farmer.
- The ministry built new houses by the first snow.
- Selk Hydro is paying 4,000 florins to each flooded household because of a court order.
C: Three villages lost their only school when the roof collapsed under the snow in January 2019.
+ In January 2019 the roof collapsed under snow, and three villages lost their only school.
+ The school's roof collapsed in January 2019.
+ Three villages were left without their only school after its roof collapsed under the snow.
- Three schools lost their roofs in January 2019.
- Three villages lost their only school when the roof collapsed under the snow in June 2019.
- Three villages lost all their schools when the roof collapsed.
- Three villages kept their only school when the roof collapsed under the snow.
- Three villages lost their only church when the roof collapsed under the snow.
C: General Abel Orsini warned on state radio that the ceasefire could end within days if the convoys were stopped again. | speaker=Abel Orsini | role=General
+ Abel Orsini warned that the ceasefire could end within days.
+ General Orsini cautioned on state radio that the truce might end within days if the convoys were stopped again.
+ On state radio, the general said the ceasefire could be over within days if convoys were halted again.
- General Orsini said on state radio that the ceasefire had ended.
- General Orsini warned that the ceasefire would end within days.
- The ceasefire could end within days if the convoys are stopped again.
- General Orsini warned on state television that the ceasefire could end within days.
- General Orsini warned on state radio that the ceasefire could end within weeks.
- Colonel Orsini warned on state radio that the ceasefire could end within days.
C: The painting, which had hung in the Hotel Meridian since 1934, was sold to a Swiss collector for £2.3 million.
+ A Swiss collector bought the painting for £2.3 million.
+ The painting was sold for 2.3 million pounds to a Swiss collector.
+ The painting had hung in the Hotel Meridian since 1934.
- A Swedish collector bought the painting for £2.3 million.
- The painting was sold by a Swiss collector for £2.3 million.
- The painting was sold to a Swiss collector for $2.3 million.
- The painting had hung in the Hotel Meridian until 1934.
- The painting, a forgery, was sold to a Swiss collector for £2.3 million.
- The painting was sold to a Swiss collector for more than £2.3 million.
C: Nurses at the Infirmary say they were told to reuse masks, a charge the hospital rejects. | speaker=Nurses at the Infirmary
+ Nurses at the Infirmary say that they were told to reuse masks.
+ The hospital rejects the nurses' charge that they were told to reuse masks.
+ According to nurses at the Infirmary, they were told to reuse masks; the hospital denies it.
- The hospital says nurses were told to reuse masks.
- Nurses at the Infirmary were told to reuse masks.
- The hospital accepts the charge that nurses were told to reuse masks.
- Doctors at the Infirmary say they were told to reuse masks.
- Nurses at the Infirmary say they were never told to reuse masks.
C: The committee resolved, by six votes to three, to ask the prosecutor for a copy of the recording.
+ By six votes to three, the committee decided to ask the prosecutor for a copy of the recording.
+ The committee voted 6 to 3 to request a copy of the recording from the prosecutor.
+ The committee resolved to ask the prosecutor for a copy of the recording.
- The committee resolved, by three votes to six, to ask the prosecutor for a copy of the recording.
- The committee resolved unanimously to ask the prosecutor for a copy of the recording.
- The prosecutor asked the committee for a copy of the recording.
- The committee asked the minister for a copy of the recording.
- The committee received a copy of the recording from the prosecutor.
C: Born in Lund in 1878, Elsa Varn studied chemistry and became the first woman to lead the institute.
+ Elsa Varn was born in Lund in 1878.
+ Varn, who studied chemistry, was the first woman to lead the institute.
+ The first woman to head the institute was Elsa Varn.
- Elsa Varn was born in Lund in 1887.
- Elsa Varn studied physics.
- Elsa Varn was the second woman to lead the institute.
- Elsa Varn was the first woman to study chemistry at the institute.
- Elsa Varn died in Lund in 1878.
- Elsa Varn, born in Lund in 1878, never studied chemistry.
C: Some scientists believe the lake formed after a meteorite strike, but no crater has been found.
+ No crater has been found.
+ Some scientists think the lake was formed after a meteorite strike.
+ Although no crater has been found, some scientists believe that a meteorite strike formed the lake.
- The lake formed after a meteorite strike.
- All scientists believe the lake formed after a meteorite strike.
- A crater has been found.
- Some scientists believe the lake formed before a meteorite strike.
- Scientists have proved that the lake formed after a meteorite strike.
C: Prosecutors said the banker had moved 11 million dollars through Cyprus; his lawyer called the charges "a fairy tale". | speaker=Prosecutors
+ The banker's lawyer called the charges "a fairy tale".
+ Prosecutors said that the banker moved $11 million through Cyprus.
+ According to prosecutors, the banker had moved 11 million dollars through Cyprus.
- The banker moved $11 million through Cyprus.
- Prosecutors called the charges "a fairy tale".
- The banker's lawyer called the charges "a sad tale".
- Prosecutors said the banker had moved 11 million dollars through Malta.
- The lawyer said the banker had moved 11 million dollars through Cyprus.
- Prosecutors said the banker had moved 11 million euros through Cyprus.
C: The ferry sank within 20 minutes, and fewer than half of the 300 passengers were saved.
+ Fewer than half of the 300 passengers were rescued.
+ Within 20 minutes the ferry had sunk.
+ The ferry went down within twenty minutes and less than half of its 300 passengers were saved.
- More than half of the 300 passengers were saved.
- Half of the 300 passengers were saved.
- The ferry sank within 20 hours.
- Fewer than half of the 300 passengers drowned.
- The ferry sank after 20 minutes of heavy rain.
C: Lena Marsh beat Ivo Petrak in the final on Saturday, 6-3, 6-4, to win her second title.
+ On Saturday Ivo Petrak was beaten by Lena Marsh in the final.
+ Marsh won her second title by beating Petrak 6-3, 6-4.
+ Petrak lost to Marsh in the final on Saturday.
- Ivo Petrak beat Lena Marsh in the final on Saturday.
- Lena Marsh lost to Ivo Petrak in the final.
- Lena Marsh beat Ivo Petrak in the semi-final on Saturday.
- Lena Marsh beat Ivo Petrak 6-3, 6-2.
- Lena Marsh won her third title on Saturday.
C: The council did not publish the report, which criticised the way the shelters were run.
C: Mayor Benno Falk resigned two weeks later.
+ The council did not publish a report that criticised how the shelters were run.
+ Benno Falk, the mayor, resigned two weeks later.
+ The report was not published by the council.
- The council published the report, which criticised the way the shelters were run.
- Mayor Benno Falk did not publish the report.
- Mayor Benno Falk resigned two months later.
- The report praised the way the shelters were run.
- The council resigned two weeks later.
- The council did not publish the report because Mayor Falk had asked for its withdrawal.
C: Under the accord, both sides will withdraw their heavy guns 15 km from the line by 1 March.
+ Both sides will pull back their heavy guns 15 kilometres from the line by 1 March under the accord.
+ The accord says both sides will withdraw heavy guns 15 km from the line.
+ By March 1, both sides are to withdraw their heavy guns 15 km from the line.
- Both sides have withdrawn their heavy guns 15 km from the line.
- One side will withdraw its heavy guns 15 km from the line by 1 March.
- Both sides will withdraw their heavy guns 50 km from the line by 1 March.
- Both sides will withdraw their heavy guns 15 miles from the line by 1 March.
- Both sides will withdraw their heavy guns 15 km from the line by 1 May.
- Neither side will withdraw its heavy guns by 1 March.
C: Teachers began an indefinite strike on Monday after talks over pay broke down.
+ After pay talks broke down, teachers went on indefinite strike on Monday.
+ Teachers started an indefinite strike on Monday.
+ Talks over pay broke down and teachers began to strike on Monday.
- Teachers ended an indefinite strike on Monday.
- Teachers began an indefinite strike on Monday before talks over pay broke down.
- Pupils began an indefinite strike on Monday.
- Teachers began a one-day strike on Monday.
- Teachers began an indefinite strike on Monday and marched on parliament.
"""  # noqa: E501  (one statement a line)


@dataclass(frozen=True)
class Case:
    """A statement, what it cites, and whether that supports it."""

    statement: str
    cited: tuple[Cited, ...]
    supported: bool


def cases() -> Iterator[Case]:
    cited: list[Cited] = []
    fresh = True
    for line in _CASES.strip().splitlines():
        if line.startswith("C: "):
            cited = [*([] if fresh else cited), _cited(line[3:])]
            fresh = False
        else:
            fresh = True
            yield Case(line[2:], tuple(cited), line[0] == "+")


def _cited(line: str) -> Cited:
    text, *known = line.split(" | ")
    told = dict(entry.split("=", 1) for entry in known)
    voice = "reported" if "speaker" in told else "unknown"
    return Cited(text, told.get("speaker"), told.get("role"), None, voice)


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[Case, bool]]:
    verifier = Verifier()
    return [(case, verifier.verify(case.statement, case.cited).supported) for case in cases()]


def test_faults_are_caught(verdicts: list[tuple[Case, bool]]) -> None:
    false = [(case, passed) for case, passed in verdicts if not case.supported]
    missed = [case.statement for case, passed in false if passed]
    assert len(missed) <= 0.08 * len(false), missed


def test_true_rewordings_pass(verdicts: list[tuple[Case, bool]]) -> None:
    true = [(case, passed) for case, passed in verdicts if case.supported]
    refused = [case.statement for case, passed in true if not passed]
    assert len(refused) <= 0.12 * len(true), refused
