"""Markdown that models write, as rows of styled text."""
