"""Kumpel: a chat assistant that leads young people to local employers and to programmes that help them."""
