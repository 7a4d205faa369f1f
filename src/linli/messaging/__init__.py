"""Notices and the channels that carry them.

Owns: templates of notices (method part `notices`), notices to colleagues, deliveries over outside
channels (group robots, mail, SMS), channel settings (addresses sealed), preferences.
Words: tell (one job in the caller's transaction), fan out (the worker finds who), deliver.
Invariants: telling never undoes the work it tells of; nothing is told of a transaction that rolled
back; what is held for a digest becomes one notice a period; each recipient is told once, however
often a job runs; a channel that is down delays and loses nothing; rows hold ids and codes, words
are filled in from the template when they are read; a telling that means nobody is a failed job.
Refuses: addresses that are not https on a known robot host, SMS without an adapter, settings by
those who do not hold `messaging.manage` there. Registers the effects `messaging.notify` and
`messaging.send_code`.
"""
