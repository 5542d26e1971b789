"""What others need to know about a version: its licences, its card, where it came from."""
