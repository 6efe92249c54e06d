"""Makes the environment: `python3 -m bot.setup`. Standard library only, for any python3 from 3.8 on."""
