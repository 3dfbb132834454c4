import { expect, it } from "vitest";
import { ENGINES } from "../support/engines.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-ports.ts";
import { Offhook, TRUNK_ADDRESS } from "../support/offhook.ts";
import { smtpPeer } from "../support/smtp-peer.ts";
import { leaveMessage } from "./outside.ts";

const EMAIL = "survivor@example.com";
/** 10 s after the refusal, or within 15 s where the crash left it with the dead process; more for a machine that is busy. */
const MAILED_WITHIN_MS = 75_000;

it.runIf(ENGINES.embedded)("a message and its mail survive a crash of everything", { timeout: 120_000 }, async () => {
  await using smtp = await smtpPeer();
  const environment = { SMTP_URL: smtp.url, MAIL_FROM: "Offhook <pbx@example.com>" };
  const mails = () => smtp.accepted.filter(({ to }) => to === EMAIL);
  await using first = await Offhook.start({ environment });
  await first.addTrunk(await freePort(TRUNK_ADDRESS));
  const voicemail = { answerTimeSeconds: 0, emailNotification: true, afterEmail: "mark-heard" };
  const person = await first.person({ email: EMAIL }, voicemail);
  smtp.turns.push({ recipient: 451 });
  await leaveMessage(first, person);
  const reason = expect.stringMatching(/^451/) as string; // noted once the mail server has answered
  const refusedOnce = { heard: false, delivery: { state: "queued", attempts: 1, reason } };
  const messagesAt = (pbx: Offhook) => pbx.api.voicemails(person.id);
  await eventually("attempt", async () => expect((await messagesAt(first))[0]).toMatchObject(refusedOnce));
  const [message] = await messagesAt(first);
  process.kill(first.pid, "SIGKILL");
  await first.ended();

  await using again = await Offhook.start({ dataDir: first.dataDir, ports: first.ports, environment });
  expect((await messagesAt(again)).map(({ id }) => id)).toEqual([message?.id]);
  await eventually("mail", () => Promise.resolve(expect(mails()).not.toEqual([])), { withinMs: MAILED_WITHIN_MS });
  await eventually("heard message", async () => expect((await messagesAt(again))[0]?.heard).toBe(true));
  expect(mails()).toHaveLength(1);
});
