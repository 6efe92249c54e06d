"""The public page: sessions, the way to Rasa, the transcript, and HTML that works without JavaScript."""
