import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mailServer } from "../../../src/mail/mail-server.ts";
import { makeCertificate } from "../../support/certificate.ts";
import { smtpPeer, type SmtpPeer, type SmtpTurn } from "../../support/smtp-peer.ts";
import { tempFolder } from "../../support/temp-folder.ts";

let smtp: SmtpPeer;
beforeEach(async () => {
  smtp = await smtpPeer();
});
afterEach(() => smtp[Symbol.asyncDispose]());

const mail = { id: "voicemail-1", subject: "New", text: "Hello", html: "<p>Hello</p>", to: ["alice@example.com"] };
async function send(url = smtp.url, to: readonly string[] = mail.to) {
  using server = mailServer(url, "Offhook <pbx@example.com>", { silentWithinMs: 300 });
  return await server.send({ ...mail, to });
}

describe("a mail server", () => {
  it.each<[string, SmtpTurn, string]>([
    ["hangs up at once", { drops: "at-once" }, "deferred"],
    ["hangs up at MAIL FROM", { drops: "at-mail" }, "deferred"],
    ["hangs up before DATA", { drops: "before-data" }, "deferred"],
    ["hangs up in place of its answer to DATA", { drops: "instead-of-answer" }, "deferred"],
    ["greylists", { recipient: 451 }, "deferred"],
    ["has no room", { data: 452 }, "deferred"],
    ["closes down (421)", { data: 421 }, "deferred"],
    ["knows no such recipient", { recipient: 550 }, "refused"],
    ["wants no such content", { data: 554 }, "refused"],
  ])("that %s once takes the e-mail later, unless it said never", async (_what, turn, kind) => {
    smtp.turns.push(turn);
    expect(await send()).toMatchObject({ kind });
    expect(smtp.accepted).toEqual([]);
    expect(await send()).toEqual({ kind: "accepted", later: [] });
    expect(smtp.accepted).toHaveLength(1);
  });

  it("that says nothing for too long is asked again later", async () => {
    smtp.beforeAnswer = () => new Promise(() => undefined);
    expect(await send()).toMatchObject({ kind: "deferred", reason: "mail server did not answer in time" });
  });

  it("that isn't there is asked again later", async () => {
    await smtp.crash();
    expect(await send()).toMatchObject({ kind: "deferred", reason: "mail server not reached" });
    await smtp.restart();
    expect(await send()).toMatchObject({ kind: "accepted" });
  });

  it("that wants a log-in gets it; a wrong one is the operator's to mend, not the message's end", async () => {
    await using strict = await smtpPeer({ login: { user: "pbx", password: "right" } });
    expect(await send(strict.url)).toMatchObject({ kind: "accepted" });
    expect(await send(strict.url.replace("right", "wrong"))).toMatchObject({ kind: "deferred" });
    expect(await send(strict.url.replace("pbx:right@", ""))).toMatchObject({ kind: "deferred" });
  });

  it("that wants encryption gets it; one with an unknown certificate gets nothing", async () => {
    await using folder = await tempFolder();
    const { keyFile, certFile } = await makeCertificate(folder.path, "mail.example.com");
    const tls = { key: await readFile(keyFile, "utf8"), cert: await readFile(certFile, "utf8") };
    await using strict = await smtpPeer({ tls });
    expect(await send(strict.url)).toMatchObject({ kind: "deferred" });
    expect(strict.attempts).toBe(0);
    const trusting = `${strict.url}?tls.rejectUnauthorized=false`;
    expect(await send(trusting)).toMatchObject({ kind: "accepted" });
  });

  it("says of each of several recipients whether they get it", async () => {
    const to = ["alice@example.com", "bob@example.com", "carol@example.com"];
    smtp.turns.push("accept", { refuses: { "bob@example.com": 451 } }, { refuses: { "carol@example.com": 550 } });
    expect(await send(smtp.url, to)).toEqual({
      kind: "accepted",
      later: ["bob@example.com"],
      reason: expect.stringMatching(/^451/) as string,
    });
    expect(smtp.accepted.map((each) => each.to)).toEqual(["alice@example.com"]);
  });
});
