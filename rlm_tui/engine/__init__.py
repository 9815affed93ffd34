"""Runs a session: nodes, calls, gates. It knows no screen and no database."""
