"""How linli looks: base templates, template tags, words for moments, icons, custom elements.

Owns: the three faces (`ui/phone.html`, `ui/office.html`, `ui/wall.html`) and the printed sheet, the
error pages, the pages of a refusal, the tag library `linli` (a builtin), the context processor
`shell`, the addresses /language, /large-type, /online and, for developers, /styleguide. The
scripts and styles live in `frontend/` and are built into `static/ui/built/` by `bin/frontend`.

Words: a *face* is a kind of device and reader; a *shell* is what stands round every page; a *pill*
is a state in a word; a *due* is a promise in words, colour and shape; an *element* is a custom
HTML element that does more with script and still works without.

Invariants: no inline style, script or event attribute; every colour has a word or a shape beside
it; every word has a Chinese msgid and its English; scripts hold no words; nothing that Chrome 87
or Safari 14 does not know; the first page weighs at most 150 kB.

Holds no table, asks no context: what the shell shows comes from `kernel.registry` and the actor.
"""
