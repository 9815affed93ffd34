"""How a child process is shut in, level by level, and how that is tried out."""
