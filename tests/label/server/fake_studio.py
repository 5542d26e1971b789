"""Stands in for Label Studio: knows the one account it was started with, and nothing else."""

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

TOKEN = os.environ["LABEL_STUDIO_USER_TOKEN"]


class Studio(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        knows = self.path == "/api/current-user/whoami" and self.headers["Authorization"] == f"Token {TOKEN}"
        self.send_response(200 if knows else 401)
        self.end_headers()


port = int(sys.argv[sys.argv.index("--port") + 1])
HTTPServer((sys.argv[sys.argv.index("--internal-host") + 1], port), Studio).serve_forever()
