"""The command line's grammar and help. Loads nothing but argparse, so that help is quick."""

from __future__ import annotations

import argparse
from typing import NoReturn

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


def build_parser() -> argparse.ArgumentParser:
    """The parser of ``qa``. A command's name is in ``command``, None where none was given."""
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
        dest="command", metavar="COMMAND", help=argparse.SUPPRESS, parser_class=_Parser
    )
    _ask(_added(commands, "ask", "QUESTION", _ASK))
    _chat(_added(commands, "chat", "", _CHAT))
    _search(_added(commands, "search", "QUERY", _SEARCH))
    _quotes(_added(commands, "quotes", "--speaker NAME", _QUOTES))
    _speakers(_added(commands, "speakers", "", _SPEAKERS))
    _index(_added(commands, "index", "[PATH]", _INDEX))
    _text(_added(commands, "text", "SOURCE", _TEXT))
    _batch(_added(commands, "batch", "IN.jsonl -o OUT.jsonl", _BATCH))
    _verify(_added(commands, "verify", "ANSWER.json", _VERIFY))
    _check(_added(commands, "check", "DRAFT", _CHECK))
    _ui(_added(commands, "ui", "", _UI))
    _eval(_added(commands, "eval", "[SET ...]", _EVAL))
    _doctor(_added(commands, "doctor", "", _DOCTOR))
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


_ASK = """\
examples:
  qa ask "who approved the budget?" --corpus reports
  qa ask - --json < question.txt
  qa ask "and who voted against it?" --history turns.json

The history is a JSON list of {"role": "user" | "assistant", "content": "..."}.
"""
_CHAT = """\
Inside: /sources shows what the last answer stands on, /new forgets the
conversation, /help, /quit. The conversation is kept in memory only.

example:
  qa chat --corpus reports
"""
_SEARCH = """\
example:
  qa search "budget approval" -k 5 --corpus reports
"""
_QUOTES = """\
Every statement of a person or body, in order of source and place, verbatim,
with the words that attribute it. Any spelling of the corpus finds them, a
surname finds all who bear it, a body also those who speak for it. No model
and no index is used.

examples:
  qa quotes --speaker "the inspector" --corpus reports
  qa quotes --speaker "Port Authority" --about "dredging costs" --csv
"""
_SPEAKERS = """\
Who speaks most comes first. Spellings of one name are joined; names.toml in the
folder corrects that (see `qa index --names`).

example:
  qa speakers --corpus reports
"""
_INDEX = """\
Prints what the index holds, what changed and which files were left out; the
exit status is 1 if any was. `qa ask` refreshes the index by itself.

examples:
  qa index reports
  qa index reports --purge     remove its index; the documents stay
  qa index --list              the indexes in the cache folder
  qa index reports --names     spellings taken for one name; names.toml in the
                               folder corrects them: same = [["Ana", "Anna"]],
                               different = [["Tom Reed", "Tom Reid"]]
  qa index --purge --all       remove all of them
"""
_TEXT = """\
SOURCE is the document's path inside the corpus, as answers name it. No newline
is added or translated: a citation's offsets count code points of this output.

example:
  qa text minutes/2024-05.pdf --corpus reports
"""
_BATCH = """\
A row of the input is {"id": "...", "question": "...", "history": [...]}, the
last optional; "-" reads standard input. A row of the output is an answer, or
{"id", "error"} for a row that failed; then the exit status is 1. Run the same
command again after an interruption: rows that are answered are kept.

example:
  qa batch questions.jsonl -o answers.jsonl --corpus reports
"""
_VERIFY = """\
ANSWER.json is an answer of `qa ask --json` or the output of `qa batch`. The
files are read again, not the index; nothing is written. A citation is
  unchanged  the same words stand at the same place
  moved      the words stand elsewhere in the file, or the file has another name
  changed    the file is there, the words are not
  gone       there is no such file, or it cannot be read

exit status: 0 all are unchanged or moved; 1 one is changed or gone, or the
answer contradicts itself; 2 what was given is no answer

example:
  qa verify answer.json --corpus reports
"""
_CHECK = """\
Each sentence of the draft is
  supported     the cited sentences say so: numbers, names, dates, denials,
                doubts and speakers are the same
  contradicted  a sentence on the same matter says otherwise
  not found     no sentence says so; the nearest is shown, with what it lacks
No language model is asked. What a source only claims supports "X said ...",
not the bare claim. Offsets count code points of the draft's text.

exit status: 0 checked; with --strict 1 if a sentence is not supported

example:
  qa check story.md --corpus notes
"""
_UI = """\
example:
  qa ui --corpus reports --open
"""
_EVAL = """\
Each question is a row in a run's folder, so an interrupted run goes on with the
same command, and a change of documents, settings or code makes another run. A
run is compared with the one before; its folder holds report.html and report.md.
docs/eval.md describes question files, measures and third-party sets.

exit status: 0 done; 1 no set could be run, the file has faults, or a gated
figure fell

examples:
  qa eval                                  our two sets
  qa eval --list
  qa eval mine.jsonl --corpus reports      questions of your own
  qa eval --check mine.jsonl --corpus reports
"""
_DOCTOR = """\
Runs the language model and the embedder once, each in a process of its own.

example:
  qa doctor --model other.gguf
"""


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
