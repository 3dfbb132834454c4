// Hears of events (POST /api/v1/webhooks gives the secret), and believes only those that the system has signed just now.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
const { PORT = 3000, WEBHOOK_SECRET } = process.env;
const isSigned = (body, signature = "") => {
  const [, seconds, sent] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (seconds === undefined || Math.abs(Date.now() / 1000 - seconds) > 300) return false;
  const made = createHmac("sha256", WEBHOOK_SECRET).update(`${seconds}.${body}`).digest();
  return timingSafeEqual(made, Buffer.from(sent, "hex"));
};
createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  const isTrue = isSigned(body, request.headers["offhook-signature"]);
  if (isTrue) console.log(JSON.parse(body).type);
  response.writeHead(isTrue ? 204 : 401).end();
}).listen(PORT, () => console.log("listening"));
