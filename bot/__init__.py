"""The bot itself: a pure ring that decides about nominations, and the few modules that talk to the world."""
