// The container's health: what /readyz of this machine says, at the address where HTTP_HOST and HTTP_PORT open it.
const { HTTP_HOST = "", HTTP_PORT = "" } = process.env;
const everywhere = { "": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "[::1]" };
const host = everywhere[HTTP_HOST] ?? (HTTP_HOST.includes(":") ? `[${HTTP_HOST}]` : HTTP_HOST);
const ready = fetch(`http://${host}:${HTTP_PORT || 8080}/readyz`, { signal: AbortSignal.timeout(3_000) });
ready.then(
  (answer) => process.exit(answer.ok ? 0 : 1),
  () => process.exit(1),
);
