"""Where a run waits for a decision: which crossings hold, what lets them go."""
