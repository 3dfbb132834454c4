import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mailServer, type MailServer } from "../../../src/mail/mail-server.ts";
import { startMailSystem, until, type MailSystem } from "./mail-system.ts";
import { patiently } from "../../support/patiently.ts";

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

describe("a process that dies", () => {
  it("after the deposit and before anything was queued leaves the mail to another", async () => {
    const dead = await pbx.process({ start: false });
    await dead.queue[Symbol.asyncDispose]();
    const id = await pbx.leave(dead);
    expect(await pbx.message(dead, id)).toMatchObject({ delivery: { state: "queued", attempts: 0 } });
    const other = await pbx.process();
    expect(await pbx.settled(other, id)).toMatchObject({ delivery: { state: "sent" } });
    expect(pbx.smtp.accepted).toHaveLength(1);
  });

  it("after the acceptance was noted and before the message was deleted: it is deleted, and not mailed again", async () => {
    await pbx.change({ voicemail: { afterEmail: "delete" } });
    const dead = await pbx.process({ start: false });
    const id = await pbx.leave(dead);
    const message = (await pbx.message(dead, id))!;
    dead.mailboxes.remove = () => Promise.reject(new Error("died"));
    const accepted = { attempts: 1, sentAt: new Date().toISOString(), action: "delete" } as const;
    await expect(dead.mailboxes.mailAccepted(message, accepted)).rejects.toThrow("died");
    const other = await pbx.process();
    expect(await pbx.settled(other, id)).toBeUndefined();
    expect(pbx.smtp.attempts).toBe(0);
  });

  it("while it sends leaves the mail to another, which sends it", async () => {
    const doomed = await pbx.process({ mortal: true, server: server(() => new Promise(() => undefined)) });
    const id = await pbx.leave(doomed);
    await until(async () => (await pbx.message(doomed, id))?.delivery.state === "queued" && sending > 0);
    await pbx.kill();
    const other = await pbx.process();
    expect(await pbx.settled(other, id)).toMatchObject({ delivery: { state: "sent", attempts: 2 } });
    expect(pbx.smtp.accepted).toHaveLength(1);
  });

  it("between the note of a refusal and the queue's leaves the mail to another, which sends it", async () => {
    const doomed = await pbx.process({ mortal: true });
    const { mailboxes } = doomed;
    const moveMail = mailboxes.moveMail.bind(mailboxes);
    mailboxes.moveMail = async (message, next) => {
      const hasMoved = await moveMail(message, next);
      return next.state === "queued" && next.reason !== undefined ? new Promise(() => undefined) : hasMoved;
    };
    pbx.smtp.turns.push({ recipient: 451 });
    const id = await pbx.leave(doomed);
    const reason = expect.stringMatching(/^451/) as string;
    await patiently(async () =>
      expect(await pbx.message(doomed, id)).toMatchObject({ delivery: { state: "queued", attempts: 1, reason } }),
    );
    await pbx.kill();
    const other = await pbx.process();
    expect(await pbx.settled(other, id)).toMatchObject({ delivery: { state: "sent", attempts: 2 } });
    expect(pbx.smtp.accepted).toHaveLength(1);
  });

  it("is not one that only takes its time: no other sends its mail", async () => {
    let looks = 0;
    let accept: () => void = () => undefined;
    const accepted = new Promise<void>((resolve) => (accept = resolve));
    const slow = server(() => accepted.then(() => ({ kind: "accepted", later: [] })));
    const here = await pbx.process({ server: slow });
    const id = await pbx.leave(here);
    await until(() => sending === 1);
    const other = await pbx.process();
    const dueMails = other.mailboxes.dueMails.bind(other.mailboxes);
    other.mailboxes.dueMails = (most) => (looks++, dueMails(most));
    await until(() => looks > 10); // among them several for the dead
    accept();
    expect(await pbx.settled(here, id)).toMatchObject({ delivery: { state: "sent", attempts: 1 } });
    expect(pbx.smtp.attempts).toBe(0);
  });

  it("between the acceptance and its note: the second e-mail has the same Message-ID", async () => {
    const real = mailServer(pbx.smtp.url, "pbx@example.com");
    const doomed = await pbx.process({
      mortal: true,
      server: server(async (mail) => {
        await real.send(mail);
        return new Promise(() => undefined);
      }),
    });
    const id = await pbx.leave(doomed);
    await until(() => pbx.smtp.accepted.length === 1);
    await pbx.kill();
    const other = await pbx.process();
    expect(await pbx.settled(other, id)).toMatchObject({ delivery: { state: "sent", attempts: 2 } });
    expect(pbx.smtp.accepted.map(({ messageId }) => messageId)).toEqual(
      Array.from({ length: 2 }, () => `<voicemail-${id}@example.com>`),
    );
    real[Symbol.dispose]();
  });

  it("and a queue that is lost with it, cost nothing: it is filled again from the messages", async () => {
    const doomed = await pbx.process({ mortal: true, server: server(() => new Promise(() => undefined)) });
    const id = await pbx.leave(doomed);
    await until(() => sending > 0);
    await pbx.kill();
    const other = await pbx.process({ start: false, limits: { lookAgainAfterMs: 50 } });
    await until(async () => (await pbx.loseQueue()) > 0);
    other.queue.start();
    expect(await pbx.settled(other, id)).toMatchObject({ delivery: { state: "sent" } });
    expect(pbx.smtp.accepted).toHaveLength(1);
  });

  it("again and again while it sends ends in a failure that is seen", async () => {
    const dead = await pbx.process({ start: false });
    const id = await pbx.leave(dead);
    for (let attempts = 1; attempts <= 4; attempts++) {
      const message = (await pbx.message(dead, id))!;
      await dead.mailboxes.moveMail(message, { state: "queued", attempts }); // noted, then it died
    }
    const other = await pbx.process();
    expect(await pbx.settled(other, id)).toMatchObject({ delivery: { state: "failed", attempts: 4 } });
    expect(pbx.smtp.attempts).toBe(0);
  });

  it("does what the owner wants once, also when the owner undoes it", async () => {
    const here = await pbx.process({ start: false });
    const id = await pbx.leave(here);
    const message = (await pbx.message(here, id))!;
    const accepted = { attempts: 1, sentAt: new Date().toISOString(), action: "mark-heard" } as const;
    await here.mailboxes.mailAccepted(message, accepted);
    await here.mailboxes.markHeard(id, false);
    const other = await pbx.process();
    await pbx.settled(other, id);
    expect(await pbx.message(other, id)).toMatchObject({ heard: false });
  });
});

describe("a Redis that loses what it was told last", () => {
  it("costs no second e-mail: the process that was told of the acceptance notes it again", async () => {
    await pbx.change({ voicemail: { afterEmail: "mark-heard" } });
    const here = await pbx.process();
    let forget: () => Promise<void> = () => Promise.resolve();
    let remembered: unknown; // by a Redis that has forgotten the rest; the process may put that right at once
    pbx.smtp.beforeAnswer = async () => {
      forget = await pbx.redisForgets();
      remembered = await pbx.message(here, (await here.mailboxes.dueMails(1))[0]!);
    };
    const id = await pbx.leave(here);
    expect(await pbx.settled(here, id)).toMatchObject({ delivery: { state: "sent" } });
    await until(async () => (await here.queue.waiting()) === 0);
    await forget();
    await pbx.loseQueue();
    expect(remembered).toMatchObject({ id, delivery: { state: "queued" } });
    await patiently(async () =>
      expect(await pbx.message(here, id)).toMatchObject({ heard: true, delivery: { state: "sent", attempts: 1 } }),
    );
    expect(await pbx.settled(here, id)).toMatchObject({ delivery: { state: "sent" } });
    expect(pbx.smtp.attempts).toBe(1);
  });

  it("nor one to those of several who have theirs", async () => {
    const emails = ["sales@example.com", "bob@example.com"];
    const sales = await pbx.sharedMailbox({ emails, afterEmail: "mark-heard" });
    const here = await pbx.process();
    let forget: () => Promise<void> = () => Promise.resolve();
    pbx.smtp.beforeAnswer = async () => {
      pbx.smtp.beforeAnswer = () => Promise.resolve();
      forget = await pbx.redisForgets();
    };
    const moveMail = here.mailboxes.moveMail.bind(here.mailboxes);
    here.mailboxes.moveMail = async (message, next) => {
      const hasMoved = await moveMail(message, next);
      if (next.state === "queued" && next.remaining !== undefined && next.attempts === 1) await forget();
      return hasMoved;
    };
    pbx.smtp.turns.push("accept", { refuses: { "bob@example.com": 451 } });
    const id = await pbx.leave(here, 2_000, sales);
    expect(await pbx.settled(here, id)).toMatchObject({ heard: true, delivery: { state: "sent", attempts: 2 } });
    expect(pbx.smtp.accepted.map(({ to }) => to)).toEqual(emails);
  });
});
