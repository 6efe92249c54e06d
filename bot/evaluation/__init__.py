"""How well the assistant understands: scoring and comparison, pure functions over data files."""
