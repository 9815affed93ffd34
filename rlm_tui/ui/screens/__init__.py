"""The screens: each composes widgets and routes messages and keys."""
