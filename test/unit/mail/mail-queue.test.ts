import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MailServer } from "../../../src/mail/mail-server.ts";
import { MailQueue } from "../../../src/mail/mail-queue.ts";
import type { SmtpTurn } from "../../support/smtp-peer.ts";
import { wavFile } from "../../support/wav-file.ts";
import { startMailSystem, until, type MailSystem } from "./mail-system.ts";

let pbx: MailSystem;
let sending = 0;
/** A mail server of the test's own. */
const server = (send: MailServer["send"]): MailServer => ({
  send: (mail) => {
    sending++;
    return send(mail);
  },
  [Symbol.dispose]: () => undefined,
});
beforeEach(async () => {
  pbx = await startMailSystem();
  sending = 0;
});
afterEach(() => pbx[Symbol.asyncDispose]());

describe("a message in a mailbox whose owner wants e-mail", () => {
  it("comes as an e-mail with its recording, in the owner's language", async () => {
    const here = await pbx.process();
    const id = await pbx.leave(here, 75_000);
    const message = await pbx.settled(here, id);
    expect(pbx.smtp.accepted).toHaveLength(1);
    const [mail] = pbx.smtp.accepted;
    expect(mail).toMatchObject({ to: "alice@example.com", messageId: `<voicemail-${id}@example.com>` });
    expect(mail!.subject).toBe("Nouveau message vocal de Carol <b> Bcc: x@y (+33612345678) (1:15)");
    expect(mail!.raw).not.toMatch(/^Bcc:/m);
    expect(mail!.raw).toContain("Carol &lt;b&gt;"); // in the HTML
    expect(mail!.wav?.equals(wavFile(75_000))).toBe(true); // toEqual looks at each byte, for many seconds
    expect(message).toMatchObject({ heard: false, delivery: { state: "sent", attempts: 1, action: "keep-new" } });

    await pbx.change({ language: "en" });
    await pbx.settled(here, await pbx.leave(here));
    expect(pbx.smtp.accepted[1]!.subject).toMatch(/^New voicemail from Carol/);
  });

  it("goes out once though the queue gives it to the process again while it is being sent", async () => {
    let accept: () => void = () => undefined;
    const accepted = new Promise<void>((resolve) => (accept = resolve));
    const slow = server(async () => {
      await accepted;
      return { kind: "accepted", later: [] };
    });
    const here = await pbx.process({ server: slow });
    const id = await pbx.leave(here);
    await until(() => Promise.resolve(sending === 1));
    await pbx.loseQueue();
    await until(async () => (await pbx.settings.redis.llen("{offhook}:mail:active")) === 1); // queued anew, and taken
    accept();
    expect(await pbx.settled(here, id)).toMatchObject({ delivery: { state: "sent", attempts: 1 } });
    expect(sending).toBe(1);
  });

  it("is marked heard afterwards, where the owner wants that", async () => {
    await pbx.change({ voicemail: { afterEmail: "mark-heard" } });
    const here = await pbx.process();
    const id = await pbx.leave(here);
    expect(await pbx.settled(here, id)).toMatchObject({ heard: true, delivery: { state: "sent" } });
    expect(here.events.filter(({ kind }) => kind === "voicemail.changed")).toHaveLength(1);
  });

  it("is deleted afterwards, where the owner wants that", async () => {
    await pbx.change({ voicemail: { afterEmail: "delete" } });
    const here = await pbx.process();
    expect(await pbx.settled(here, await pbx.leave(here))).toBeUndefined();
    expect(pbx.smtp.accepted).toHaveLength(1);
    expect(await here.mailboxes.listMessages(pbx.alice.id)).toEqual([]);
  });

  it("stays where the recording was too large to be attached: a link goes out", async () => {
    await pbx.change({ voicemail: { afterEmail: "delete" } });
    const here = await pbx.process({ limits: { mostAttachmentBytes: 10_000 } });
    const id = await pbx.leave(here);
    expect(await pbx.settled(here, id)).toMatchObject({ delivery: { state: "sent", action: "keep-new" } });
    expect(pbx.smtp.accepted[0]!.wav).toBeUndefined();
    expect(pbx.smtp.accepted[0]!.raw).toContain(`/api/v1/voicemails/${id}/audio`);
  });

  it("goes as a link where the mail server finds it too large", async () => {
    pbx.smtp.turns.push({ data: 552, text: "5.3.4 message too big" });
    const here = await pbx.process();
    const message = await pbx.settled(here, await pbx.leave(here));
    expect(message).toMatchObject({ delivery: { state: "sent", attempts: 1 } });
    expect(pbx.smtp.accepted.map(({ wav }) => wav)).toEqual([undefined]);
  });

  it("is not mailed where the owner stopped wanting it meanwhile", async () => {
    const idle = await pbx.process({ start: false });
    const id = await pbx.leave(idle);
    await pbx.change({ voicemail: { emailNotification: false } });
    const here = await pbx.process();
    expect(await pbx.settled(here, id)).toMatchObject({ delivery: { state: "off", because: "not-wanted" } });
    const other = await pbx.leave(here);
    expect(await pbx.message(here, other)).toMatchObject({ delivery: { state: "off", because: "not-wanted" } });
    expect(pbx.smtp.attempts).toBe(0);
  });
});

describe("a mail server", () => {
  const LATER: readonly (readonly [string, SmtpTurn])[] = [
    ["greylists the recipient", { recipient: 450 }],
    ["has no room now", { data: 452 }],
    ["drops the connection before DATA", { drops: "before-data" }],
    ["drops the connection in place of its answer to DATA", { drops: "instead-of-answer" }],
  ];
  it.each(LATER)("that %s is asked again, and the message is touched only then", async (_, turn) => {
    await pbx.change({ voicemail: { afterEmail: "mark-heard" } });
    pbx.smtp.turns.push(turn, turn);
    const here = await pbx.process({ limits: { retryAfterMs: () => 300 } });
    const id = await pbx.leave(here);
    await until(async () => {
      const message = await pbx.message(here, id);
      return message?.delivery.state === "queued" && message.delivery.reason !== undefined;
    });
    expect(await pbx.message(here, id)).toMatchObject({ heard: false });
    expect(await pbx.settled(here, id)).toMatchObject({ heard: true, delivery: { state: "sent", attempts: 3 } });
    expect(pbx.smtp.accepted).toHaveLength(1);
    expect(new Set(pbx.smtp.handedOver.map(({ messageId }) => messageId)).size).toBe(1);
  });

  const NEVER: readonly (readonly [string, SmtpTurn])[] = [
    ["an unknown recipient", { recipient: 550 }],
    ["the content", { data: 554, text: "5.7.1 spam" }],
  ];
  it.each(NEVER)("that refuses %s for good is believed: failed, with its words", async (_, turn) => {
    await pbx.change({ voicemail: { afterEmail: "delete" } });
    pbx.smtp.turns.push(turn);
    const here = await pbx.process();
    const message = await pbx.settled(here, await pbx.leave(here));
    expect(message?.delivery).toMatchObject({ state: "failed", attempts: 1 });
    expect(message?.delivery).toHaveProperty("reason", expect.stringMatching(/^55[04] /));
    expect(pbx.smtp.accepted).toEqual([]);
  });

  it("that never has time ends in a failure that is seen; the message stays new", async () => {
    pbx.smtp.turns.push(...Array.from({ length: 9 }, () => ({ recipient: 451 })));
    await pbx.change({ voicemail: { afterEmail: "delete" } });
    const here = await pbx.process();
    const message = await pbx.settled(here, await pbx.leave(here));
    expect(message).toMatchObject({ heard: false, delivery: { state: "failed", attempts: 4 } });
    expect(pbx.smtp.attempts).toBe(4);
  });

  it("that is down gets its mails when it is back", async () => {
    const { url } = pbx.smtp;
    expect(url).toMatch(/^smtp:/);
    let up = false;
    let sent = 0;
    const here = await pbx.process({
      limits: { mostAttempts: 50 },
      server: {
        send: () =>
          Promise.resolve(
            up ? (sent++, { kind: "accepted", later: [] }) : { kind: "deferred", reason: "mail server not reached" },
          ),
        [Symbol.dispose]: () => undefined,
      },
    });
    const id = await pbx.leave(here);
    await until(async () => {
      const { delivery } = (await pbx.message(here, id))!;
      return delivery.state === "queued" && delivery.attempts > 2 && delivery.reason === "mail server not reached";
    });
    up = true;
    expect(await pbx.settled(here, id)).toMatchObject({ delivery: { state: "sent" } });
    expect(sent).toBe(1);
  });
});

describe("several processes on one Redis", () => {
  it("send each message once", async () => {
    const [one, two] = [await pbx.process(), await pbx.process()];
    const ids = await Promise.all(Array.from({ length: 12 }, (_, index) => pbx.leave(index % 2 === 0 ? one : two)));
    for (const id of ids)
      expect(await pbx.settled(one, id)).toMatchObject({ delivery: { state: "sent", attempts: 1 } });
    expect(pbx.smtp.accepted.map(({ messageId }) => messageId).sort()).toEqual(
      ids.map((id) => `<voicemail-${id}@example.com>`).sort(),
    );
  });

  it("keep an acceptance that Redis couldn't be told at once", async () => {
    await pbx.change({ voicemail: { afterEmail: "mark-heard" } });
    const here = await pbx.process();
    pbx.smtp.beforeAnswer = async () => {
      pbx.smtp.beforeAnswer = () => Promise.resolve();
      await pbx.redis.crash();
    };
    const id = await pbx.leave(here);
    await until(() => pbx.smtp.accepted.length === 1);
    await pbx.redis.restart();
    await until(async () => (await pbx.message(here, id).catch(() => undefined))?.delivery.state === "sent");
    expect(await pbx.message(here, id)).toMatchObject({ heard: true });
    expect(pbx.smtp.attempts).toBe(1);
  });
});

describe("a message in a mailbox that several people share", () => {
  const EMAILS = ["sales@example.com", "bob@example.com"];

  it("goes to all its addresses in one e-mail, in the mailbox's language", async () => {
    const sales = await pbx.sharedMailbox({ emails: EMAILS, afterEmail: "delete", language: "en" });
    const here = await pbx.process();
    expect(await pbx.settled(here, await pbx.leave(here, 2_000, sales))).toBeUndefined();
    expect(pbx.smtp.accepted.map(({ to }) => to)).toEqual([EMAILS.join(",")]);
    expect(pbx.smtp.accepted[0]!.subject).toMatch(/^New voicemail/);
  });

  it("that one of them can't get now is sent again to that one alone, and is done with only then", async () => {
    const sales = await pbx.sharedMailbox({ emails: EMAILS, afterEmail: "mark-heard" });
    pbx.smtp.turns.push("accept", { refuses: { "bob@example.com": 451 } });
    const here = await pbx.process();
    const id = await pbx.leave(here, 2_000, sales);
    expect(await pbx.settled(here, id)).toMatchObject({ heard: true, delivery: { state: "sent", attempts: 2 } });
    expect(pbx.smtp.accepted.map(({ to }) => to)).toEqual(EMAILS);
  });

  it("stays where one of them never gets it, and says why", async () => {
    const sales = await pbx.sharedMailbox({ emails: EMAILS, afterEmail: "delete" });
    pbx.smtp.turns.push("accept", { refuses: { "bob@example.com": 550 } });
    const here = await pbx.process();
    const message = await pbx.settled(here, await pbx.leave(here, 2_000, sales));
    expect(message).toMatchObject({ delivery: { state: "sent", reason: expect.stringMatching(/^550/) as string } });
  });

  it("stays where one of them could not get it until the last attempt", async () => {
    const sales = await pbx.sharedMailbox({ emails: EMAILS, afterEmail: "delete" });
    const bob = { refuses: { "bob@example.com": 451 } };
    pbx.smtp.turns.push("accept", bob, bob, bob, bob);
    const here = await pbx.process();
    const message = await pbx.settled(here, await pbx.leave(here, 2_000, sales));
    expect(message).toMatchObject({ heard: false, delivery: { state: "sent", attempts: 4, action: "keep-new" } });
    expect(pbx.smtp.accepted.map(({ to }) => to)).toEqual(["sales@example.com"]);
  });
});

it("a mailbox that is full is told of to its owner", async () => {
  const here = await pbx.process();
  await here.mailboxes.notifyFull(pbx.alice.tenantId, pbx.alice.id);
  await until(() => pbx.smtp.accepted.length > 0);
  expect(pbx.smtp.accepted).toMatchObject([{ to: "alice@example.com", subject: "Votre messagerie est pleine" }]);
});

describe("a mailbox that was locked", () => {
  it("is told of by e-mail, once, whichever process saw it", async () => {
    const processes = [await pbx.process(), await pbx.process()];
    const { id, tenantId } = pbx.alice;
    const untilMs = Date.UTC(2030, 0, 1);
    for (const each of processes)
      each.publish({ kind: "voicemail.locked", atMs: 0, tenant: tenantId, mailbox: id, untilMs });
    await until(() => pbx.smtp.accepted.length > 0);
    expect(pbx.smtp.accepted).toHaveLength(1);
    expect(pbx.smtp.accepted[0]!.subject).toMatch(/^Votre messagerie est verrouillée/);
  });
});

it("a queue that is closed leaves no process hanging", async () => {
  const here = await pbx.process();
  expect(here.queue).toBeInstanceOf(MailQueue);
  await here[Symbol.asyncDispose]();
});
