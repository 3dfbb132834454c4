import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { OPERATOR_TOKEN, startApi } from "../../support/api-server.ts";

/** What fail2ban's words stand for, near enough. */
const ADDRESS = String.raw`(?<address>[\da-fA-F.:]+)`;

/** The filter of the repository. fail2ban takes the part that `datepattern` finds out of a line, then tries each expression. */
function foundBy(line: string): string | undefined {
  const filter = readFileSync("config/fail2ban/offhook.conf", "utf8").replace(/^#.*$/gm, "");
  const { list = "" } = /^failregex = (?<list>(?:.*\n)(?:[ \t]+.*\n)*)/m.exec(filter)?.groups ?? {};
  const { date = "" } = /^datepattern = (?<date>.*)$/m.exec(filter)?.groups ?? {};
  const undated = line.replace(new RegExp(date.replace("{LEPOCH}", String.raw`\d{13}`)), "");
  if (undated === line) return undefined;
  for (const text of list.trim().split("\n")) {
    const pattern = text
      .trim()
      .replace("<SUBNET>", String.raw`${ADDRESS}(?:/\d+)?`)
      .replace("<ADDR>", ADDRESS);
    const address = new RegExp(pattern).exec(undated)?.groups?.["address"];
    if (address !== undefined) return address;
  }
  return undefined;
}

it("the fail2ban filter finds the address of each ban and each locked log-in in the log, and nothing else", async () => {
  await using pbx = await startApi();
  const operator = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  for (const source of ["198.51.100.7", "2001:db8:5::1"])
    for (let i = 0; i < 10; i++) pbx.bans.offend(source, "wrong-password");
  await eventually("bans", async () =>
    expect((await pbx.ask("GET", "/bans", undefined, operator)).body.items).toHaveLength(2),
  );
  for (let guess = 0; guess < 11; guess++) {
    const payload = { email: '"event":"security.banned","source":"9.9.9.9",@example.com', password: "guess" };
    await pbx.api.inject({ method: "POST", url: "/api/v1/sessions", remoteAddress: "203.0.113.5", payload });
  }
  const found = pbx
    .log()
    .split("\n")
    .flatMap((line) => foundBy(line) ?? []);
  expect([...found].sort()).toEqual(["198.51.100.7", "2001:db8:5:0::", "203.0.113.5"]);
});
