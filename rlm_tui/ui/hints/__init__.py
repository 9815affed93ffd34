"""Which keys help now: rows of hints, tips and the help."""
