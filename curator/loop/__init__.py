"""The whole loop: curate, label, train, evaluate, compare; resumable."""
