"""The page: chat and proof side by side. Builds on ``Assistant`` and ``qa.render`` alone."""
