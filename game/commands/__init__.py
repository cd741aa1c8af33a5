"""The commands of the command line, a module a family: its `add` puts them on the parser, imports stand inside."""
