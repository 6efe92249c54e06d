"""The agency's staff: who they are, what each may do, how they prove it, and what they did."""
