"""Levels as web pages: what a browser, a stick or a learning platform shows of the same packs."""
