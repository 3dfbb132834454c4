// node import-users.mjs people.csv: adds each line "name,email,extension", with a phone; says what became of it.
import { readFileSync } from "node:fs";
const { OFFHOOK_URL = "http://localhost:8080", OFFHOOK_TOKEN } = process.env;
const headers = { Authorization: `Bearer ${OFFHOOK_TOKEN}`, "Content-Type": "application/json" };
const [, ...lines] = readFileSync(process.argv[2], "utf8").trim().split(/\r?\n/);
for (const [name, email, extension] of lines.map((line) => line.split(","))) {
  const user = { name, email, extension, device: { label: "Desk", kind: "ip-phone" } };
  const answer = await fetch(`${OFFHOOK_URL}/api/v1/users`, { method: "POST", headers, body: JSON.stringify(user) });
  const { device, detail, errors = [] } = await answer.json();
  if (answer.ok) console.log(`${email}: phone ${device.sipUsername} ${device.sipPassword}`);
  else console.log(`${email}: ${[detail, ...errors.map((one) => one.detail)].join("; ")}`);
}
