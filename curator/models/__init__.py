"""Language models on this machine: found, checked and loaded; nothing a model brings is executed."""
