"""A playground for neural networks: 2-D data, a NumPy MLP, and a view of every training step.

from playground import Config, Run
run = Run(Config(dataset="spiral", hidden=(16, 16), activation="gelu", optimizer="adam", rate=0.01))
run.advance(60)
run.loss("test"), run.accuracy("test")
"""

from playground.config import Config
from playground.data import Data
from playground.engine.run import Run
from playground.engine.seeds import Seeds

__all__ = ["Config", "Data", "Run", "Seeds"]
__version__ = "0.9.0"
