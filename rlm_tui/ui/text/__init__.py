"""Styled lines, and texts of any length laid out as rows."""
