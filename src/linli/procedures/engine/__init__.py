"""The engine: procedure and decision files in, frozen definitions; happenings in, commands out.

Pure: no Django, no clock, no database. `bpmn.read` and `dmn.read` turn files into values or
findings, `gate.check` says whether a procedure may be published, `machine.advance` moves a run.
What can happen and what is asked for is in `state`; what is raised is in `errors`.
"""
