"""Saved sessions: events, long texts, search and drafts, around one SQLite file."""
