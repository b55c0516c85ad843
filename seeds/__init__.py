"""The five articles that ship for demonstration; data only."""
