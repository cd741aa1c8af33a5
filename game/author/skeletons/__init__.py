"""The beginnings that `new` gives an author: commented YAML by language of the comments, and what fills them in."""
