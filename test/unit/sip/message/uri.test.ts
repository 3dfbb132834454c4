import { describe, expect, it } from "vitest";
import { MAX_PARAMS } from "../../../../src/sip/message/limits.ts";
import { isSameUri } from "../../../../src/sip/uri-equality.ts";
import {
  escapeUser,
  hasKnownScheme,
  isLooseRoute,
  parseSipUri,
  parseUri,
  printUri,
  transportOf,
  unescapeUri,
  type Uri,
} from "../../../../src/sip/uri.ts";

function uri(text: string): Uri {
  const parsed = parseUri(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem}`);
  return parsed.value;
}

describe("a URI", () => {
  it("of sip has all its parts", () => {
    expect(uri("SIPS:alice:secret@[2001:db8::1]:5061;transport=TCP;lr?Subject=hi&X=1")).toEqual({
      kind: "sip",
      scheme: "sips",
      user: "alice",
      password: "secret",
      host: "2001:db8::1",
      port: 5061,
      params: [
        { name: "transport", value: "TCP" },
        { name: "lr", value: undefined },
      ],
      headers: "Subject=hi&X=1",
    });
  });

  it("of sip may be a host alone", () => {
    expect(uri("sip:example.com")).toMatchObject({ user: undefined, host: "example.com", port: undefined, params: [] });
    expect(uri("sip:example.com?a=b")).toMatchObject({ host: "example.com", params: [], headers: "a=b" });
    expect(uri("sip:example.com?a=b;c")).toMatchObject({ params: [], headers: "a=b;c" });
  });

  it("has a user part that may hold semicolons, question marks and slashes", () => {
    const weird = "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*";
    expect(uri(`sip:${weird}:&it+has=1@example.com`)).toMatchObject({ user: weird, password: "&it+has=1" });
    expect(uri("sip:user;par=u%40example.net@example.com")).toMatchObject({
      user: "user;par=u%40example.net",
      params: [],
    });
    expect(uri("sip:*72#@pbx")).toMatchObject({ user: "*72#", host: "pbx" });
  });

  it("of tel is a number and its parameters", () => {
    expect(uri("tel:+1-(201)-555-0123;phone-context=a")).toEqual({
      kind: "tel",
      number: "+1-(201)-555-0123",
      params: [{ name: "phone-context", value: "a" }],
    });
    expect(uri("tel:7042")).toMatchObject({ number: "7042", params: [] });
  });

  it("of another scheme is carried as it is", () => {
    expect(uri("soap.beep://192.0.2.103:3002")).toEqual({ kind: "other", text: "soap.beep://192.0.2.103:3002" });
    expect(hasKnownScheme(uri("urn:service:sos"))).toBe(false);
    expect(hasKnownScheme(uri("tel:1"))).toBe(true);
    expect(parseSipUri("tel:1")).toBeUndefined();
    expect(parseSipUri("sip:")).toBeUndefined();
    expect(parseSipUri("sip:a")).toMatchObject({ host: "a" });
  });

  it.each([
    "",
    "bob@example.com",
    "<sip:bob@example.com>",
    "sip:",
    "sip:@example.com",
    "sip::secret@example.com",
    "sip:a@b@c",
    "sip:bob@",
    "sip:bob@exa mple.com",
    "sip:bob@example.com\0",
    "sip:bob@exa$mple",
    "sip:bob@host:",
    "sip:bob@host:0",
    "sip:bob@host:65536",
    "sip:bob@host:5o60",
    "sip:bob@[::1",
    "sip:bob@[]",
    "sip:bob@[192.0.2.1]",
    "sip:bob@[::1]x",
    "sip:bob@host;",
    "sip:bob@host;;lr",
    "sip:bob@host;=x",
    "sip:bob@host?",
    `sip:bob@host${";x".repeat(MAX_PARAMS + 1)}`,
    "tel:",
    "tel:+",
    "tel:()",
    "tel:bob",
    "tel:1;",
    "1sip:x",
  ])("written %j is refused", (text) => {
    expect(parseUri(text).ok).toBe(false);
  });

  it.each([
    "sip:alice:secret@[2001:db8::1]:5061;transport=TCP;lr?Subject=hi",
    "sips:example.com",
    "sip:%00@host;%6C%72;n%61me=v%61lue%25%34%31",
    "tel:+1-201;ext=5",
    "urn:service:sos",
  ])("%s is printed as it was", (text) => {
    expect(printUri(uri(text))).toBe(text);
  });

  it("says how to route by it", () => {
    expect(isLooseRoute(uri("sip:proxy;LR"))).toBe(true);
    expect(isLooseRoute(uri("sip:proxy"))).toBe(false);
    expect(isLooseRoute(uri("tel:1;lr"))).toBe(false);
    expect(transportOf(parseSipUri("sip:a;Transport=TLS")!)).toBe("tls");
    expect(transportOf(parseSipUri("sip:a")!)).toBeUndefined();
  });

  it("means what its escapes say; a percent sign that escapes nothing stays", () => {
    expect(unescapeUri("sips%3Auser%40example.com")).toBe("sips:user@example.com");
    expect(unescapeUri("%C3%A9t%C3%A9 %Z%45 %")).toBe("été %ZE %");
    expect(unescapeUri("plain")).toBe("plain");
    expect(unescapeUri("null-%00-%FF")).toBe("null-\0-\ufffd");
  });

  it("gets an escaped user part that means the text again", () => {
    expect(escapeUser("a b@é%+1;x")).toBe("a%20b%40%C3%A9%25+1;x");
    expect(unescapeUri(escapeUser("\ud800 \t:<>"))).toBe("\ufffd \t:<>");
  });
});

describe("two URIs", () => {
  // The examples of RFC 3261 §19.1.4, then ours.
  it.each([
    ["sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"],
    ["sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"],
    ["sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5"],
    [
      "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
      "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
    ],
    [
      "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
      "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
    ],
    ["sip:a@b?Subject=x", "sip:a@b?subject=x"],
    ["sip:a%3bb@c", "sip:a%3Bb@c"],
    ["tel:+1-201-555-0123;ext=1-2;a=b", "tel:+1(201)5550123;A=B;ext=12"],
    ["tel:1;isub", "tel:1;ISUB"],
    ["urn:service:sos", "urn:service:sos"],
  ])("%s and %s are the same", (one, other) => {
    expect(isSameUri(uri(one), uri(other))).toBe(true);
    expect(isSameUri(uri(other), uri(one))).toBe(true);
  });

  it.each([
    ["SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"],
    ["sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"],
    ["sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"],
    ["sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"],
    ["sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"],
    ["sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"],
    ["sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"],
    ["sip:a@b;maddr=c", "sip:a@b"],
    ["sip:a@b;ttl=1", "sip:a@b;ttl=2"],
    ["sip:a@b;lr", "sip:a@b;lr=on"],
    ["sip:a@b", "sips:a@b"],
    ["sip:a@b", "sip:b"],
    ["sip:a:x@b", "sip:a:y@b"],
    ["sip:a%3Bb@c", "sip:a;b@c"],
    ["tel:+1", "tel:1"],
    ["tel:1", "tel:1;ext=2"],
    ["urn:a", "urn:b"],
    ["tel:1", "sip:1"],
  ])("%s and %s are not", (one, other) => {
    expect(isSameUri(uri(one), uri(other))).toBe(false);
    expect(isSameUri(uri(other), uri(one))).toBe(false);
  });
});
