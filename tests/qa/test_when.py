"""Times of a sentence and the days they stand for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.when import Days, Time, published_days, times_of

MONDAY = "2021-09-06"
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = (
    "January February March April May June July August September October November December".split()
)
TIMES = (
    "on Sunday, yesterday, last week, on 7 September, September 2021, in 2019, overnight, "
    "three days later, overnight on Wednesday, last month, this year, the next day, in May, "
    "two weeks ago, on Friday night, from 3 to 9 June, last March, the day before, on the 19th, "
    "earlier this month, the past three days, 29 February, over the weekend, in 1914-18, "
    "by today, the 1980s, on Tuesday 4 October, by the end of next year, a century ago"
).split(", ")
VERBS = ("fell", "will fall", "would fall", "falls", "said he had fallen", "“", "”", '"', ",", ".")
TEXTS = st.lists(st.sampled_from((*TIMES, *VERBS, "the town", "Bloody", "of")), max_size=9).map(
    " ".join
)
DATES = st.dates(date(1900, 1, 1), date(2090, 1, 1))


def told(text: str, published: str | None = MONDAY) -> list[tuple[str, str | None]]:
    found = times_of(text, published)
    return [(text[t.start : t.end], t.days.words() if t.days else None) for t in found]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("It fell on Sunday.", "5 September 2021"),
        ("It fell on Monday.", "6 September 2021"),
        ("It will fall on Monday.", "6 September 2021"),
        ("It fell last Monday.", "30 August 2021"),
        ("It will fall next Monday.", "13 September 2021"),
        ("It fell overnight into Thursday.", "1 to 2 September 2021"),
        ("It fell on 7 September.", "7 September 2020"),
        ("It will fall on 7 September.", "7 September 2021"),
        ("It fell on 29 February.", "29 February 2020"),
        ("It fell on Tuesday, 4 October.", "4 October 2016"),
        ("It fell in the final quarter of 2019.", "1 October to 31 December 2019"),
        ("It fell on 31 June.", None),
        ("It fell on 06/09/2021.", None),
        ("It fell on 25/12/2020.", "25 December 2020"),
        ("It fell over the weekend.", "4 to 5 September 2021"),
        ("It will fall over the weekend.", "11 to 12 September 2021"),
        ("It fell from December to February.", "1 December 2020 to 28 February 2021"),
        ("Two months ago it fell.", "July 2021"),
        ("It fell more than three days ago.", None),
        ("It would fall on Friday.", None),
        ("The market on Friday", None),
        ("A year ago today it fell.", "6 September 2020"),
        ("It fell for the past 36 hours.", "4 to 6 September 2021"),
        ("It fell on 8 June last year.", "8 June 2020"),
        ("It fell in March of last year.", "March 2020"),
        ("He left on the Sunday.", None),
        ("It plays once a year in October.", None),
        ("The lessons are cancelled on Friday.", None),
        ("He was summoned for Thursday.", None),
        ("Ann said the painter was coming on Thursday.", None),
        ("Their leaves fell in May.", "May 2021"),
        ("It fell in September.", None),
        ("It fell last August.", None),
        ("It fell last March.", "March 2021"),
    ],
)
def test_what_a_time_stands_for(text: str, days: str | None) -> None:
    assert [found for _, found in told(text)] == ([days] if days or "31 June" not in text else [])


@pytest.mark.parametrize(
    "text",
    [
        "It may fall, and March said so.",
        "Every Sunday and on Fridays he rests.",
        "The Sunday Times of a quiet Sunday.",
        "2019 people and 1,984 cows of 2000 herds.",
        "Bloody Sunday is remembered.",
        "At the last of the day the second summer hat cost £2021.",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert [found for found in told(text) if found[1]] == []


def test_a_day_in_quotation_marks_is_counted_from_the_day_of_speaking() -> None:
    assert told("“It fell yesterday,” he said.")[0] == ("yesterday", None)
    assert told("“It fell yesterday,” he said on Saturday.")[0] == ("yesterday", "3 September 2021")
    assert told("“It fell on Friday,” he said.")[0] == ("Friday", "3 September 2021")
    assert told("“It fell this year,” he said.")[0] == ("this year", "2021")
    assert times_of("It fell yesterday.", MONDAY, quoted=True)[0].days is None


def test_a_year_may_be_told_behind_the_date() -> None:
    assert told("It fell on 11 February three years ago.")[0][1] == "11 February 2018"
    assert told("It fell between March and June of last year.")[0][1] == ("1 March to 30 June 2020")
    assert told("It rose in January and fell on the 9th.")[1][1] is None
    assert told("It fell on Friday, the day before, at night.")[1][1] is None


def test_the_ends_of_a_span_are_in_order() -> None:
    assert told("The shops were shut from Wednesday to Monday.") == [
        ("Wednesday", "1 September 2021"), ("Monday", "6 September 2021"),
    ]  # fmt: skip
    assert told("The shops were shut from Monday to Friday.") == [
        ("Monday", "30 August 2021"), ("Friday", "3 September 2021"),
    ]  # fmt: skip
    assert told("The shops will be shut from Friday to Tuesday.") == [
        ("Friday", "10 September 2021"), ("Tuesday", "14 September 2021"),
    ]  # fmt: skip


def test_a_time_may_be_counted_from_the_one_before() -> None:
    assert told("It rose on Friday and fell the next day.")[1][1] == "4 September 2021"
    assert told("Signed in May 2014, it ended two years later.", None)[1][1] == "2016"
    assert told("It fell the next day.")[0][1] is None
    assert told("It rose at Easter and fell two days later.")[1][1] is None
    # What is told of long ago is not counted from the day of publication.
    assert told("On 3 June 1915 they sailed, and on 12 June they landed.")[1][1] is None
    assert told("It lasted from 9 May to 2 June 1921.")[0][1] == "9 May 1921"


@pytest.mark.parametrize(
    ("published", "first", "last"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        (MONDAY, date(2021, 9, 6), date(2021, 9, 6)),
    ],
)
def test_a_publication_date_may_be_a_year_or_a_month(
    published: str, first: date, last: date
) -> None:
    assert published_days(published) == Days(first, last)


def test_no_publication_date() -> None:
    for nothing in (None, "", "soon", "2021-13", "2021-02-30", "0"):
        assert published_days(nothing) is None
    with pytest.raises(ValueError):
        Days(date(2021, 2, 2), date(2021, 2, 1))


@given(TEXTS, st.sampled_from((None, "2021", "2021-09", MONDAY, "0001-01-01", "9999-12-31")))
def test_any_text_has_times_in_order(text: str, published: str | None) -> None:
    end = 0
    for time in times_of(text, published):
        assert end <= time.start < time.end <= len(text)
        end = time.end


@given(st.text(max_size=80), st.none() | st.text(max_size=10))
def test_no_text_and_no_date_raises(text: str, published: str | None) -> None:
    times_of(text, published)


@given(st.sampled_from(TIMES), st.sampled_from(VERBS[:5]))
def test_without_a_publication_date_what_is_relative_stays_open(time: str, verb: str) -> None:
    (found,) = times_of(f"The town {verb} {time}.")
    assert found.days is None or (found.base == "none" and any(char.isdigit() for char in time))


@example("on Sunday on Tuesday 4 October fell “ on Sunday", 0)
@given(TEXTS, st.integers(0, 29))
def test_what_a_month_of_publication_tells_holds_on_each_of_its_days(text: str, day: int) -> None:
    known = times_of(text, "2021-09")
    exact = times_of(text, f"2021-09-{day + 1:02}")
    assert [(t.start, t.end) for t in known] == [(t.start, t.end) for t in exact]
    for time, other in zip(known, exact, strict=True):
        assert time.days is None or time.days == other.days


@given(DATES, st.integers(0, 6))
def test_a_weekday_is_the_last_or_the_next(published: date, number: int) -> None:
    def of(words: str) -> date:
        (time,) = times_of(words, published.isoformat())
        assert time.days is not None and time.days.is_day
        assert time.days.first.weekday() == number
        return time.days.first

    name, week = WEEKDAYS[number], timedelta(days=7)
    assert published - week < of(f"It fell on {name}.") <= published
    assert published <= of(f"It will fall on {name}.") < published + week
    assert published - week <= of(f"It fell last {name}.") < published
    assert published < of(f"It will fall next {name}.") <= published + week


@given(DATES, st.none() | DATES.map(date.isoformat))
def test_a_full_date_is_that_day_whenever_it_was_published(
    day: date, published: str | None
) -> None:
    month = MONTHS[day.month - 1]
    forms = (
        f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", day.isoformat(),
        f"{WEEKDAYS[day.weekday()]} {day.day} {month} {day.year}",
        f"the {day.day}th of {month} {day.year}",
    )  # fmt: skip
    for form in forms:
        text = f"It fell on {form}."
        assert times_of(text, published) == (Time(11, 11 + len(form), Days(day, day), "none"),)


@given(DATES, DATES)
def test_a_date_without_its_year_is_the_last_or_the_next(day: date, published: date) -> None:
    words = f"{day.day} {MONTHS[day.month - 1]}"
    (past,) = times_of(f"It fell on {words}.", published.isoformat())
    (future,) = times_of(f"It will fall on {words}.", published.isoformat())
    assert past.days is not None and future.days is not None
    assert past.days.first <= published <= future.days.first
    for found in (past.days.first, future.days.first):
        assert (found.month, found.day) == (day.month, day.day)


@given(DATES, DATES)
def test_days_in_words_are_read_back(one: date, other: date) -> None:
    days = Days(min(one, other), max(one, other))
    found = [time.days for time in times_of(f"It fell between {days.words()}.") if time.days]
    assert found and found[0].first >= days.first and found[-1].last == days.last
