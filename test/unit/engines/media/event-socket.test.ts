import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatEvent } from "../../../../src/engines/media/event-socket/event.ts";
import type { SwitchEvent } from "../../../../src/engines/media/event-socket/event.ts";
import {
  bodyBlock,
  commandReader,
  encodeValue,
  replyText,
} from "../../../../src/engines/media/event-socket/framing.ts";
import {
  filter,
  NOTHING,
  subscribe,
  unsubscribe,
  wants,
} from "../../../../src/engines/media/event-socket/subscription.ts";
import { MAX_COMMAND_BYTES } from "../../../../src/engines/media/limits.ts";

const COMMANDS =
  "auth ClueCon\n\nevent json HEARTBEAT\n\n\napi sofia status\n\n" +
  "sendmsg 42\nexecute-app-name: playback\nexecute-app-arg: /a b.wav\nContent-Length: 5\nEvent-UUID: x\n\nh\u00e9ll" +
  "filter Unique-ID 42\r\n\r\n";

describe("commands of an application", () => {
  it("are read however TCP cuts them", () => {
    const bytes = Buffer.from(COMMANDS);
    const whole = commandReader().feed(bytes);
    expect(whole?.map(({ line }) => line)).toEqual([
      "auth ClueCon",
      "event json HEARTBEAT",
      "api sofia status",
      "sendmsg 42",
      "filter Unique-ID 42",
    ]);
    expect(whole?.[3]?.headers.get("execute-app-arg")).toBe("/a b.wav");
    expect(whole?.[3]?.body).toBe("h\u00e9ll");
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        const places = [0, ...cuts.sort((one, other) => one - other), bytes.length];
        const reader = commandReader();
        const pieces = places.slice(1).flatMap((end, index) => reader.feed(bytes.subarray(places[index], end)) ?? []);
        expect(pieces).toEqual(whole);
      }),
    );
  });

  it("that never end are too much at some point", () => {
    const reader = commandReader();
    expect(reader.feed(Buffer.from("api "))).toEqual([]);
    expect(reader.feed(Buffer.alloc(MAX_COMMAND_BYTES, 0x61))).toBeUndefined();
  });
});

describe("values that we send", () => {
  it("are decoded by the client to what they were, and hold no line break", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const encoded = encodeValue(value);
        expect(decodeURIComponent(encoded)).toBe(value);
        expect(encoded).toMatch(/^[!-~]*$/);
      }),
    );
  });

  it("look as FreeSWITCH writes them", () => {
    expect(encodeValue("+OK\n")).toBe("%2BOK%0A");
    expect(encodeValue("drachtio-fsmrf:1 (a)/b,c!")).toBe("drachtio-fsmrf%3A1%20(a)/b,c!");
    expect(encodeValue("Sun, 22 Nov")).toBe("Sun,%2022%20Nov");
  });

  it("never make the client fail, not even half a character or a stray percent sign", () => {
    expect(decodeURIComponent(encodeValue("\ud800"))).toBe("\ufffd");
    expect(decodeURIComponent(replyText("+OK filter added. [x]=[100%]\n"))).toBe("+OK filter added. [x]=[100%]\n");
  });

  it("are counted in bytes", () => {
    expect(bodyBlock({ "Content-Type": "api/response" }, "é\n")).toBe(
      "Content-Type: api/response\nContent-Length: 3\n\né\n",
    );
  });
});

describe("an event", () => {
  const event: SwitchEvent = {
    name: "CUSTOM",
    subclass: "a::b",
    headers: { "Event-Name": "CUSTOM", x: "100% of\n it" },
    body: "{}",
  };

  it("is one flat JSON object whose values stand as they are", () => {
    const [head, body] = formatEvent(event, "json").split("\n\n");
    expect(head).toContain("Content-Type: text/event-json");
    expect(JSON.parse(body ?? "")).toEqual({
      "Event-Name": "CUSTOM",
      x: "100% of\n it",
      "Content-Length": "2",
      _body: "{}",
    });
  });

  it("is encoded line by line where the client wants plain text", () => {
    expect(formatEvent(event, "plain")).toContain("x: 100%25%20of%0A%20it\nContent-Length: 2\n\n{}");
  });
});

describe("a subscription", () => {
  const words = (text: string): string[] => text.split(" ");
  const channelEvent = (name: string, uuid: string, subclass?: string): SwitchEvent => ({
    name,
    headers: { "Unique-ID": uuid },
    ...(subclass === undefined ? {} : { subclass }),
  });

  it("grows with each command; what follows CUSTOM are subclasses", () => {
    const first = subscribe(
      NOTHING,
      words("json CHANNEL_EXECUTE SWITCH_EVENT_PLAYBACK_START CUSTOM conference::maintenance"),
    );
    expect(first.reply).toBe("+OK event listener enabled json");
    const { subscription } = subscribe(first.subscription, words("json CUSTOM other::thing BACKGROUND_JOB"));
    expect(wants(subscription, channelEvent("PLAYBACK_START", "1"))).toBe(true);
    expect(wants(subscription, channelEvent("CHANNEL_EXECUTE", "1"))).toBe(true);
    expect(wants(subscription, channelEvent("CUSTOM", "1", "other::thing"))).toBe(true);
    expect(wants(subscription, channelEvent("CUSTOM", "1", "unknown::thing"))).toBe(false);
    expect(wants(subscription, channelEvent("DTMF", "1"))).toBe(false);
  });

  it("lets through what one of its filters names, whatever the case", () => {
    const all = subscribe(NOTHING, words("json ALL")).subscription;
    const added = filter(all, words("Unique-ID ABC"));
    expect(added.reply).toBe("+OK filter added. [Unique-ID]=[ABC]");
    const { subscription } = filter(added.subscription, words("Unique-ID def"));
    expect(wants(subscription, channelEvent("DTMF", "abc"))).toBe(true);
    expect(wants(subscription, channelEvent("DTMF", "def"))).toBe(true);
    expect(wants(subscription, channelEvent("DTMF", "ghi"))).toBe(false);
    const fewer = filter(subscription, words("delete Unique-ID ABC")).subscription;
    expect(wants(fewer, channelEvent("DTMF", "abc"))).toBe(false);
    expect(wants(filter(fewer, words("delete Unique-ID")).subscription, channelEvent("DTMF", "ghi"))).toBe(true);
  });

  it("can be given back", () => {
    const { subscription } = subscribe(NOTHING, words("plain DTMF CHANNEL_EXECUTE"));
    expect(wants(unsubscribe(subscription, ["DTMF"]).subscription, channelEvent("DTMF", "1"))).toBe(false);
    expect(wants(unsubscribe(subscription, "all").subscription, channelEvent("CHANNEL_EXECUTE", "1"))).toBe(false);
  });

  it("has a limit, and must name something", () => {
    const many = Array.from({ length: 600 }, (_, index) => `E${index}`);
    expect(subscribe(NOTHING, many).reply).toMatch(/^-ERR/);
    expect(subscribe(NOTHING, ["json"]).reply).toMatch(/^-ERR/);
    expect(filter(NOTHING, ["Unique-ID"]).reply).toMatch(/^-ERR/);
  });
});
