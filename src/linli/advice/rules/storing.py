"""A model as bytes, and back: plain arrays, nothing that runs when it is read."""

from __future__ import annotations

import io

import numpy as np

from linli.advice.terms import Model


def packed(model: Model) -> bytes:
    """The model, compressed. Half precision is far below what decides between two labels."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        labels=np.array(model.labels, dtype=np.str_),
        vocabulary=np.array(list(model.vocabulary), dtype=np.str_),
        rarity=model.rarity,
        weights=model.weights.astype(np.float16),
        bias=model.bias,
        knobs=np.array([model.temperature, model.sure_from], np.float64),
    )
    return buffer.getvalue()


def unpacked(content: bytes) -> Model:
    """What `packed` gave. Objects are refused: a model can hold numbers and strings only."""
    with np.load(io.BytesIO(content), allow_pickle=False) as kept:
        temperature, sure_from = (float(one) for one in kept["knobs"])
        return Model(
            labels=tuple(str(one) for one in kept["labels"]),
            vocabulary={str(gram): at for at, gram in enumerate(kept["vocabulary"])},
            rarity=kept["rarity"],
            weights=kept["weights"],
            bias=kept["bias"],
            temperature=temperature,
            sure_from=sure_from,
        )
