"""What can be evaluated: our own question sets, a user's own, and third-party sets."""

from eval.sets.task import Skipped, Task

__all__ = ["Skipped", "Task"]
