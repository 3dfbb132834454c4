// node click-to-call.mjs alice@example.com 0612345678: Alice's phones ring, and the first that answers calls the number.
const { OFFHOOK_URL = "http://localhost:8080", OFFHOOK_TOKEN } = process.env;
const [email, to] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${OFFHOOK_TOKEN}`, "Content-Type": "application/json" };
const ask = async (path, body) => {
  const method = body === undefined ? "GET" : "POST";
  const answer = await fetch(`${OFFHOOK_URL}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};
const { items } = await ask(`/users?q=${encodeURIComponent(email)}`);
const call = await ask("/calls", { userId: items[0].id, to });
console.log(`call ${call.id}`);
