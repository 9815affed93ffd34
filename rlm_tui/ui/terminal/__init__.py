"""What the terminal and the machine do for the app."""
