"""Teach: correct a message, decide with a second pair of eyes, bring it into the training data, train, promote."""
