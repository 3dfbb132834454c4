"""python3 import_users.py people.csv: adds each line "name,email,extension", with a phone; says what became of it."""
import csv, json, os, sys, urllib.error, urllib.request

url = os.environ.get("OFFHOOK_URL", "http://localhost:8080")
headers = {"Authorization": f"Bearer {os.environ['OFFHOOK_TOKEN']}", "Content-Type": "application/json"}
for person in csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")):
    body = json.dumps({**person, "device": {"label": "Desk", "kind": "ip-phone"}}).encode()
    try:
        phone = json.load(urllib.request.urlopen(urllib.request.Request(f"{url}/api/v1/users", body, headers)))["device"]
        print(f"{person['email']}: phone {phone['sipUsername']} {phone['sipPassword']}")
    except urllib.error.HTTPError as refusal:
        problem = json.load(refusal)
        print(f"{person['email']}: {'; '.join([problem['detail'], *(e['detail'] for e in problem.get('errors', []))])}")
