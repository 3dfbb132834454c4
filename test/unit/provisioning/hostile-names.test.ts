import { describe, expect, it } from "vitest";
import { readMakers } from "../../../src/provisioning/rendering/makers.ts";
import { renderFile, renderPhoneBook } from "../../../src/provisioning/rendering/render.ts";
import { NOW_MS, phoneFacts } from "./facts.ts";
import { keysIn } from "./keys-in.ts";

const makers = [...(await readMakers("config/phones")).values()];

/** What people may call themselves, and what no check of the API would let through. */
const HOSTILE = [
  "Eve\naccount.1.sip_server.1.address = evil.example",
  "Eve\r\naccount.1.password = hers",
  "\u2028account.2.enable = 1",
  '"><evil attribute="1"/><x y="',
  "</Name></DirectoryEntry><evil/>",
  "]]><evil/>",
  "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
  '" <sip:evil@evil.example>;auth_pass=x;outbound="sip:evil.example',
  "{{password}}{{#keys}}",
  "%NULL%",
  "100 % sure; # not a comment",
  "O'Neil & Söhne",
  "👩‍👩‍👧 Team \ud800 half",
  "\u0000\u0001\u001b[31mred",
  "long ".repeat(200),
];

describe.each(makers)("a name in the file of a $name phone", (maker) => {
  it.each(HOSTILE)("stays a name: %j", (name) => {
    const { account, keys } = phoneFacts();
    const facts = phoneFacts({
      account: { ...account, name },
      company: name,
      keys: keys.map((key) => ({ ...key, label: name })),
    });
    for (const file of maker.files) {
      const [hostile, plain] = [renderFile(file, facts, maker, NOW_MS), renderFile(file, phoneFacts(), maker, NOW_MS)];
      expect(hostile.split("\n").length).toBe(plain.split("\n").length);
      expect(keysIn(hostile, file.format)).toEqual(keysIn(plain, file.format));
      expect(hostile).not.toMatch(/[\p{Cs}\u0000-\u0008\u000b-\u001f\u2028]/u);
      expect(hostile).not.toMatch(file.format === "xml" ? /<evil|<!ENTITY/ : /= *%NULL%$/m);
    }
  });

  it.each(HOSTILE)("stays a name in its phone book: %j", (name) => {
    if (maker.phoneBook === undefined) return;
    const book = (who: string) => renderPhoneBook(maker.phoneBook!, who, [{ name: who, number: "1001" }]);
    expect(book(name).split("\n").length).toBe(book("Paul").split("\n").length);
    expect(keysIn(book(name), "xml")).toEqual(keysIn(book("Paul"), "xml"));
  });
});
