"""What the engine raises. Plain exceptions: the services turn them into refusals.

EngineError
├── BadExpression   an expression that is not in the whitelist, at load time
├── MissingName     an expression, decision or limit asks for a datum that the run has not got
├── WrongType       a datum is of a kind that cannot be compared, counted or iterated
├── NoMatch         no rule of a decision table fits
├── ManyMatches     more than one rule of a UNIQUE table fits
├── NoWayOut        no flow of an exclusive gateway is true and there is no default
├── UnknownOutcome  the step has no such outcome
├── NotWaiting      the token is not there, or is not in a state that this can happen to
├── NobodyWaits     no token waits for this message
└── Endless         the run moves for ever without waiting for anybody
"""

from __future__ import annotations

from typing import Any, ClassVar

from linli.procedures.engine.messages import Message, msg


class EngineError(Exception):
    """`data` holds ids and names that fill `text`: `said` is both, to be worded by an edge."""

    code: ClassVar[str] = "engine"
    text: ClassVar[Message] = msg("流程无法继续。")

    def __init__(self, **data: Any) -> None:
        self.data = data
        self.said = Message(self.text.text, tuple(data.items()))
        super().__init__(str(self.said))


class BadExpression(EngineError):
    code = "expression"
    text = msg("表达式“%(expression)s”不能用：%(reason)s。")


class MissingName(EngineError):
    code = "missing_name"
    text = msg("流程数据里没有“%(name)s”。")


class WrongType(EngineError):
    code = "wrong_type"
    text = msg("“%(expression)s”里的数据类型不对：%(reason)s。")


class NoMatch(EngineError):
    code = "no_match"
    text = msg("决策表“%(table)s”没有一行符合：%(inputs)s。请补一行兜底规则。")


class ManyMatches(EngineError):
    code = "many_matches"
    text = msg("决策表“%(table)s”（UNIQUE）同时有多行符合：第 %(rows)s 行。")


class NoWayOut(EngineError):
    code = "no_way_out"
    text = msg("网关“%(node)s”没有一条出路的条件成立，也没有默认出路。")


class UnknownOutcome(EngineError):
    code = "unknown_outcome"
    text = msg("步骤“%(node)s”没有“%(outcome)s”这种办理结果。")


class NotWaiting(EngineError):
    code = "not_waiting"
    text = msg("这一步不在等待办理（%(node)s）。")


class NobodyWaits(EngineError):
    code = "nobody_waits"
    text = msg("流程现在不接收“%(message)s”。")


class Endless(EngineError):
    code = "endless"
    text = msg("流程在“%(node)s”处一直空转，已停止。")
