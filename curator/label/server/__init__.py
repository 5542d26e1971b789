"""A local Label Studio for those who have none."""

from curator.label.server.account import Account, account_file, account_of
from curator.label.server.environment import VERSION, installed
from curator.label.server.local import Server, log_of, running, server_folder, start, stop

__all__ = [
    "VERSION",
    "Account",
    "Server",
    "account_file",
    "account_of",
    "installed",
    "log_of",
    "running",
    "server_folder",
    "start",
    "stop",
]
