"""What is kept of conversations: the running ones, and later the redacted log."""
