import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSdp, parseContentType } from "../../../src/sip/content-type.ts";
import { printDiversion, printHistoryInfo } from "../../../src/sip/diversion.ts";
import { paramValue } from "../../../src/sip/params.ts";
import { parseEvent, parseSubscriptionState, printEvent, printSubscriptionState } from "../../../src/sip/event.ts";
import { parseNameAddresses, readNameAddress, tagIn } from "../../../src/sip/name-addr.ts";
import { causeIn, parseReasons, printReason, reasonsIn } from "../../../src/sip/reason.ts";
import { parseReferTo, printReferTo } from "../../../src/sip/refer-to.ts";
import { parseReplaces, printReplaces } from "../../../src/sip/replaces.ts";
import { parseLongSeconds, parseSessionExpires, printSessionExpires } from "../../../src/sip/scalars.ts";
import { isAnonymous, parsePrivacy } from "../../../src/sip/privacy.ts";
import { hasToken, parseTokens } from "../../../src/sip/tokens.ts";
import { parseUri, userOf } from "../../../src/sip/uri.ts";
import { anyText } from "../../support/any-text.ts";

const token = fc.stringMatching(/^[\w.!%*+`'~-]{1,8}$/);
const lower = token.map((text) => text.toLowerCase());
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined });

it("none of these headers makes anything throw", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      parseReasons(text);
      parseReferTo(text);
      parseReferTo(`<sip:a@b?Replaces=${text}>`);
      parseReplaces(text);
      parseTokens(text);
      parsePrivacy(text);
      parseContentType(text);
      parseEvent(text);
      parseSubscriptionState(text);
      parseNameAddresses(text);
      readNameAddress(text);
    }),
  );
});

describe("a Reason", () => {
  it("comes back as it was written, several in one header", () => {
    const reason = fc.record({
      protocol: token,
      cause: maybe(fc.nat(699)),
      text: maybe(fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, " "))),
    });
    fc.assert(
      fc.property(fc.array(reason), (list) => {
        expect(parseReasons(list.map(printReason).join(", "))).toEqual({ ok: true, value: list });
      }),
    );
  });

  it("has a cause by protocol, whatever stands in its text", () => {
    const text = 'SIP ;cause=200 ;text="Q.850;cause=16, elsewhere", q.850;text="x";cause=17';
    expect(causeIn(text, "SIP")).toBe(200);
    expect(causeIn(text, "Q.850")).toBe(17);
    expect(causeIn("SIP;cause=1000", "SIP")).toBeUndefined();
    expect(reasonsIn(";cause=200")).toEqual([]);
    expect(reasonsIn(undefined)).toEqual([]);
  });
});

describe("a Replaces", () => {
  it("comes back as it was written, also as a header of the URI in a Refer-To", () => {
    const replaces = fc.record({ callId: token, toTag: token, fromTag: token, earlyOnly: fc.boolean() });
    fc.assert(
      fc.property(replaces, (value) => {
        expect(parseReplaces(printReplaces(value))).toEqual({ ok: true, value });
        expect(parseReferTo(printReferTo("sip:a@b", printReplaces(value)))).toMatchObject({
          ok: true,
          value: { uri: { user: "a" }, method: "INVITE", replaces: value },
        });
      }),
    );
  });

  it.each(["", "call", "call;to-tag=a", ";to-tag=a;from-tag=b", "call;to-tag=a;from-tag"])("is none: %j", (text) => {
    expect(parseReplaces(text).ok).toBe(false);
  });

  it("may have blanks, and parameters in any order and case", () => {
    expect(parseReplaces("c@h ; From-Tag=b;x=1;TO-TAG=a ;early-only")).toEqual({
      ok: true,
      value: { callId: "c@h", toTag: "a", fromTag: "b", earlyOnly: true },
    });
  });
});

describe("a Refer-To", () => {
  it.each([
    ["sip:204@pbx", "204", "INVITE"],
    ["<sip:204@pbx;user=phone>", "204", "INVITE"],
    ['"sip:666@evil" <sip:204@pbx>', "204", "INVITE"],
    ["<tel:+33170000001>;x=1", "+33170000001", "INVITE"],
    ["sip:204@pbx?Replaces=x", "204", "INVITE"],
    ["<sip:204@pbx;method=BYE>", "204", "BYE"],
  ])("%s", (text, user, method) => {
    const parsed = parseReferTo(text);
    expect(parsed.ok && [userOf(parsed.value.uri), parsed.value.method]).toEqual([user, method]);
  });

  it('names the dialog to replace also where the phone leaves its Call-ID\'s "@" unescaped', () => {
    const parsed = parseReferTo("<sip:204@pbx?Replaces=call@phone%3Bto-tag%3Da%3Bfrom-tag%3Db>");
    expect(parsed.ok && parsed.value.replaces?.callId).toBe("call@phone");
  });

  it.each(["", "204", "<sip:1@a>, <sip:2@a>", "<sip:1@a", "<sip:1@a?Replaces=call>"])("is none: %j", (text) => {
    expect(parseReferTo(text).ok).toBe(false);
  });
});

describe("lists of tokens", () => {
  it("leave out what is no token", () => {
    expect(parseTokens("timer,  100rel,, a b ,replaces")).toEqual(["timer", "100rel", "replaces"]);
    expect(parseTokens(undefined)).toEqual([]);
    expect(hasToken("INVITE, Notify", "NOTIFY")).toBe(true);
    expect(hasToken("NOTIFYX", "NOTIFY")).toBe(false);
  });

  it("of Privacy are separated by whatever its sender uses", () => {
    expect([...parsePrivacy("id; Critical,header user")]).toEqual(["id", "critical", "header", "user"]);
    expect(parsePrivacy(undefined).size).toBe(0);
  });
});

it("a caller may be anonymous, whatever their name says", () => {
  const of = (text: string): boolean => {
    const uri = parseUri(text);
    return uri.ok && isAnonymous(uri.value);
  };
  expect(of("sip:anonymous@Anonymous.Invalid")).toBe(true);
  expect(of("sip:anonymous.invalid@pbx")).toBe(false);
  expect(of("tel:+1")).toBe(false);
});

describe("a Content-Type", () => {
  it("is read without its case and parameters", () => {
    expect(parseContentType(' Application / SDP ;charset="utf-8"')).toEqual({
      type: "application/sdp",
      params: [{ name: "charset", value: '"utf-8"' }],
    });
    expect(isSdp("application/sdp;x")).toBe(true);
    expect(isSdp("application/sdpx")).toBe(false);
    expect(isSdp("multipart/mixed;boundary=application/sdp")).toBe(false);
    expect(isSdp(undefined)).toBe(false);
    expect(parseContentType("sdp")).toBeUndefined();
  });
});

describe("an Event and a Subscription-State", () => {
  it("come back as they were written", () => {
    fc.assert(
      fc.property(lower, maybe(token), (name, id) => {
        expect(parseEvent(printEvent({ package: name, id }))).toEqual({ package: name, id });
      }),
    );
    fc.assert(
      fc.property(lower, maybe(fc.nat()), maybe(token), (state, expiresSeconds, reason) => {
        const value = { state, expiresSeconds, reason };
        expect(parseSubscriptionState(printSubscriptionState(value))).toEqual(value);
      }),
    );
  });

  it("are read in any case", () => {
    expect(parseEvent("Dialog ; ID=7")).toEqual({ package: "dialog", id: "7" });
    expect(parseSubscriptionState("TERMINATED;reason=timeout")?.state).toBe("terminated");
    expect(parseEvent("")).toBeUndefined();
  });
});

describe("a Session-Expires", () => {
  it("comes back as it was written", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom("uac" as const, "uas" as const, undefined),
        (intervalSeconds, refresher) => {
          const value = { intervalSeconds, refresher };
          expect(parseSessionExpires(printSessionExpires(value))).toEqual(value);
        },
      ),
    );
  });
});

describe("a call that was sent on", () => {
  const uri = "sip:+331@provider";

  it("names each number that it came by, which are read as addresses", () => {
    const text = printDiversion({ uri, reason: "no-answer", counter: 2 });
    const parsed = parseNameAddresses(`${text}, ${text}`);
    expect(parsed.ok && parsed.value.map((each) => [each.uri, paramValue(each.params, "reason")])).toEqual([
      [uri, "no-answer"],
      [uri, "no-answer"],
    ]);
  });

  it("keeps its history, with the cause in the URI", () => {
    const text = printHistoryInfo([
      { uri, index: "1" },
      { uri: "sip:+332@provider", cause: 302, index: "1.1", mappedFrom: "1" },
    ]);
    expect(text).toBe("<sip:+331@provider>;index=1, <sip:+332@provider;cause=302>;index=1.1;mp=1");
    expect(parseNameAddresses(text).ok).toBe(true);
  });
});

it("an Expires beyond 2^32-1 counts as that", () => {
  expect(parseLongSeconds("99999999999")).toBe(0xffff_ffff);
  expect(parseLongSeconds("-1")).toBeUndefined();
});

describe("an address that only tells who calls", () => {
  it.each([
    ['"sip:+33666@evil" <sip:1001@pbx>', "sip:1001@pbx", "sip:+33666@evil"],
    ["Müller (Büro) <sip:1001@pbx>;tag=x", "sip:1001@pbx", "Müller (Büro)"],
    ["Smith, John <sip:1001@pbx>, <tel:+1>", "sip:1001@pbx", "Smith, John"],
    ['"Bob <sip:1001@pbx>', "sip:1001@pbx", undefined],
    ["sip:1001@pbx;tag=x", "sip:1001@pbx", undefined],
  ])("%s", (text, uri, display) => {
    expect(readNameAddress(text)).toMatchObject({ uri, display });
  });

  it("has the tag of the header, not of what stands in its name or URI", () => {
    expect(tagIn('"x;tag=evil" <sip:a@b;tag=uri>;tag=real')).toBe("real");
    expect(tagIn("<sip:a@b;tag=uri>")).toBeUndefined();
    expect(tagIn(undefined)).toBeUndefined();
  });
});

describe("the user of a URI", () => {
  it.each([
    ["sip:%2B331:secret@host", "+331"],
    ["sip:+331;phone-context=example.com@host", "+331"],
    ["sip:host", ""],
    ["tel:+33-1;phone-context=x", "+33-1"],
    ["mailto:a@b", ""],
  ])("%s", (text, user) => {
    const uri = parseUri(text);
    expect(uri.ok && userOf(uri.value)).toBe(user);
  });
});
