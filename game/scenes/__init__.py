"""The screens, one file each. None knows another: flow.py alone knows what follows what."""
