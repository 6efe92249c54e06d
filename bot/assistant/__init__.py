"""The only room that imports rasa: NLU components, importer, tracker store, channel, server and training."""
