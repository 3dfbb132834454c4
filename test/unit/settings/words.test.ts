import fc from "fast-check";
import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import {
  E164Text,
  EmailText,
  ExtensionText,
  HostText,
  NameText,
  SipUsernameText,
  UserIdText,
} from "../../../src/settings/schemas/words.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { parseSipUsername, parseUserId } from "../../../src/vocabulary/identifiers.ts";

const text = fc.oneof(fc.string(), fc.stringMatching(/^[+0-9az-]{0,41}$/), fc.stringMatching(/^\+?[0-9]{1,18}$/));

describe("the schemas of the settings", () => {
  it.each([
    ["public number", E164Text, parseE164],
    ["extension", ExtensionText, parseExtension],
    ["SIP username", SipUsernameText, parseSipUsername],
    ["identity", UserIdText, parseUserId],
  ] as const)("take exactly what the vocabulary calls a %s", (_, schema, parse) => {
    fc.assert(fc.property(text, (word) => Value.Check(schema, word) === (parse(word) !== undefined)));
  });

  it("take names, addresses and hosts as people write them, and no others", () => {
    for (const name of ["Zoë", "O'Neil & Co", "李雷", "a"]) expect(Value.Check(NameText, name)).toBe(true);
    for (const name of ["", " a", "a ", "a\nb", "a\u0000", "x".repeat(101)])
      expect(Value.Check(NameText, name)).toBe(false);
    for (const email of ["a@b", "a.b+c@d.example"]) expect(Value.Check(EmailText, email)).toBe(true);
    for (const email of ["a", "a@", "@b", "a b@c", "a@b@c", "A <a@b>"])
      expect(Value.Check(EmailText, email)).toBe(false);
    for (const host of ["sip.example.com", "127.0.0.1", "2001:db8::1", "localhost"])
      expect(Value.Check(HostText, host)).toBe(true);
    for (const host of ["", "sip example", "sip.example.com:5060", "[::1]", "a/b", "-a"])
      expect(Value.Check(HostText, host)).toBe(false);
  });
});
