"""When things happened: the time expressions of a sentence, and the days they stand for."""

from qa.when.days import Days, published_days
from qa.when.reading import Time, times_of

__all__ = ["Days", "Time", "published_days", "times_of"]
