"""The pictures of today's game that pages show; `pictures` draws them."""
