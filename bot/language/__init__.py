"""German text to codes: pure functions over vocabulary tables, no I/O beyond loading them."""
