"""What `qa COMMAND --help` says of each command, beside its options."""

from __future__ import annotations

__all__ = [
    "ASK", "BATCH", "CHAT", "CHECK", "DOCTOR", "EVAL", "INDEX", "QUOTES", "SEARCH", "SPEAKERS",
    "TEXT", "UI", "VERIFY",
]  # fmt: skip

ASK = """\
examples:
  qa ask "who approved the budget?" --corpus reports
  qa ask - --json < question.txt
  qa ask "and who voted against it?" --history turns.json

The history is a JSON list of {"role": "user" | "assistant", "content": "..."}.
An answer quotes a few clauses: asked what somebody said, a last line counts all
their statements and names the command that lists them.
"""
CHAT = """\
Inside: /sources shows what the last answer stands on, /new forgets the
conversation, /help, /quit. The conversation is kept in memory only.

example:
  qa chat --corpus reports
"""
SEARCH = """\
example:
  qa search "budget approval" -k 5 --corpus reports
"""
QUOTES = """\
Every statement of a person or body, in order of source and place, verbatim,
with the words that attribute it. Any spelling of the corpus finds them, a
surname finds all who bear it, a body also those who speak for it. No model
and no index is used.

examples:
  qa quotes --speaker "the inspector" --corpus reports
  qa quotes --speaker "Port Authority" --about "dredging costs" --csv
"""
SPEAKERS = """\
Who speaks most comes first. Spellings of one name are joined; names.toml in the
folder corrects that (see `qa index --names`).

example:
  qa speakers --corpus reports
"""
INDEX = """\
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
TEXT = """\
SOURCE is the document's path inside the corpus, as answers name it. No newline
is added or translated: a citation's offsets count code points of this output.

example:
  qa text minutes/2024-05.pdf --corpus reports
"""
BATCH = """\
A row of the input is {"id": "...", "question": "..."} and, as needed, "history"
(a list), "since", "until", "outlet", "speaker" (in place of the option of that
name); "-" reads standard input. A row of the output is an answer, or
{"id", "error"} for a row that failed; then the exit status is 1. Run the same
command again after an interruption: rows that are answered are kept, but for
those asked of one speaker.

examples:
  qa batch questions.jsonl -o answers.jsonl --corpus reports
  qa batch questions.jsonl -o autumn.jsonl --since 2021-09 --until 2021-11
"""
VERIFY = """\
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
CHECK = """\
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
UI = """\
example:
  qa ui --corpus reports --open
"""
EVAL = """\
Each question is a row in a run's folder, so an interrupted run goes on with the
same command, and a change of documents, settings or code makes another run. A
run is compared with the one before; its folder holds report.html and report.md.
docs/eval.md describes question files, measures and third-party sets.

exit status: 0 done; 1 no set could be run, the file has faults, or a gated
figure fell

examples:
  qa eval                                  our own sets
  qa eval --list
  qa eval mine.jsonl --corpus reports      questions of your own
  qa eval --check mine.jsonl --corpus reports
"""
DOCTOR = """\
Runs the language model and the embedder once, each in a process of its own.

example:
  qa doctor --model other.gguf
"""
