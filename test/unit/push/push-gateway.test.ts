import { createServer, type IncomingMessage } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HttpPushGateway } from "../../../src/push/push-gateway.ts";

const TARGET = { provider: "apns", param: "TEAM.org.example.phone.voip", prid: "secret-token" };
let asked: { readonly head: IncomingMessage; readonly body: string }[];
let status: number;
let at: string;
let close: () => void;
let logged: unknown[];
beforeEach(async () => {
  [asked, status, logged] = [[], 202, []];
  const server = createServer((head, response) => {
    let body = "";
    head.setEncoding("utf8").on("data", (text: string) => (body += text));
    head.on("end", () => {
      asked.push({ head, body });
      response.writeHead(status, { Location: "http://127.0.0.1/" }).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  at = `127.0.0.1:${(server.address() as AddressInfo).port}/wake`;
  close = () => void server.close();
});
afterEach(() => close());

const logger = { warn: (facts: unknown) => void logged.push(facts) };

describe("the push gateway", () => {
  it("is told which phone to wake up, with the password that it asks for", async () => {
    await new HttpPushGateway(`http://pbx:p%40ss@${at}`, logger).push(TARGET);
    expect(asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ reason: "call", ...TARGET }]);
    expect(asked[0]!.head.headers).toMatchObject({
      authorization: `Basic ${Buffer.from("pbx:p@ss").toString("base64")}`,
      "content-type": "application/json",
    });
    expect(logged).toEqual([]);
  });

  it.each([500, 302])(
    "that answers %i is told of in the log, without what the phone is to its push service",
    async (answer) => {
      status = answer;
      await new HttpPushGateway(`http://pbx:password@${at}`, logger).push(TARGET);
      expect(asked).toHaveLength(1);
      expect(logged).toMatchObject([{ event: "push.failed", provider: "apns" }]);
      expect(JSON.stringify(logged)).not.toMatch(/secret-token|password/);
    },
  );

  it("that isn't there keeps no call waiting for an error", async () => {
    close();
    await new HttpPushGateway(`http://${at}`, logger).push(TARGET);
    expect(logged).toMatchObject([{ event: "push.failed" }]);
  });
});
