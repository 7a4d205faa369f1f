"""Pure decisions of advice: texts and labels make a model, a model answers about a text."""

from linli.advice.rules.features import LONGEST_GRAM, counts, normal
from linli.advice.rules.figures import calibration_error, macro_f1
from linli.advice.rules.learning import MOST_TEXTS, Learnt, train
from linli.advice.rules.predicting import likeness, predict, probabilities
from linli.advice.rules.storing import packed, unpacked

__all__ = [
    "LONGEST_GRAM",
    "MOST_TEXTS",
    "Learnt",
    "calibration_error",
    "counts",
    "likeness",
    "macro_f1",
    "normal",
    "packed",
    "predict",
    "probabilities",
    "train",
    "unpacked",
]
