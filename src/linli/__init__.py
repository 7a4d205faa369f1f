"""linli 邻里: the platform on which Chinese counties run their neighbourhoods and villages."""

__version__ = "0.1.0"
