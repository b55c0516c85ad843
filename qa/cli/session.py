"""What the commands share: settings from options, an open assistant, progress, output."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from qa.errors import UsageError
from qa.settings import Settings, load_settings

if TYPE_CHECKING:
    from index.store import PassageIndex
    from qa.assistant import Assistant
    from qa.filters import Filter
    from qa.quotes import CorpusText
    from qa.render import LineOf
    from qa.types import Answer

__all__ = [
    "Growing",
    "filter_of",
    "line_finder",
    "open_assistant",
    "point_to_quotes",
    "question_of",
    "read_input",
    "settings_of",
    "strange_languages",
    "terminal_width",
    "warn_dropped",
    "warn_left_out",
    "write_bytes",
    "write_text",
]

FLAGS = (
    "corpus",
    "index",
    "cache_folder",
    "model",
    "no_model",
    "embedder",
    "reranker",
    "threads",
    "passages",
    "threshold",
    "endpoint",
    "endpoint_model",
    "endpoint_read",
    "endpoint_total",
    "trust",
)
MOST_COLUMNS = 100
LONGEST_INPUT = 64 * 1024 * 1024


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings of this call. Raises SettingsError."""
    return load_settings({name: getattr(args, name, None) for name in FLAGS})


def filter_of(args: argparse.Namespace) -> Filter | None:
    """What the options leave aside; None where they leave nothing aside. Raises UsageError."""
    from qa.filters import Filter

    made = Filter(args.since, args.until, args.outlet, getattr(args, "speaker", None))
    return made if made else None


@contextmanager
def open_assistant(
    args: argparse.Namespace, settings: Settings, ahead: bool = False
) -> Iterator[Assistant]:
    """The assistant over the corpus in ``settings``; progress and notices on a terminal only.

    ``ahead`` is as for ``Assistant.open``.
    """
    from qa.assistant import Assistant

    watched = sys.stderr.isatty()
    bars = _Bars() if watched else None
    try:
        assistant = Assistant.open(
            settings.corpus,
            settings=settings,
            refresh=not getattr(args, "no_refresh", False),
            progress=bars,
            notice=_notice if watched else None,
            ahead=ahead,
        )
    finally:
        if bars:
            bars.close()
    with assistant:
        yield assistant


def _notice(sentence: str) -> None:
    print(f"qa: {sentence}", file=sys.stderr, flush=True)


class _Bars:
    """A progress bar for each step, on stderr; gone once the step is done."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._step = ""

    def __call__(self, step: str, done: int, total: int) -> None:
        if step != self._step:
            self.close()
            self._step = step
        if self._bar is None and total > 0:
            from tqdm import tqdm

            self._bar = tqdm(total=total, desc=step, leave=False, file=sys.stderr, delay=0.3)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def strange_languages(made: PassageIndex | CorpusText) -> Iterator[str]:
    """Documents in a language that the embedder was not made for: they are found less well."""
    embedder = getattr(made, "embedder", None)  # where nothing is searched there is none
    if embedder is None or embedder.languages is None:
        return
    strange: dict[str, list[str]] = {}
    for document in made.documents:
        if document.language and document.language not in embedder.languages:
            strange.setdefault(document.language, []).append(document.source)
    for language, sources in sorted(strange.items()):
        more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
        yield (
            f"{sources[0]}{more}: the language seems to be {language!r}, which the embedder "
            f"{embedder.name} does not know; --embedder names another"
        )


def warn_left_out(index: PassageIndex | CorpusText, *filters: Filter | None) -> None:
    """Say on stderr that files could not be read, are in a language that is found less well, or
    passed no filter for want of a date."""
    count = len(index.left_out)
    if count:
        files = "1 file was" if count == 1 else f"{count} files were"
        print(f"qa: {files} left out; `qa index` says which and why", file=sys.stderr)
    for words in strange_languages(index):
        print(f"qa: {words}", file=sys.stderr)
    undated = max((only.undated(index.documents) for only in filters if only), default=0)
    if undated:
        of = "1 document has" if undated == 1 else f"{undated} documents have"
        print(
            f"qa: {of} no known date and passed no filter by date; sources.toml can state one",
            file=sys.stderr,
        )


def warn_dropped(answer: Answer) -> None:
    """Say on stderr why the language model was of no use, where it was not."""
    from qa.render import visible

    for one in answer.dropped:
        if not one.text:
            print(f"qa: {visible(one.reason)}", file=sys.stderr, flush=True)


def point_to_quotes(
    assistant: Assistant, answer: Answer, only: Filter | None, corpus: str | None
) -> str:
    """A line on what else there is of one whose words were asked for; "" where there is nothing.

    ``corpus`` as it was named, for the command that lists it.
    """
    import shlex

    from qa.quotes import all_said
    from qa.safe_text import one_line

    found = all_said(assistant.text, answer, only)
    if found is None:
        return ""
    named = ["--speaker", found.speaker, *(["--corpus", str(corpus)] if corpus else [])]
    return f"{one_line(found.words())}; all: qa quotes {one_line(shlex.join(named))}"


class Growing:
    """Text on standard output that only grows; left in the middle, its last line is ended."""

    def __init__(self) -> None:
        self._shown = ""

    def grow(self, text: str) -> None:
        """Print what ``text`` adds to what was printed; nothing where it does not go on from it."""
        if text.startswith(self._shown) and text != self._shown:
            print(text[len(self._shown) :], end="", flush=True)
            self._shown = text

    def end(self, text: str) -> None:
        """Print the rest of the whole text, and a newline."""
        if not text.startswith(self._shown):
            self._shown = ""
            print(flush=True)
        self.grow(f"{text}\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and not self._shown.endswith("\n"):
            self._shown = ""
            print(flush=True)


def line_finder(index: PassageIndex) -> LineOf:
    """The line of an offset, from the documents of an index."""

    def line_of(document_id: str, offset: int) -> int:
        return index.document(document_id).line_at(offset)

    return line_of


def terminal_width() -> int | None:
    """How wide to wrap what goes to a terminal; None for a pipe or a file: no wrapping."""
    if not sys.stdout.isatty():
        return None
    return min(MOST_COLUMNS, shutil.get_terminal_size().columns)


def question_of(words: Sequence[str]) -> str:
    """The question of the command line, or standard input for ``-``. Raises UsageError."""
    from qa.inputs import check_question

    if list(words) != ["-"]:
        return check_question(" ".join(words))
    try:
        return check_question(read_input("-").decode("utf-8-sig").strip())
    except UnicodeDecodeError as error:
        raise UsageError(f"standard input is not UTF-8 text ({error.reason})") from error


def read_input(name: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``. Raises UsageError."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(LONGEST_INPUT + 1)
        else:
            with Path(name).expanduser().open("rb") as file:
                data = file.read(LONGEST_INPUT + 1)
    except OSError as error:
        raise UsageError(f"{name} cannot be read ({error.strerror})") from error
    if len(data) > LONGEST_INPUT:
        raise UsageError(f"{name} holds more than {LONGEST_INPUT >> 20} MiB; split it")
    return data


def write_text(text: str) -> None:
    """Print for a reader."""
    print(text, flush=True)


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output as they are: no newline is translated or added."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
