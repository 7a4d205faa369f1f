"""Deliberation: who decides together, how they meet and vote, and what their decisions become.

Owns: Body and Member (议事会、村民代表会议、支部 …), Gathering with its roll, Motion, Ballot, Box
(secret ballots), TextVersion (what was voted on), Undertaking (a resolution that became a matter).
Words: 应到 due · 实到 present · 召集 call · 表决 vote · 决议 resolution · 回避 recusal · 无效 void.
Invariants: the roll is frozen when a gathering is called; one vote per line of the roll and motion,
whether online, on paper or by a show of hands; nothing is voted without a quorum; a rule is that in
force on the day of the meeting; a secret ballot bears no voter, no time and no actor; a decision
keeps the figures and the article by which it stands.
Refuses: notice too short, meetings before their time, votes without quorum, votes of those who are
absent, recused or not entitled, a second vote, counts that exceed who was there.
"""
