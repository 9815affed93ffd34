"""Programs that the offline planner has run in a REPL."""
