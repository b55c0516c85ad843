"""Whether two accounts of one matter differ: figures, moments, people, denials, causes."""
