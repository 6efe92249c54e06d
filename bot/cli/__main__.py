"""`python -m bot.cli …`, the same as `kumpel …`."""

from bot.cli import main

main()
