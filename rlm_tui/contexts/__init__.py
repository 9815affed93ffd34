"""From what a person names, files or a value, to the context of a question."""
