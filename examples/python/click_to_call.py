"""python3 click_to_call.py alice@example.com 0612345678: Alice's phones ring, and the first that answers calls the number."""
import json, os, sys, urllib.parse, urllib.request

url = os.environ.get("OFFHOOK_URL", "http://localhost:8080")
headers = {"Authorization": f"Bearer {os.environ['OFFHOOK_TOKEN']}", "Content-Type": "application/json"}


def ask(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    return json.load(urllib.request.urlopen(urllib.request.Request(f"{url}/api/v1{path}", data, headers)))


email, to = sys.argv[1:]
user = ask(f"/users?q={urllib.parse.quote(email)}")["items"][0]
print("call", ask("/calls", {"userId": user["id"], "to": to})["id"])
