"""What a session is and how events change it: values alone, no clock, no files."""
