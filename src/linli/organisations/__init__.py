"""Party organisations, units, posts and the duties they carry over territory.

Owns: Organisation (the tree), Post and PostDuty, Holding and Leave, Cover (包村、包片、联户、挂钩);
reads kinds, chains, duties and rules of covering from the method part `organisations`.
Words: 链条 chain · 职责 duty · 岗位 post · 任职 holding · 替岗 stand-in · 包联 cover · 缺口 gap.
Invariants: the tree obeys the chains; a duty is held at one level of area, or by an organisation,
or by the reporter; grants come from holdings in force and nothing else; the three administrators
(system, security, audit) share no verb and no person.
Refuses: a wrong place in the tree (naming the chain's rule), more holders than places, terms that
end before they begin, a second kind of administrator for one person.
"""
