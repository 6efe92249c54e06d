"""The staff console: a web app of its own, on loopback by default."""
