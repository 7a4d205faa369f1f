"""The subcommands of `bin/linli`: each module adds its own parser and runs it."""
