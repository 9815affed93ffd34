"""What can be asked of a session afterwards: costs, times, messages, coverage."""
