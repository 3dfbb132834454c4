import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Binding } from "../../../src/registrar/binding.ts";
import { MAXIMUM_CONTACTS, parseContacts } from "../../../src/registrar/contacts.ts";
import { parseNameAddress } from "../../../src/sip/name-addr.ts";
import { isSameUri } from "../../../src/sip/uri-equality.ts";
import { parseSipUri } from "../../../src/sip/uri.ts";
import { targetOf } from "../../../src/registrar/target.ts";
import { anyText } from "../../support/any-text.ts";

describe("a Contact header", () => {
  it.each([
    ["*", "*"],
    ["<sip:a@192.0.2.1>", [{ uri: "sip:a@192.0.2.1" }]],
    ["sip:a@192.0.2.1;expires=60", [{ uri: "sip:a@192.0.2.1", expiresSeconds: 60 }]],
    ['"A, <B>" <sip:a@192.0.2.1;transport=tcp>;q=0.5;expires="x"', [{ uri: "sip:a@192.0.2.1;transport=tcp" }]],
    [
      "<sip:a@192.0.2.1>;expires=99999999999, Alice <sip:a@[2001:db8::1]:5070>",
      [{ uri: "sip:a@192.0.2.1", expiresSeconds: 0xffff_ffff }, { uri: "sip:a@[2001:db8::1]:5070" }],
    ],
    [
      '<sip:a@192.0.2.1>;+sip.instance="<urn:uuid:1-2>";reg-id=2',
      [{ uri: "sip:a@192.0.2.1", instance: "<urn:uuid:1-2>", regId: 2 }],
    ],
    ["<sip:a@192.0.2.1>;reg-id=2", [{ uri: "sip:a@192.0.2.1" }]],
  ])("is read: %s", (header, value) => {
    expect(parseContacts(header)).toEqual({ ok: true, value });
  });

  it.each([
    "",
    ",",
    "<>",
    "<tel:+33170000001>",
    "<sip:a@192.0.2.1",
    "<sip:a b@192.0.2.1>",
    "<sip:a@192.0.2.1:99999>",
    "*, <sip:a@192.0.2.1>",
    "<sip:a@192.0.2.1>\r\nX: y",
    Array.from({ length: MAXIMUM_CONTACTS + 1 }, (_, n) => `<sip:a${n}@192.0.2.1>`).join(","),
    `<sip:${"a".repeat(600)}@192.0.2.1>`,
  ])("is refused: %j", (header) => {
    expect(parseContacts(header).ok).toBe(false);
  });

  it("never makes anything throw", () => {
    const pieces = fc.array(
      fc.constantFrom("<", ">", '"', "\\", ";", ",", "sip:a@b", "expires=", "=", "*", " ", "\r\n"),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          pieces.map((list) => list.join("")),
        ),
        (header) => {
          parseContacts(header);
          parseNameAddress(header);
          parseSipUri(header);
        },
      ),
    );
  });
});

describe("an address of record", () => {
  it.each([
    ['"Alice" <sip:alice1@offhook.test>;tag=1', "sip:alice1@offhook.test"],
    ["sip:alice1@offhook.test;tag=1", "sip:alice1@offhook.test"],
    ["<sip:alice1@offhook.test>", "sip:alice1@offhook.test"],
  ])("%s", (header, uri) => {
    expect(parseNameAddress(header)).toMatchObject({ ok: true, value: { uri } });
  });
});

describe("two URIs", () => {
  const same = (a: string, b: string): boolean => isSameUri(parseSipUri(a)!, parseSipUri(b)!);

  // RFC 3261 §19.1.4, its own examples and ours.
  it.each([
    ["sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtlanTa.CoM;Transport=tcp"],
    ["sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"],
    ["sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5"],
    ["sip:alice@atlanta.com?subject=a&priority=urgent", "sip:alice@atlanta.com?priority=urgent&subject=a"],
  ])("%s and %s are the same", (a, b) => {
    expect(same(a, b)).toBe(true);
    expect(same(b, a)).toBe(true);
  });

  it.each([
    ["SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"],
    ["sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"],
    ["sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"],
    ["sip:bob@biloxi.com", "sips:bob@biloxi.com"],
    ["sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"],
    ["sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next"],
  ])("%s and %s are not", (a, b) => {
    expect(same(a, b)).toBe(false);
    expect(same(b, a)).toBe(false);
  });
});

describe("a call to a registered phone", () => {
  const binding = (
    contact: string,
    address: string,
    port: number,
    transport: Binding["transport"] = "udp",
  ): Binding => ({
    contact,
    source: { address, port },
    transport,
    engine: "embedded",
    userAgent: "",
    callId: "c",
    cseq: 1,
    registeredAtMs: 0,
    expiresAtMs: 1,
  });

  it("goes where the Contact says when that is where the phone is", () => {
    const where = (contact: string, address: string, port: number) => targetOf(binding(contact, address, port)).proxy;
    expect(where("sip:a@192.0.2.1:5062", "192.0.2.1", 5062)).toBe("sip:192.0.2.1:5062;transport=udp");
    expect(where("sip:a@192.0.2.1", "192.0.2.1", 5060)).toBe("sip:192.0.2.1:5060;transport=udp");
    expect(where("sip:a@[2001:db8::1]", "2001:db8::1", 5060)).toBe("sip:[2001:db8::1]:5060;transport=udp");
  });

  it("goes where its REGISTER came from when it is behind NAT", () => {
    expect(targetOf(binding("sip:a@192.168.1.5:5060", "203.0.113.9", 34567))).toEqual({
      uri: "sip:a@192.168.1.5:5060",
      proxy: "sip:203.0.113.9:34567;transport=udp",
      headers: {},
    });
    expect(targetOf(binding("sip:a@203.0.113.9:5060", "203.0.113.9", 34567)).proxy).toBe(
      "sip:203.0.113.9:34567;transport=udp",
    );
    expect(targetOf(binding("sip:a@[fd00::1]", "2001:db8::9", 34567)).proxy).toBe(
      "sip:[2001:db8::9]:34567;transport=udp",
    );
  });

  it("goes to the port it listens on inside a private network, wherever it sends from", () => {
    expect(targetOf(binding("sip:a@192.168.1.5:5060", "192.168.1.5", 49152)).proxy).toBe(
      "sip:192.168.1.5:5060;transport=udp",
    );
  });

  it("goes to the port that its Via has shown it to listen on, on a public address too", () => {
    const asymmetric = { ...binding("sip:a@203.0.113.9:5060", "203.0.113.9", 34567), listensElsewhere: true } as const;
    expect(targetOf(asymmetric).proxy).toBe("sip:203.0.113.9:5060;transport=udp");
    const elsewhere = { ...asymmetric, contact: "sip:a@198.51.100.9:5060" };
    expect(targetOf(elsewhere).proxy).toBe("sip:203.0.113.9:34567;transport=udp");
  });

  it("goes to the proxy that its REGISTER came from, with the Path as its Route", () => {
    const path = ["<sip:edge.example.com;lr>", "<sip:10.0.0.2:5080;lr;ob>"];
    const behind = { ...binding("sip:a@198.51.100.7:5060", "198.51.100.7", 5080), path };
    expect(targetOf(behind, { Subject: "x" })).toEqual({
      uri: "sip:a@198.51.100.7:5060",
      proxy: "sip:198.51.100.7:5080;transport=udp",
      headers: { Subject: "x", Route: "<sip:edge.example.com;lr>, <sip:10.0.0.2:5080;lr;ob>" },
    });
  });

  it("goes over the phone's own connection or nowhere, which the engine knows by its token", () => {
    const contact = "sip:a@192.168.1.5:5060;transport=tcp";
    expect(targetOf(binding(contact, "203.0.113.9", 34567, "tcp"))).toEqual({
      uri: contact,
      proxy: "sip:203.0.113.9:34567;transport=tcp;ob", // of before there were tokens
      headers: {},
    });
    expect(targetOf({ ...binding(contact, "203.0.113.9", 34567, "tcp"), flow: "to-ken" }).proxy).toBe(
      "sip:to-ken@203.0.113.9:34567;transport=tcp;ob",
    );
  });
});
