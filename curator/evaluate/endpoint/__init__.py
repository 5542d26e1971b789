"""A model behind an OpenAI-compatible endpoint, asked by many requests at once."""

from curator.evaluate.endpoint.address import Address
from curator.evaluate.endpoint.client import Endpoint, Failed, Stopped
from curator.evaluate.endpoint.replies import Reply

__all__ = ["Address", "Endpoint", "Failed", "Reply", "Stopped"]
