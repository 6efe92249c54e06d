"""Custom actions: each reads slots, asks the catalogue, sets slots and names a response. The texts are YAML."""
