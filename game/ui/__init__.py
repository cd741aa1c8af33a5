"""What every screen is made of: colours, type, widgets, overlays, and input turned into intents."""
