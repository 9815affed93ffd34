"""Where model-written code runs: the host's end, and in `child_*` the child's."""
