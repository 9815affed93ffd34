"""What the app, its screens and whoever started it ask of each other."""
