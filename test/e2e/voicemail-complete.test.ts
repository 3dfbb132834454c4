import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Device } from "../support/api-client.ts";
import { readWav, shareOf } from "../support/audio.ts";
import { authorization } from "../support/digest.ts";
import { ENGINES } from "../support/engines.ts";
import { freePort } from "../support/free-ports.ts";
import { Offhook, TRUNK_ADDRESS, type Person } from "../support/offhook.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { OutgoingCall } from "../support/sip-call.ts";
import { newCallId, newTag, type SipPeer } from "../support/sip-peer.ts";
import { audioTarget, header, headers, methodOf, statusOf, type SipText } from "../support/sip-text.ts";
import { smtpPeer, type SmtpPeer } from "../support/smtp-peer.ts";
import { peerPhone, secretOf, silence } from "./office.ts";
import { leaveMessage, sdpAt } from "./outside.ts";

let pbx: Offhook;
let smtp: SmtpPeer;
beforeAll(async () => {
  smtp = await smtpPeer();
  pbx = await Offhook.start({ environment: { SMTP_URL: smtp.url, MAIL_FROM: "Offhook <pbx@example.com>" } });
  await pbx.addTrunk(await freePort(TRUNK_ADDRESS));
});
afterAll(async () => {
  await pbx[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

const until = async (what: () => Promise<boolean> | boolean): Promise<void> => {
  const deadlineMs = Date.now() + 25_000;
  while (!(await what())) {
    if (Date.now() > deadlineMs) throw new Error("it did not happen");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const speakFor = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A conversation with a mailbox: `hears` waits until so much of a prompt was heard that a key is meant for it. */
async function listens(phone: SipPeer, device: Device, dialled: string, keys: readonly string[]): Promise<void> {
  await using ear = await RtpPeer.open();
  const call = await OutgoingCall.place(phone, { to: dialled, sdp: sdpAt(ear), secret: secretOf(device) });
  const answered = await call.answered();
  ear.speaks(audioTarget(answered.body), "PCMA", 0);
  for (const each of keys) {
    const before = ear.packets.length;
    await until(() => ear.packets.length > before + 40);
    for (const key of each) {
      ear.presses(key);
      await speakFor(300);
    }
  }
  const before = ear.packets.length;
  await until(() => ear.packets.length > before + 40);
  await call.hangsUp();
  await silence(pbx);
}
/** From now on this phone answers every NOTIFY with 200, as phones do; it ends with the phone. */
function answersNotifies(phone: SipPeer): Disposable {
  let seen = 0;
  const looking = setInterval(() => {
    for (const { direction, message } of phone.steps.all.slice(seen)) {
      seen++;
      if (direction === "<" && isNotify(message)) phone.respond(message, 200, "OK");
    }
  }, 10);
  return { [Symbol.dispose]: () => clearInterval(looking) };
}
const isNotify = (message: SipText): boolean => statusOf(message) === 0 && methodOf(message) === "NOTIFY";
/** What the phone was told with this in it. */
function lamp(phone: SipPeer, lines: string): Promise<SipText> {
  return phone.receives(`NOTIFY with ${lines}`, (message) => isNotify(message) && message.body.includes(lines));
}
async function mailed(person: Person, count = 1): Promise<void> {
  await until(() => smtp.accepted.filter(({ to }) => to === emailOf(person)).length >= count);
}
const emailOf = ({ extension }: Person): string => `person-${extension}@example.com`;

/** SUBSCRIBE with the phone's password. */
async function subscribe(phone: SipPeer, device: Device, extension: string): Promise<SipText> {
  const uri = `sip:${extension}@${phone.server}`;
  const about = { method: "SUBSCRIBE", uri, from: `<${uri}>`, to: `<${uri}>`, callId: newCallId(), fromTag: newTag() };
  const lines = ["Event: message-summary", "Expires: 600", `Contact: ${phone.contact(device.sipUsername)}`];
  const challenged = await phone.receivesFinal(phone.request({ ...about, cseq: 1, headers: lines }));
  const [challenge = ""] = headers(challenged, "WWW-Authenticate");
  const proof = authorization({ ...secretOf(device), method: "SUBSCRIBE", uri, challenge });
  return phone.receivesFinal(phone.request({ ...about, cseq: 2, headers: [...lines, `Authorization: ${proof}`] }));
}

describe("a voicemail message", () => {
  it("is mailed with its recording, marked heard then, and the lamp of a registered phone follows", async () => {
    const [person, device] = await pbx.personWithPhone(
      {},
      { answerTimeSeconds: 0, emailNotification: true, afterEmail: "mark-heard" },
    );
    await using phone = await peerPhone(pbx, device);
    using _answering = answersNotifies(phone);
    await lamp(phone, "Voice-Message: 0/0");
    await leaveMessage(pbx, person);
    await mailed(person);
    const mail = smtp.accepted.find(({ to }) => to === emailOf(person));
    expect(mail!.subject).toMatch(/^New voicemail from \+33\d+ \(0:0\d\)$/);
    expect(shareOf(700, readWav(mail!.wav!))).toBeGreaterThan(0.8);
    await until(async () => (await pbx.api.voicemails(person.id))[0]?.heard === true);
    await lamp(phone, "Voice-Message: 0/1");
    const [message] = await pbx.api.voicemails(person.id);
    expect(message).toMatchObject({ heard: true, delivery: { state: "sent", attempts: 1 } });
    expect((await pbx.api.audio(message!.id)).bytes).toEqual(new Uint8Array(mail!.wav!));
  });

  it("is deleted after its e-mail where the owner wants that, and only then", async () => {
    const person = await pbx.person({}, { answerTimeSeconds: 0, emailNotification: true, afterEmail: "delete" });
    await leaveMessage(pbx, person);
    await mailed(person);
    await until(async () => (await pbx.api.voicemails(person.id)).length === 0);
  });

  it("that the mail server refuses stays, new, and says why", async () => {
    const person = await pbx.person({}, { answerTimeSeconds: 0, emailNotification: true, afterEmail: "delete" });
    smtp.turns.push({ recipient: 550 });
    await leaveMessage(pbx, person);
    await until(async () => {
      const [message] = await pbx.api.voicemails(person.id);
      return (message as { delivery?: { state: string } } | undefined)?.delivery?.state === "failed";
    });
    expect(await pbx.api.voicemails(person.id)).toMatchObject([
      { heard: false, delivery: { state: "failed", attempts: 1, reason: expect.stringMatching(/^550/) as string } },
    ]);
  });

  it("lights the lamp of a phone that subscribes, until it was heard by phone", async () => {
    const [person, device] = await pbx.personWithPhone({}, { answerTimeSeconds: 0, emailNotification: false });
    await using phone = await peerPhone(pbx, device);
    using _answering = answersNotifies(phone);
    const accepted = await subscribe(phone, device, person.extension);
    expect([statusOf(accepted), header(accepted, "Expires")]).toEqual([200, "600"]);
    const first = await phone.receives(
      "NOTIFY of the subscription",
      (message) => isNotify(message) && header(message, "Subscription-State").startsWith("active"),
    );
    expect(first.body).toContain("Voice-Message: 0/0");
    await leaveMessage(pbx, person);
    expect((await lamp(phone, "Voice-Message: 1/0")).body).toContain("Messages-Waiting: yes");
    expect(await pbx.api.voicemails(person.id)).toMatchObject([{ heard: false, delivery: { state: "off" } }]);

    await using ear = await RtpPeer.open();
    const call = await OutgoingCall.place(phone, { to: "*97", sdp: sdpAt(ear), secret: secretOf(device) });
    const answered = await call.answered();
    ear.speaks(audioTarget(answered.body), "PCMA", 0);
    await until(() => ear.packets.length > 50); // the menu is being read
    ear.presses("1");
    await until(() => shareOf(700, { samples: ear.heard().samples.slice(-8_000), rate: 8_000 }) > 0.8);
    await lamp(phone, "Voice-Message: 0/1");
    await call.hangsUp();
    expect(await pbx.api.voicemails(person.id)).toMatchObject([{ heard: true }]);
  });
});

describe("a mailbox that a ring group shares", () => {
  it("lights the lamps of all its members, goes to several addresses, and opens by its number and PIN", async () => {
    const [one, oneDevice] = await pbx.personWithPhone({}, { emailNotification: false });
    const [other, otherDevice] = await pbx.personWithPhone({}, { emailNotification: false });
    const [stranger, strangersDevice] = await pbx.personWithPhone({}, { emailNotification: false });
    const group = await pbx.api.do("POST", "/ring-groups", {
      ...{ name: "Sales", extension: "6200", members: [one.id, other.id], ringTimeSeconds: 5 },
    });
    const emails = ["sales@example.com", "office@example.com"];
    const mailbox = await pbx.api.do("POST", "/shared-mailboxes", {
      ...{ name: "Sales", extension: "6201", ringGroup: group["id"], emails, pin: "739118" },
    });
    const overflow = { kind: "shared-mailbox", id: mailbox["id"] };
    await pbx.api.do("PATCH", `/ring-groups/${group["id"] as string}`, { overflow });
    const number = "+33170006200";
    await pbx.api.addNumber(number, { kind: "ring-group", id: group["id"] });

    await leaveMessage(pbx, { number }); // no phone is registered: straight to the mailbox
    await until(() => smtp.accepted.some(({ to }) => to === emails.join(",")));
    await using onePhone = await peerPhone(pbx, oneDevice);
    using _one = answersNotifies(onePhone);
    await lamp(onePhone, "Voice-Message: 1/0");
    await using otherPhone = await peerPhone(pbx, otherDevice);
    using _other = answersNotifies(otherPhone);
    await lamp(otherPhone, "Voice-Message: 1/0");
    await using foreign = await peerPhone(pbx, strangersDevice);
    using _foreign = answersNotifies(foreign);
    await lamp(foreign, "Voice-Message: 0/0");

    await listens(foreign, strangersDevice, "*986201", ["739118#", "1", "2"]);
    await lamp(onePhone, "Voice-Message: 0/1");
    await lamp(otherPhone, "Voice-Message: 0/1");
    expect(await pbx.api.voicemails(stranger.id)).toEqual([]);
  });
});

describe("a message", () => {
  it("is sent on to a colleague by phone, whose lamp lights and who gets it by e-mail", async () => {
    const [person, device] = await pbx.personWithPhone({}, { answerTimeSeconds: 0, emailNotification: false });
    const colleague = await pbx.person({}, { emailNotification: true, afterEmail: "mark-heard" });
    await leaveMessage(pbx, person);
    await using phone = await peerPhone(pbx, device);
    using _answering = answersNotifies(phone);
    await listens(phone, device, "*97", ["1", "7", `${colleague.extension}#`, "#"]);
    await mailed(colleague);
    await until(async () => (await pbx.api.voicemails(colleague.id))[0]?.heard === true);
    expect(await pbx.api.voicemails(colleague.id)).toMatchObject([{ forwardedBy: person.extension }]);
  });

  it("that was deleted after an e-mail that came back is restored, and the lamp lights again", async () => {
    const [person, device] = await pbx.personWithPhone(
      {},
      { answerTimeSeconds: 0, emailNotification: true, afterEmail: "delete" },
    );
    await using phone = await peerPhone(pbx, device);
    using _answering = answersNotifies(phone);
    // Its own phone is registered, and answers nothing: the mailbox takes the call at once.
    await leaveMessage(pbx, person);
    await mailed(person);
    await until(async () => (await pbx.api.voicemails(person.id)).length === 0);
    const deleted = await pbx.api.do<{ items: { id: string }[] }>("GET", `/users/${person.id}/voicemails/deleted`);
    await pbx.api.do("POST", `/voicemails/${deleted.items[0]!.id}/restore`);
    await lamp(phone, "Voice-Message: 1/0");
    expect(await pbx.api.voicemails(person.id)).toMatchObject([{ heard: false, delivery: { state: "sent" } }]);
  });
});

describe("a PIN", () => {
  it("that is guessed wrong five times over several calls locks the mailbox, whose owner is told by e-mail", async () => {
    const person = await pbx.person({}, { emailNotification: true });
    await pbx.api.patchVoicemail(person.id, { pin: "739118" });
    const [, device] = await pbx.personWithPhone();
    await using phone = await peerPhone(pbx, device);
    using _answering = answersNotifies(phone);
    for (let call = 1; call <= 2; call++)
      await listens(phone, device, `*98${person.extension}`, ["2468#", "", "2468#", "", "2468#", ""]);
    const lock = await pbx.api.do("GET", `/users/${person.id}/voicemail/lock`);
    expect(lock["lockedUntil"]).not.toBeNull();
    await until(() => smtp.accepted.some(({ to, subject }) => to === emailOf(person) && subject.includes("locked")));
    await pbx.api.do("POST", `/users/${person.id}/voicemail/unlock`);
    expect((await pbx.api.do("GET", `/users/${person.id}/voicemail/lock`))["lockedUntil"]).toBeNull();
  });
});

it.runIf(ENGINES.embedded)(
  "several application processes mail each message once, and either lights the lamps",
  async () => {
    await using system = await Offhook.start({
      environment: { SMTP_URL: smtp.url, MAIL_FROM: "Offhook <pbx@example.com>", WORKERS: "2" },
    });
    await system.addTrunk(await freePort(TRUNK_ADDRESS));
    const emailNotification = true;
    const [person, device] = await system.personWithPhone(
      { email: "workers@example.com" },
      { answerTimeSeconds: 0, emailNotification },
    );
    await using phone = await peerPhone(system, device);
    using _answering = answersNotifies(phone);
    await lamp(phone, "Voice-Message: 0/0");
    for (let left = 1; left <= 4; left++) {
      await leaveMessage(system, person);
      await lamp(phone, `Voice-Message: ${left}/0`);
    }
    const mails = () => smtp.accepted.filter(({ to }) => to === "workers@example.com");
    await until(async () => {
      const messages = await system.api.voicemails(person.id);
      return messages.every((message) => (message as { delivery?: { state: string } }).delivery?.state === "sent");
    });
    expect(new Set(mails().map(({ messageId }) => messageId)).size).toBe(4);
    expect(mails()).toHaveLength(4);
  },
);
