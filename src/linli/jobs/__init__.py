"""Work after the commit, and work by the clock.

Owns: Job rows, written in the business transaction by `services.enqueue` and taken by any number
of workers under a lease; Schedule rows, by which periodic work is enqueued once for all workers.
Words: take (claim under a lease), back off, give up, retry by hand.
Invariants: a job is there exactly if its business transaction committed; no job is lost when a
worker dies (the lease runs out and another takes it); two workers hold one job at the same time
only if the first outlived its lease; a key is held by one waiting job at most.
Refuses: payloads that are not JSON, keys that are too long, retrying what has not failed.
Handlers are found by name in `kernel.registry.job_handlers`; they may run twice and must not mind.
"""
