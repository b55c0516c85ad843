"""What is measured, and how: answers, retrieval, citations, refusal, and the noise of each.

``answers``    accuracy, evidence recall, citation precision, refusal
``retrieval``  recall@k, reciprocal rank, nDCG
``citations``  ALCE's recall and precision, TREC RAG's support, words that no citation holds
``refusal``    risk against coverage, areas under curves
``text``       token F1
``stats``      a measure as columns of numbers, bootstrap intervals, a paired test
``asked``      the measures of a question set, one list
"""

from eval.metrics.answers import Outcome, Scores, judge, summarise

__all__ = ["Outcome", "Scores", "judge", "summarise"]
