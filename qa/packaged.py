"""Weights that ship with the package as JSON: read, or said in one sentence why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any, TypeVar

from qa.errors import ModelBroken, ModelMissing

__all__ = ["read_weights"]

T = TypeVar("T")


def read_weights(name: str, make: Callable[[Any], T], what: str = "") -> T:
    """What ``make`` makes of the file ``name`` in ``qa/weights``; errors call it ``what``.

    Raises ModelMissing where there is no such file, ModelBroken where it is no JSON, or ``make``
    raises KeyError, TypeError or ValueError.
    """
    what = what or name
    try:
        return make(json.loads((files("qa") / "weights" / name).read_text("utf-8")))
    except OSError as error:
        raise ModelMissing(
            f"{what} is not in the installed package ({error}); reinstall it"
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise ModelBroken(f"{what} cannot be read ({error}); reinstall the package") from error
