"""What a session has recorded, told again to a run that is taken up."""
