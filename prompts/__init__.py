"""Prompt texts with checked examples; data only."""
