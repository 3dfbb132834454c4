"""Says who calls whom, as the phone rings: put your CRM in the place of print."""
import json, os, urllib.request

url = os.environ.get("OFFHOOK_URL", "http://localhost:8080")
headers = {"Authorization": f"Bearer {os.environ['OFFHOOK_TOKEN']}"}
stream = urllib.request.urlopen(urllib.request.Request(f"{url}/api/v1/events", headers=headers))
print("listening", flush=True)
kind = ""
for line in stream:
    field, _, value = line.decode().strip().partition(": ")
    if field == "event":
        kind = value
    elif field == "data" and kind == "call.ringing":
        event = json.loads(value)
        caller, callee = event["call"]["caller"], event["callee"]
        print(caller.get("number", "a withheld number"), "calls", callee.get("name", callee.get("number")), flush=True)
