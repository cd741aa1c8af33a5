"""What a browser, or a phone, is served."""
