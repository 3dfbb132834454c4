import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shareOf } from "../support/audio.ts";
import { eventually } from "../support/eventually.ts";
import { listenTo, type ListeningProgram } from "../support/event-stream.ts";
import { descendantsOf } from "../support/processes.ts";
import { receiver, type Received, type Receiver } from "../support/webhook-receiver.ts";
import { deskPhone, provider, telephone, theOffice } from "./office.ts";

const office = theOffice({ environment: { WORKERS: "2", PRIVATE_WEBHOOKS: "allowed" } });
/** What an answered call tells, in its order. */
const STORY = ["call.started", "call.routed", "call.ringing", "call.answered", "call.ended"];
/** A delivery is tried again after 5 s, a process that was killed is back within 15 s. */
const DELIVERED_WITHIN_MS = 45_000;
/** baresip names what it records by the second: when the codec changes within it, the second file is lost. */
const ANOTHER_SECOND_MS = 1_100;

let program: Receiver;
beforeAll(async () => {
  program = await receiver();
});
afterAll(() => program[Symbol.asyncDispose]());

function listens(token: string, lastEventId?: string): Promise<ListeningProgram> {
  const url = `http://127.0.0.1:${office.pbx.ports.http}/api/v1/events`;
  const resume = lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId };
  return listenTo(url, { Authorization: `Bearer ${token}`, ...resume });
}

/** The provider calls this number, whose telephone answers; resolves when they have hung up. */
async function aCall(number: string, device: Parameters<typeof telephone>[1]): Promise<void> {
  await using desk = await telephone(office.pbx, device, { scenario: "phone-answers" });
  await using caller = await provider(office.pbx, number);
  await Promise.all([caller.succeeds(), desk.succeeds()]);
}

describe("a program that listens", () => {
  it("hears every call from its first ring to its end, whichever process has it, and its owner hears it too", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    const [other] = await pbx.personWithPhone();
    const tokenOf = async (user: string): Promise<string> =>
      (await pbx.api.do<{ token: string }>("POST", "/tokens", { name: "program", userId: user })).token;
    await using all = await listens(pbx.api.token);
    await using own = await listens(await tokenOf(person.id));
    await using others = await listens(await tokenOf(other.id));
    for (let call = 0; call < 3; call++) await aCall(person.number, device);

    const ends = await Promise.all(
      [all, own].map(async ({ events }) => {
        let from = 0;
        for (let call = 0; call < 3; call++) {
          const end = await events.waitFor(({ type }) => type === "call.ended", { from });
          from = events.all.indexOf(end) + 1;
        }
        return events.all.filter(({ type }) => type.startsWith("call."));
      }),
    );
    const [heard = [], ownHeard = []] = ends;
    for (const id of new Set(heard.map(({ data }) => String(data.call.id)))) {
      const story = heard.filter(({ data }) => data.call.id === id);
      expect(story.map(({ type }) => type)).toEqual(STORY);
      expect(story[3]!.data).toMatchObject({ by: { userId: person.id, number: person.extension }, voicemail: false });
    }
    expect(heard).toHaveLength(3 * STORY.length);
    expect(ownHeard.map(({ type }) => type)).toEqual([...STORY.slice(1), ...STORY.slice(1), ...STORY.slice(1)]);
    expect(others.events.all.filter(({ type }) => type.startsWith("call."))).toEqual([]);

    await using again = await listens(pbx.api.token, heard[STORY.length - 1]!.id);
    await again.events.waitFor(({ id }) => id === heard.at(-1)!.id);
    expect(again.events.all.filter(({ type }) => type.startsWith("call."))).toEqual(heard.slice(STORY.length));
  });
});

describe("a webhook", () => {
  it("that fails, while every process of the PBX is killed, gets each event of the call in its order", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    const { id } = await pbx.api.do<{ id: string }>("POST", "/webhooks", { name: "CRM", url: program.url });
    const ofCalls = (): Received[] =>
      program.received.all.filter(({ event }) => String(event.type).startsWith("call."));
    let broken = true;
    program.answers = () => (broken ? 500 : 204);
    await aCall(person.number, device);
    await program.received.waitFor(({ event }) => event.type === "call.started");

    const isWorker = (command: string): boolean => /dist\/main\.js\s*$/.test(command);
    const workers = descendantsOf(pbx.pid).filter(({ command }) => isWorker(command));
    for (const { pid } of workers) process.kill(pid, "SIGKILL");
    broken = false;
    await program.received.waitFor(({ event, answered }) => event.type === "call.ended" && answered === 204, {
      withinMs: DELIVERED_WITHIN_MS,
      what: "call.ended",
    });
    const accepted = ofCalls().filter(({ answered }) => answered === 204);
    expect([...new Set(accepted.map(({ event }) => String(event.type)))]).toEqual(STORY);
    await eventually("both processes", async () => {
      if (!(await pbx.api.isReady())) throw new Error("not ready");
    });
    await pbx.api.do("DELETE", `/webhooks/${id}`);
  });
});

describe("a program that makes a call", () => {
  it("rings the user's own phone, then the colleague's, and they hear each other; it hangs up for both", async () => {
    const { pbx } = office;
    const [alice, hers] = await pbx.personWithPhone();
    const [bruno, his] = await pbx.personWithPhone();
    await using desk = await deskPhone(pbx, hers, { hears: 700, answer: "auto" });
    await using other = await deskPhone(pbx, his, { hears: 1300, answer: "manual" });
    const call = await pbx.api.do<{ id: string }>("POST", "/calls", { userId: alice.id, to: bruno.extension });
    await other.tells("CALL_INCOMING");
    await new Promise((resolve) => setTimeout(resolve, ANOTHER_SECOND_MS));
    await other.answers();
    await eventually("a conversation", async () => {
      const { items } = await pbx.api.do<{ items: { id: string; state: string }[] }>("GET", "/calls");
      if (items.find(({ id }) => id === call.id)?.state !== "answered") throw new Error("not answered yet");
    });
    await new Promise((resolve) => setTimeout(resolve, 1_500)); // they talk
    await pbx.api.do("DELETE", `/calls/${call.id}`);
    await Promise.all([desk.tells("CALL_CLOSED"), other.tells("CALL_CLOSED")]);
    expect(shareOf(1300, desk.heard())).toBeGreaterThan(0.2);
    expect(shareOf(700, other.heard())).toBeGreaterThan(0.5);
  });
});
