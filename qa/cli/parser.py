"""The command line's grammar and help. Loads nothing but argparse, so that help is quick."""

from __future__ import annotations

import argparse
from typing import NoReturn

from qa.cli import texts

__all__ = ["COMMANDS", "build_parser", "subparsers_of"]

COMMANDS = {
    "ask": "answer a question from the documents",
    "chat": "ask one question after the other in the terminal",
    "search": "find the sentences nearest to a query",
    "quotes": "list all that somebody said, word for word",
    "speakers": "list who speaks in the documents",
    "index": "make, refresh, list or remove indexes",
    "text": "print a document's text as offsets count it",
    "batch": "answer a file of questions",
    "verify": "say which citations of a saved answer still hold",
    "check": "check a text of your own against the documents",
    "ui": "serve a page to ask, and to see every answer's proof",
    "eval": "measure how true answers are, on question sets or your own",
    "doctor": "say what works here, what is in use, what to do",
}

_ABOUT = """\
Ask a folder of documents a question, offline. Every sentence of the answer is
cut from the documents; if they do not say, the answer says so; if they
disagree, both sides are shown.
"""
_EPILOG = """\
Settings come from options, then QA_* variables (QA_THREADS=2), then qa.toml in
the current directory, then defaults. `qa COMMAND --help` says more.

exit status: 0 answered, disputed or refused; 1 it could not be done (a sentence
on stderr says why); 2 wrong usage
"""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """The same help on every Python version and terminal: the documents hold a copy of it."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=80)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings or action.nargs == 0:
            return ", ".join(action.option_strings) or str(action.metavar)
        return f"{', '.join(action.option_strings)} {action.metavar}"


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one sentence, as all errors of the command line are."""

    def __init__(self, **options: object) -> None:
        super().__init__(formatter_class=_Formatter, allow_abbrev=False, **options)  # type: ignore[arg-type]  # passed on
        self.color = False  # Python 3.14 would colour the help

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"qa: {message}; see `{self.prog} --help`\n")


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: that reads the installed metadata."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("qa-folder")
        except PackageNotFoundError:
            number = "(not installed)"
        print(f"qa {number}")
        parser.exit()


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser of ``qa``. A command's name is in ``command``, None where none was given.

    ``only``: without the other commands, whose options take .01 s to set up.
    """
    width = max(map(len, COMMANDS))
    listed = "\n".join(f"  {name:<{width}}  {about}" for name, about in COMMANDS.items())
    parser = _Parser(
        prog="qa",
        usage="qa COMMAND ...",
        description=f"{_ABOUT}\ncommands:\n{listed}",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(
        prog="qa", dest="command", metavar="COMMAND", help=argparse.SUPPRESS, parser_class=_Parser
    )
    for options, name, takes, epilog in (
        (_ask, "ask", "QUESTION", texts.ASK),
        (_chat, "chat", "", texts.CHAT),
        (_search, "search", "QUERY", texts.SEARCH),
        (_quotes, "quotes", "--speaker NAME", texts.QUOTES),
        (_speakers, "speakers", "", texts.SPEAKERS),
        (_index, "index", "[PATH]", texts.INDEX),
        (_text, "text", "SOURCE", texts.TEXT),
        (_batch, "batch", "IN.jsonl -o OUT.jsonl", texts.BATCH),
        (_verify, "verify", "ANSWER.json", texts.VERIFY),
        (_check, "check", "DRAFT", texts.CHECK),
        (_ui, "ui", "", texts.UI),
        (_eval, "eval", "[SET ...]", texts.EVAL),
        (_doctor, "doctor", "", texts.DOCTOR),
    ):
        if only in (None, name):
            options(_added(commands, name, takes, epilog))
    return parser


def subparsers_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of the commands, by name."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def _added(
    commands: argparse._SubParsersAction[_Parser], name: str, takes: str, epilog: str
) -> _Parser:
    about = COMMANDS[name]
    usage = " ".join(filter(None, ("qa", name, "[options]", takes)))
    return commands.add_parser(
        name, usage=usage, description=f"{about[0].upper()}{about[1:]}.", epilog=epilog
    )


def _ask(parser: argparse.ArgumentParser) -> None:
    _positional(parser, "question", "QUESTION", 'what to ask; "-" reads standard input', "+")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument(
        "--format",
        choices=("text", "json", "markdown", "html"),
        metavar="FORMAT",
        default="text",
        help="text (default), json, markdown or html",
    )
    _json(shape, "the answer as one line of JSON, as --format json")
    parser.add_argument("--history", metavar="FILE", help="earlier turns, a JSON file")
    about = "also what the language model wrote and was not said, with the reason"
    parser.add_argument("--show-dropped", action="store_true", help=about)
    _filters(parser, speaker=True)
    _corpus_options(parser)
    _model_options(parser)


def _chat(parser: argparse.ArgumentParser) -> None:
    _filters(parser, speaker=True)
    _corpus_options(parser)
    _model_options(parser)


def _search(parser: argparse.ArgumentParser) -> None:
    _positional(parser, "query", "QUERY", 'what to look for; "-" reads standard input', "+")
    parser.add_argument(
        "-k", metavar="N", type=_positive, default=10, help="how many sentences (default: 10)"
    )
    _json(parser, "the sentences as one line of JSON")
    _filters(parser, speaker=True)
    _corpus_options(parser)
    _embedder_options(parser)


def _quotes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--speaker", metavar="NAME", required=True, help="whose statements")
    parser.add_argument("--about", metavar="WORDS", help="only those that hold all these words")
    _listing(parser, "the statements")
    _filters(parser)
    _corpus_options(parser, refresh=False)


def _speakers(parser: argparse.ArgumentParser) -> None:
    _listing(parser, "the speakers")
    _filters(parser)
    _corpus_options(parser, refresh=False)


def _listing(parser: argparse.ArgumentParser, what: str) -> None:
    shape = parser.add_mutually_exclusive_group()
    _json(shape, f"{what} as one line of JSON")
    shape.add_argument("--csv", action="store_true", help=f"{what} as a table, a row each")


def _filters(parser: argparse.ArgumentParser, speaker: bool = False) -> None:
    group = parser.add_argument_group("only documents")
    _valued(group, "since", "DATE", "published on this day, month or year, or later")
    _valued(group, "until", "DATE", "published on this day, month or year, or earlier")
    _valued(group, "outlet", "NAME", "of an outlet whose name holds these words")
    if speaker:
        _valued(group, "speaker", "NAME", "and of these only what this person or body says")


def _index(parser: argparse.ArgumentParser) -> None:
    _positional(parser, "path", "PATH", "a folder or a file, as --corpus", "?")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--purge", action="store_true", help="remove the index of this corpus")
    what.add_argument("--list", action="store_true", help="list the indexes in the cache folder")
    what.add_argument(
        "--names", action="store_true", help="list the names that have several spellings"
    )
    parser.add_argument(
        "--all", action="store_true", help="with --purge: every index in the cache folder"
    )
    _json(parser, "the summary as one line of JSON")
    _corpus_options(parser, refresh=False)
    _embedder_options(parser)


def _text(parser: argparse.ArgumentParser) -> None:
    _positional(parser, "source", "SOURCE", "a document's path inside the corpus")
    _corpus_options(parser)
    _embedder_options(parser)


def _batch(parser: argparse.ArgumentParser) -> None:
    _positional(parser, "input", "IN.jsonl", 'questions, one row a line; "-": standard input')
    parser.add_argument(
        "-o", "--output", metavar="OUT.jsonl", required=True, help="where the answers go"
    )
    _filters(parser, speaker=True)
    _corpus_options(parser)
    _model_options(parser)


def _verify(parser: argparse.ArgumentParser) -> None:
    _positional(parser, "answer", "ANSWER.json", 'a saved answer; "-": standard input')
    _json(parser, "for each answer one line of JSON")
    _corpus_options(parser, refresh=False)


def _check(parser: argparse.ArgumentParser) -> None:
    _positional(parser, "draft", "DRAFT", 'a text, a Markdown or another file; "-": standard input')
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument(
        "--format",
        choices=("text", "json", "html"),
        metavar="FORMAT",
        default="text",
        help="text (default), json or html",
    )
    _json(shape, "the result as one line of JSON, as --format json")
    about = "exit with 1 if a sentence is not supported"
    parser.add_argument("--strict", action="store_true", help=about)
    _corpus_options(parser)
    _embedder_options(parser)


def _ui(parser: argparse.ArgumentParser) -> None:
    from qa.cli.ui import add_ui_options

    add_ui_options(parser)
    _corpus_options(parser)
    _model_options(parser)


def _eval(parser: argparse.ArgumentParser) -> None:
    from qa.cli.evaluate import add_eval_options

    add_eval_options(parser)
    _json(parser, "for each set one line of JSON")
    _corpus_options(parser, refresh=False)
    _model_options(parser)


def _doctor(parser: argparse.ArgumentParser) -> None:
    about = "find out anew what the models may be trusted with"
    parser.add_argument("--probe", action="store_true", help=about)
    _json(parser, "the report as one line of JSON")
    _corpus_options(parser, refresh=False)
    _model_options(parser)


def _positional(
    parser: argparse.ArgumentParser, name: str, metavar: str, about: str, nargs: str | None = None
) -> None:
    parser.add_argument(name, metavar=metavar, nargs=nargs, help=about)


def _json(parser: argparse._ActionsContainer, about: str) -> None:
    parser.add_argument("--json", action="store_true", help=about)


def _corpus_options(parser: argparse.ArgumentParser, refresh: bool = True) -> None:
    group = parser.add_argument_group("documents")
    _valued(group, "corpus", "PATH", "a folder or a file (default: the articles that ship)")
    _valued(group, "index", "DIR", "where its index is kept (default: in the cache folder)")
    _valued(group, "cache-folder", "DIR", "for indexes and prepared models (default: the user's)")
    if refresh:
        group.add_argument(
            "--no-refresh", action="store_true", help="use the index as it is; write nothing"
        )


def _embedder_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("models")
    _embedder(group)


def _model_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("models")
    about = "a language model file (default: the packaged one), or the endpoint's model"
    _valued(group, "model", "GGUF", about)
    group.add_argument(
        "--no-model", action="store_true", default=None, help="ask without a language model"
    )
    _embedder(group)
    _valued(group, "reranker", "NAME", "a CrossEncoder, by folder or name (default: packaged)")
    _valued(group, "threads", "N", "threads to use (default: 0, as many as there are cores)", int)
    _valued(group, "passages", "N", "how many found sentences are looked at (default: 24)", int)
    _valued(group, "threshold", "P", "say nothing below this probability, 0 to 1", float)
    _endpoint_options(parser)


def _endpoint_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the model's own words")
    about = "an OpenAI-compatible server for --model (its key: QA_API_KEY); default: none"
    _valued(group, "endpoint", "URL", about)
    about = "its model, where --model names a file for the rest"
    _valued(group, "endpoint-model", "NAME", about)
    _valued(group, "endpoint-read", "S", "seconds it may be silent (default: 60)", float)
    _valued(group, "endpoint-total", "S", "seconds one request may take (default: 300)", float)
    about = "none, pick, word or both: what the model may do (default: what a test of it shows)"
    _valued(group, "trust", "WHAT", about)


def _embedder(group: argparse._ArgumentGroup) -> None:
    about = "a sentence-transformers model, by folder or name (default: packaged)"
    _valued(group, "embedder", "NAME", about)


def _valued(
    group: argparse._ArgumentGroup,
    name: str,
    metavar: str,
    about: str,
    kind: type[int | float | str] = str,
) -> None:
    """An option with a value; None unless it is given, so that other layers can say."""
    group.add_argument(f"--{name}", metavar=metavar, type=kind, help=about)


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1,000")
    return int(text)
