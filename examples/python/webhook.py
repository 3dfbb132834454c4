"""Hears of events (POST /api/v1/webhooks gives the secret), and believes only those that the system has signed just now."""
import hashlib, hmac, json, os, re, time
from http.server import BaseHTTPRequestHandler, HTTPServer


def is_signed(body, signature):
    found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", signature or "")
    if found is None or abs(time.time() - int(found[1])) > 300:
        return False
    made = hmac.new(os.environ["WEBHOOK_SECRET"].encode(), found[1].encode() + b"." + body, hashlib.sha256)
    return hmac.compare_digest(made.hexdigest(), found[2])


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        is_true = is_signed(body, self.headers["Offhook-Signature"])
        if is_true:
            print(json.loads(body)["type"], flush=True)
        self.send_response(204 if is_true else 401)
        self.end_headers()

    def log_message(self, *_):
        pass  # what it is told is printed, and nothing else


server = HTTPServer(("", int(os.environ.get("PORT", "3000"))), Webhook)
print("listening", flush=True)
server.serve_forever()
