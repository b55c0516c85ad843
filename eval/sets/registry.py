"""The sets by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from eval.sets.clapnq import clapnq_task
from eval.sets.conflicts import poisonedrag_task, qacc_task, ramdocs_task
from eval.sets.own import OWN, own_task
from eval.sets.planted import bipia_task
from eval.sets.rewriting import rewriting_task
from eval.sets.task import Context, Task
from eval.sets.wice import wice_task
from eval.sets.wildgraph import DOMAINS, wildgraph_task
from eval.sets.xquad import xquad_task

__all__ = ["THIRD_PARTY", "task_of"]

THIRD_PARTY: Mapping[str, Callable[[Context], Task]] = {
    "xquad_en": xquad_task,
    **{f"wildgraph_{domain}": partial(wildgraph_task, domain=domain) for domain in DOMAINS},
    "clapnq": clapnq_task,
    "qacc": qacc_task,
    "ramdocs": ramdocs_task,
    "wice": wice_task,
    "treccast": partial(rewriting_task, name="treccast"),
    "mtrag": partial(rewriting_task, name="mtrag"),
    "bipia": bipia_task,
    "poisonedrag": poisonedrag_task,
}


def task_of(
    name: str, context: Context, *, corpus: str | None = None, split: str | None = None
) -> Task:
    """The task of a set's name or of a question file.

    Raises UsageError for what is neither, Skipped for a third-party set that is not there.
    """
    if name in THIRD_PARTY and name not in OWN:
        return THIRD_PARTY[name](context)
    return own_task(name, context, corpus=corpus, split=split)
