"""`python -m rlm_tui`."""

from rlm_tui.cli import main

main()
