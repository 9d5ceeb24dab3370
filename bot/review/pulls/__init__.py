"""The pull requests of the stages: their files, their status and their conflicts."""
