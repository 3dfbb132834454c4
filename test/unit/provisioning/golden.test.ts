import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readMakers } from "../../../src/provisioning/rendering/makers.ts";
import { renderFile, renderPhoneBook } from "../../../src/provisioning/rendering/render.ts";
import { NOW_MS, phoneFacts } from "./facts.ts";
import { keysIn } from "./keys-in.ts";

const makers = [...(await readMakers("config/phones")).values()];

/** What the makers publish: names of keys with N for a number, and where they stand. */
interface PublishedKeys {
  readonly source: string;
  readonly keys: readonly string[];
}

describe.each(makers)("what a $name phone reads", (maker) => {
  it("is the file that was looked at by a person", async () => {
    for (const file of maker.files) {
      const body = renderFile(file, phoneFacts(), maker, NOW_MS);
      await expect(body).toMatchFileSnapshot(`golden/${maker.id}/${file.name.replaceAll(/[{}]/g, "")}`);
    }
  });

  it("names nothing but keys that the maker publishes", async () => {
    const { keys } = JSON.parse(
      await readFile(`test/unit/provisioning/published/${maker.id}.json`, "utf8"),
    ) as PublishedKeys;
    const published = new Set(keys);
    for (const file of maker.files)
      for (const facts of [phoneFacts(), phoneFacts({ timeZone: "Asia/Kolkata" })])
        expect(
          keysIn(renderFile(file, facts, maker, NOW_MS), file.format).filter((key) => !published.has(key)),
        ).toEqual([]);
  });

  it("has no password, where the phone keeps the one it has", () => {
    const { account, provisioning } = phoneFacts();
    const facts = phoneFacts({
      account: { ...account, password: undefined },
      provisioning: { ...provisioning, password: undefined },
    });
    for (const file of maker.files) {
      const body = renderFile(file, facts, maker, NOW_MS);
      expect(body).not.toMatch(/Password/);
      if (!maker.forgets) expect(keysIn(body, file.format).filter((key) => /pass(?:word|wd)?$/i.test(key))).toEqual([]);
    }
  });

  it("shows the company's people in its phone book", async () => {
    if (maker.phoneBook === undefined) return;
    const people = [
      { name: "Zoé Lefèvre", number: "1001" },
      { name: "Alice & Bob <R&D>", number: "1002" },
    ];
    const body = renderPhoneBook(maker.phoneBook, "Atelier Martin", people);
    await expect(body).toMatchFileSnapshot(`golden/${maker.id}/${maker.phoneBook.name}`);
  });
});
