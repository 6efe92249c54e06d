"""Clients of the chat's protocol, what they saw, and a site whose parts can be killed: for the benches of the line."""
