"""What keys do on the screens over a run, a subject in each module."""
