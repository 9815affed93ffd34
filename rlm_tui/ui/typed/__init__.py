"""Lines that a person types: what is asked, completed and found wrong."""
