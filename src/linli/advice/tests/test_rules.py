"""Learning and answering, without a database."""

from __future__ import annotations

import numpy as np
import pytest

from linli.advice import rules
from linli.advice.rules import learning

LAMPS = [
    "路灯不亮了",
    "巷子口路灯坏了",
    "晚上路灯一直闪",
    "路灯杆歪了灯不亮",
    "三盏路灯都灭了",
    "路灯坏了没人修",
]
RUBBISH = [
    "垃圾没人收",
    "垃圾桶满了",
    "门口堆着建筑垃圾",
    "垃圾臭得很",
    "有人乱扔垃圾",
    "垃圾车两天没来",
]
NOISE = [
    "半夜施工太吵",
    "广场舞喇叭太吵",
    "楼下噪声扰民",
    "装修噪声太大",
    "夜里喇叭扰民",
    "工地噪声吵得睡不着",
]
TEXTS = [*LAMPS, *RUBBISH, *NOISE]
LABELS = ["lamp"] * 6 + ["rubbish"] * 6 + ["noise"] * 6


@pytest.fixture(scope="module")
def learnt():
    return rules.train(TEXTS, LABELS)


def test_it_knows_what_it_has_learnt_and_says_why(learnt):
    answer = rules.predict(learnt.model, "我们小区的路灯又坏了")
    best = answer.guesses[0]
    assert best.label == "lamp"
    assert "路灯" in "".join(best.because)
    assert all(reason in "我们小区的路灯又坏了" for reason in best.because)
    assert answer.guesses[0].probability >= answer.guesses[1].probability


def test_probabilities_are_probabilities(learnt):
    chances = rules.probabilities(learnt.model, "垃圾桶满了")
    assert chances.sum() == pytest.approx(1.0)
    assert (chances >= 0).all()


def test_what_it_has_never_seen_has_no_answer(learnt):
    assert rules.predict(learnt.model, "QWERTZ").guesses == ()
    assert not rules.predict(learnt.model, "").sure


def test_unseen_scores_are_those_of_models_that_never_saw_the_text():
    """The closed form says what solving again without each text would have said."""
    dice = np.random.default_rng(1)
    rows, truth = dice.normal(size=(12, 5)), np.array([0, 1, 2] * 4)
    gram = rows @ rows.T + 1.0
    _dual, unseen = learning._solve(gram, truth, 3)
    wanted = np.where(truth[:, None] == np.arange(3)[None, :], 1.0, -1.0)
    for at in range(12):
        rest = [one for one in range(12) if one != at]
        alone = gram[np.ix_(rest, rest)] + learning.RIDGE * np.eye(11)  # classes are even: weight 1
        again = gram[at, rest] @ np.linalg.solve(alone, wanted[rest])
        assert unseen[at] == pytest.approx(again)


def test_one_label_teaches_nothing():
    with pytest.raises(ValueError, match="two labels"):
        rules.train(["一", "二"], ["a", "a"])


def test_a_model_survives_its_store(learnt):
    kept = rules.unpacked(rules.packed(learnt.model))
    assert kept.labels == learnt.model.labels
    for text in TEXTS:
        before = rules.probabilities(learnt.model, text)
        assert np.abs(rules.probabilities(kept, text) - before).max() < 0.01


def test_a_model_is_numbers_and_strings_alone(learnt):
    """A pickle inside is refused, whoever put it there."""
    import io

    buffer = io.BytesIO()
    np.savez(buffer, labels=np.array([object()], dtype=object), knobs=np.array([1.0, 1.0]))
    with pytest.raises(ValueError, match="allow_pickle"):
        rules.unpacked(buffer.getvalue())


def test_numbers_of_houses_and_telephones_are_not_learnt():
    assert rules.normal("3栋502，电话 13912345678！") == "0栋000 电话 00000000000"


def test_figures():
    assert rules.macro_f1([0, 0, 1], [0, 0, 1], 2) == 1.0
    assert rules.macro_f1([0, 0, 1, 1], [0, 0, 0, 0], 2) == pytest.approx(1 / 3)
    assert rules.calibration_error(np.array([0.9, 0.9], np.float32), [True, True]) == pytest.approx(
        0.1, abs=1e-6
    )
    assert rules.calibration_error(np.array([0.95] * 2, np.float32), [True, False]) > 0.4


def test_likeness():
    assert rules.likeness("路灯坏了", "路灯坏了") == 1.0
    assert rules.likeness("路灯坏了", "垃圾没人收") == 0.0
    assert rules.likeness("", "路灯") == 0.0
    assert 0.2 < rules.likeness("青云小区路灯坏了", "路灯又坏了没人修") < 0.5
