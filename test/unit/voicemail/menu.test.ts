import { promptFile } from "../../../src/vocabulary/prompt.ts";
import { existsSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMessageId } from "../../../src/vocabulary/identifiers.ts";
import type { Message } from "../../../src/voicemail/message.ts";
import { leaveMenu, openMenu, step, type Effect, type Menu, type Next } from "../../../src/voicemail/menu.ts";

const message = (at: number, heard = false): Message => ({
  id: parseMessageId(`message-${at}`)!,
  from: "1002",
  receivedAt: new Date(at).toISOString(),
  durationSeconds: 5,
  heard,
  delivery: { state: "off" },
});
/** Newest first, as mailboxes list them. */
const three = [message(3, true), message(2), message(1)];
const wordsOf = (effects: readonly Effect[]): readonly string[] =>
  effects.flatMap((effect) =>
    effect.kind === "say"
      ? effect.pieces.map((piece) =>
          piece.kind === "prompt" ? piece.name : piece.kind === "number" ? String(piece.value) : piece.kind,
        )
      : [effect.kind],
  );
/** The words and deeds after these keys, of the last key alone. */
function press(keys: string, messages: readonly Message[] = three): { menu: Menu; does: readonly string[] } {
  let next: Next = openMenu(messages);
  for (const key of keys) next = step(next[0], { kind: "key", key });
  const [menu, ...effects] = next;
  return { menu, does: wordsOf(effects) };
}

describe("the menu of a mailbox", () => {
  it("counts new and saved messages", () => {
    const counts = ["you-have", "2", "new-messages", "and", "1", "saved-message", "mailbox-menu"];
    expect(press("").does).toEqual(counts);
    expect(press("", []).does).toEqual(["no-messages", "mailbox-menu"]);
    expect(press("", [message(1, true)]).does).toEqual(["you-have", "1", "saved-message", "mailbox-menu"]);
  });

  it("plays new messages, the oldest first", () => {
    const [, effect] = step(openMenu(three)[0], { kind: "key", key: "1" });
    expect(effect).toMatchObject({ kind: "say", pieces: [{}, { value: 1 }, { kind: "message", id: "message-1" }, {}] });
  });

  it("deletes when the listener moves on, and not before", () => {
    expect(press("13").does).toEqual(["message-deleted", "message-menu"]);
    expect(press("136").does).toEqual(["remove", "message", "2", "message", "message-menu"]);
    expect(press("13*").does[0]).toBe("remove");
    expect(leaveMenu(press("13").menu)).toEqual([{ kind: "remove", id: "message-1" }]);
  });

  it("restores what was deleted", () => {
    expect(press("133").does).toEqual(["message-restored", "message-menu"]);
    expect(leaveMenu(press("133").menu)).toEqual([]);
  });

  it("saves a message and plays the next", () => {
    expect(press("12").does).toEqual(["mark-heard", "message-kept", "message", "2", "message", "message-menu"]);
  });

  it("marks a message heard once, when it was heard to its end", () => {
    const [menu] = step(openMenu(three)[0], { kind: "key", key: "1" });
    const id = parseMessageId("message-1")!;
    const [heard, ...effects] = step(menu, { kind: "heard", id });
    expect(effects).toEqual([{ kind: "mark-heard", id }]);
    expect(step(heard, { kind: "heard", id })).toHaveLength(1);
  });

  it("says that there are no more messages, in both directions", () => {
    expect(press("14").does[0]).toBe("no-more-messages");
    expect(press("166").does[0]).toBe("no-more-messages");
    expect(press("2", [message(1)]).does).toEqual(["no-more-messages", "mailbox-menu"]);
  });

  it("records, plays and resets the greeting", () => {
    expect(press("31").does).toEqual(["record-greeting", "record-greeting"]);
    expect(press("32").does).toEqual(["greeting", "greeting-menu"]);
    expect(press("33").does).toEqual(["reset-greeting", "greeting-standard", "greeting-menu"]);
  });

  it("hangs up on a listener who says nothing three times", () => {
    let next: Next = openMenu(three);
    for (let silence = 1; silence <= 2; silence++) next = step(next[0], { kind: "silence" });
    expect(wordsOf(next.slice(1) as Effect[])).toContain("mailbox-menu");
    next = step(next[0], { kind: "silence" });
    expect(wordsOf(next.slice(1) as Effect[])).toEqual(["goodbye", "hang-up"]);
  });

  it("says nothing for which there is no prompt, in either language", () => {
    const keys = fc.string({ unit: fc.constantFrom(...Array.from("123456*")), maxLength: 30 });
    const missing = new Set<string>();
    const note = (effects: readonly Effect[]): void => {
      for (const effect of effects) {
        for (const piece of effect.kind === "say" ? effect.pieces : []) {
          if (piece.kind !== "prompt") continue;
          for (const language of ["fr", "en"])
            if (!existsSync(`config/prompts/${language}/${promptFile(piece.name)}`)) missing.add(piece.name);
        }
      }
    };
    fc.assert(
      fc.property(keys, (pressed) => {
        let next: Next = openMenu(three);
        for (const key of pressed) {
          next = step(next[0], { kind: "key", key });
          note(next.slice(1) as Effect[]);
        }
      }),
    );
    expect([...missing]).toEqual([]);
  });

  it("removes exactly what was deleted and not restored, whatever is pressed", () => {
    const keys = fc.string({ unit: fc.constantFrom(...Array.from("0123456789*#")), maxLength: 40 });
    const boxes = fc
      .array(fc.boolean(), { maxLength: 6 })
      .map((heards) => heards.map((heard, at) => message(at, heard)));
    fc.assert(
      fc.property(boxes, keys, (messages, pressed) => {
        const removed: string[] = [];
        const gone = new Set<string>();
        let next: Next = openMenu(messages);
        const note = (effects: readonly Effect[]): void => {
          for (const effect of effects) if (effect.kind === "remove") removed.push(effect.id);
        };
        for (const key of pressed) {
          const { place } = next[0];
          if (place.name === "message" && key === "3") {
            const id = place.list[place.at]!;
            if (!gone.delete(id)) gone.add(id);
          }
          if (place.name === "message" && key === "2") gone.delete(place.list[place.at]!);
          next = step(next[0], { kind: "key", key });
          note(next.slice(1) as Effect[]);
        }
        note(leaveMenu(next[0]));
        expect(removed.toSorted()).toEqual([...gone].toSorted());
      }),
    );
  });
});
