"""From corrections to a better model: what may be learned, the store of models, and their comparison."""
