import type { MessageId } from "../vocabulary/identifiers.ts";
import type { Extension } from "../vocabulary/extension.ts";
import type { Message } from "./message.ts";
import type { PromptName } from "../vocabulary/prompt.ts";

/**
 * What a listener hears and what their keys do: a pure machine. `MailboxSession` carries it out: plays, records and changes
 * messages; each effect is done before the next input.
 */
export type Input =
  | { readonly kind: "key"; readonly key: string }
  /** The listener pressed no key for a while after the last word. */
  | { readonly kind: "silence" }
  /** A message was heard to its end. */
  | { readonly kind: "heard"; readonly id: MessageId }
  /** What `record-greeting` came to. */
  | { readonly kind: "recorded"; readonly ok: boolean }
  /** What `forward` came to. */
  | { readonly kind: "forwarded"; readonly outcome: ForwardOutcome }
  /** What `set-pin` came to. */
  | { readonly kind: "pin"; readonly outcome: PinOutcome };

export type ForwardOutcome = "forwarded" | "nobody" | "full" | "given-up" | "failed";
export type PinOutcome = "changed" | "different" | "refused" | "given-up";

export type Effect =
  | { readonly kind: "say"; readonly pieces: readonly Piece[] }
  | { readonly kind: "mark-heard"; readonly id: MessageId }
  | { readonly kind: "remove"; readonly id: MessageId }
  /** Answered by the input "recorded". */
  | { readonly kind: "record-greeting" }
  | { readonly kind: "reset-greeting" }
  /** The listener says to whom. Answered by the input "forwarded". */
  | { readonly kind: "forward"; readonly id: MessageId }
  /** Answered by the input "pin". */
  | { readonly kind: "set-pin" }
  /** To the next mailbox of this listener. */
  | { readonly kind: "next-mailbox" }
  /** The listener is connected with who left the message. */
  | { readonly kind: "call-back"; readonly number: string }
  | { readonly kind: "hang-up" };

/** One piece of what is said, in the listener's language. */
export type Piece =
  | { readonly kind: "prompt"; readonly name: PromptName }
  | { readonly kind: "number"; readonly value: number }
  /** Digit by digit: a telephone number. */
  | { readonly kind: "digits"; readonly text: string }
  /** The time of day, in the company's time zone. */
  | { readonly kind: "time"; readonly receivedAt: string }
  | { readonly kind: "message"; readonly id: MessageId }
  /** The greeting that callers hear. */
  | { readonly kind: "greeting" };

type Box = "new" | "saved";

/** Where the listener is. */
export type Place =
  | { readonly name: "main" }
  | { readonly name: "message"; readonly box: Box; readonly list: readonly MessageId[]; readonly at: number }
  | { readonly name: "greeting" }
  | { readonly name: "over" };

/** What stands around the mailbox. */
export interface MenuRoom {
  /** Said first, where the listener has several. */
  readonly extension?: Extension;
  /** The listener's other mailboxes, and how many new messages are in each. */
  readonly others: readonly { readonly extension: Extension; readonly fresh: number }[];
  readonly mayCallBack: boolean;
  /** The mailbox is the listener's own. */
  readonly maySetPin: boolean;
  /** It takes no more messages. */
  readonly isFull: boolean;
}

const PLAIN_ROOM: MenuRoom = { others: [], mayCallBack: false, maySetPin: false, isFull: false };

export interface Menu {
  readonly room: MenuRoom;
  readonly place: Place;
  readonly messages: ReadonlyMap<MessageId, Listed>;
  /** Times in a row that the listener said nothing. */
  readonly silences: number;
}

type Listed = Pick<Message, "from" | "receivedAt" | "heard"> & { readonly deleted: boolean };
export type Next = readonly [Menu, ...Effect[]];

/** After the menu was repeated so often without an answer, the mailbox hangs up. */
const MOST_SILENCES = 3;

const prompt = (name: PromptName): Piece => ({ kind: "prompt", name });
const say = (...pieces: readonly Piece[]): Effect => ({ kind: "say", pieces });

/** @param messages  newest first, as the mailbox lists them; they are heard oldest first */
export function openMenu(messages: readonly Message[], room: MenuRoom = PLAIN_ROOM): Next {
  const listed = messages
    .toReversed()
    .map(({ id, from, receivedAt, heard }) => [id, { from, receivedAt, heard, deleted: false }] as const);
  const menu: Menu = { room, place: { name: "main" }, messages: new Map(listed), silences: 0 };
  return [menu, say(...heading(room), ...counts(menu), ...elsewhere(room), ...mainMenu(menu))];
}

/** What is left to do when the listener hangs up: what they deleted goes. */
export function leaveMenu(menu: Menu): readonly Effect[] {
  return [...menu.messages].flatMap(([id, { deleted }]) => (deleted ? [{ kind: "remove" as const, id }] : []));
}

export function step(menu: Menu, input: Input): Next {
  switch (input.kind) {
    case "heard":
      return markHeard(menu, input.id);
    case "silence":
      return menu.silences + 1 >= MOST_SILENCES ? hangUp(menu) : again({ ...menu, silences: menu.silences + 1 });
    case "recorded":
      return [menu, say(prompt(input.ok ? "greeting-recorded" : "greeting-not-recorded"), prompt("greeting-menu"))];
    case "forwarded":
      return [menu, say(prompt(FORWARD_PROMPTS[input.outcome]), ...messageMenu(menu))];
    case "pin":
      return [menu, say(prompt(PIN_PROMPTS[input.outcome]), ...mainMenu(menu))];
    case "key":
      return press({ ...menu, silences: 0 }, input.key);
  }
}

function press(menu: Menu, key: string): Next {
  const { place } = menu;
  switch (place.name) {
    case "main":
      return pressInMain(menu, key);
    case "message":
      return pressAtMessage(menu, place, key);
    case "greeting":
      return pressInGreeting(menu, key);
    case "over":
      return [menu];
  }
}

function pressInMain(menu: Menu, key: string): Next {
  switch (key) {
    case "1":
      return openBox(menu, "new");
    case "2":
      return openBox(menu, "saved");
    case "3":
      return [{ ...menu, place: { name: "greeting" } }, say(prompt("greeting-menu"))];
    case "4":
      return menu.room.maySetPin ? [menu, { kind: "set-pin" }] : again(menu);
    case "5":
      return menu.room.others.length === 0 ? again(menu) : nextMailbox(menu);
    case "*":
      return hangUp(menu);
    default:
      return again(menu);
  }
}

type AtMessage = Extract<Place, { name: "message" }>;

function pressAtMessage(menu: Menu, place: AtMessage, key: string): Next {
  const id = place.list[place.at];
  const message = id === undefined ? undefined : menu.messages.get(id);
  if (id === undefined || message === undefined) return toMain(menu);
  switch (key) {
    case "1":
      return [menu, say(...playing(menu, id))];
    case "2":
      return keep(menu, place, id);
    case "3": {
      const changed = change(menu, id, { deleted: !message.deleted });
      return [changed, say(prompt(message.deleted ? "message-restored" : "message-deleted"), ...messageMenu(menu))];
    }
    case "4":
      return goTo(menu, place, place.at - 1);
    case "5":
      return [menu, say(...envelope(message), ...messageMenu(menu))];
    case "6":
      return goTo(menu, place, place.at + 1);
    case "7":
      return [menu, { kind: "forward", id }];
    case "8":
      return callBack(menu, message);
    case "*":
      return toMain(menu);
    default:
      return [menu, say(...messageMenu(menu))];
  }
}

function pressInGreeting(menu: Menu, key: string): Next {
  switch (key) {
    case "1":
      return [menu, say(prompt("record-greeting")), { kind: "record-greeting" }];
    case "2":
      return [menu, say({ kind: "greeting" }, prompt("greeting-menu"))];
    case "3":
      return [menu, { kind: "reset-greeting" }, say(prompt("greeting-standard"), prompt("greeting-menu"))];
    case "*":
      return toMain(menu);
    default:
      return again(menu);
  }
}

function openBox(menu: Menu, box: Box): Next {
  const list = [...menu.messages].filter(([, { heard }]) => heard === (box === "saved")).map(([id]) => id);
  if (list.length === 0) return [menu, say(prompt("no-more-messages"), ...mainMenu(menu))];
  return goTo(menu, { name: "message", box, list, at: 0 }, 0);
}

/** To another message of the box; what was deleted before goes now, and can't be restored any more. */
function goTo(menu: Menu, place: AtMessage, at: number): Next {
  const id = place.list[at];
  const message = id === undefined ? undefined : menu.messages.get(id);
  if (id === undefined || message === undefined) {
    const [main, ...effects] = toMain(menu);
    return [main, say(prompt("no-more-messages")), ...effects];
  }
  const { kept, effects, list } = sweep(menu, place.list);
  return [
    { ...kept, place: { ...place, list, at: list.indexOf(id) } },
    ...effects,
    say(prompt("message"), { kind: "number", value: at + 1 }, ...playing(menu, id)),
  ];
}

function keep(menu: Menu, place: AtMessage, id: MessageId): Next {
  const saved = change(menu, id, { heard: true, deleted: false });
  const [next, ...effects] = goTo(saved, place, place.at + 1);
  return [next, { kind: "mark-heard", id }, say(prompt("message-kept")), ...effects];
}

function toMain(menu: Menu): Next {
  const { kept, effects } = sweep(menu, []);
  const main: Menu = { ...kept, place: { name: "main" } };
  return [main, ...effects, say(...counts(main), ...mainMenu(main))];
}

function hangUp(menu: Menu): Next {
  const { kept, effects } = sweep(menu, []);
  return [{ ...kept, place: { name: "over" } }, ...effects, say(prompt("goodbye")), { kind: "hang-up" }];
}

/** A caller who withheld the number can't be called back. */
function callBack(menu: Menu, { from }: Listed): Next {
  if (!menu.room.mayCallBack) return [menu, say(...messageMenu(menu))];
  if (from === "") return [menu, say(prompt("from-unknown"), ...messageMenu(menu))];
  return [menu, say(prompt("calling-back")), { kind: "call-back", number: from }];
}

function nextMailbox(menu: Menu): Next {
  const { kept, effects } = sweep(menu, []);
  return [kept, ...effects, { kind: "next-mailbox" }];
}

/** The same words again. */
function again(menu: Menu): Next {
  switch (menu.place.name) {
    case "main":
      return [menu, say(...counts(menu), ...mainMenu(menu))];
    case "message":
      return [menu, say(...messageMenu(menu))];
    case "greeting":
      return [menu, say(prompt("greeting-menu"))];
    case "over":
      return [menu];
  }
}

function markHeard(menu: Menu, id: MessageId): Next {
  if (menu.messages.get(id)?.heard !== false) return [menu];
  return [change(menu, id, { heard: true }), { kind: "mark-heard", id }];
}

function change(menu: Menu, id: MessageId, fields: Partial<Listed>): Menu {
  const message = menu.messages.get(id);
  if (message === undefined) return menu;
  return { ...menu, messages: new Map(menu.messages).set(id, { ...message, ...fields }) };
}

function sweep(menu: Menu, list: readonly MessageId[]) {
  const effects = leaveMenu(menu);
  const messages = new Map([...menu.messages].filter(([, { deleted }]) => !deleted));
  return { kept: { ...menu, messages }, effects, list: list.filter((id) => messages.has(id)) };
}

function playing(menu: Menu, id: MessageId): readonly Piece[] {
  return [{ kind: "message", id }, ...messageMenu(menu)];
}

const FORWARD_PROMPTS: Readonly<Record<ForwardOutcome, PromptName>> = {
  forwarded: "message-forwarded",
  nobody: "no-such-colleague",
  full: "colleague-full",
  "given-up": "message-not-forwarded",
  failed: "message-not-forwarded",
};

const PIN_PROMPTS: Readonly<Record<PinOutcome, PromptName>> = {
  changed: "pin-changed",
  different: "pin-different",
  refused: "pin-refused",
  "given-up": "pin-unchanged",
};

function mainMenu({ room }: Menu): readonly Piece[] {
  return [
    prompt("mailbox-menu"),
    ...(room.maySetPin ? [prompt("mailbox-menu-pin")] : []),
    ...(room.others.length > 0 ? [prompt("mailbox-menu-next")] : []),
  ];
}

function messageMenu({ room }: Menu): readonly Piece[] {
  return [prompt("message-menu"), ...(room.mayCallBack ? [prompt("message-menu-call-back")] : [])];
}

/** Which mailbox it is, and that it is full. */
function heading({ extension, isFull }: MenuRoom): readonly Piece[] {
  const name: readonly Piece[] =
    extension === undefined ? [] : [prompt("mailbox"), { kind: "digits", text: extension }];
  return isFull ? [...name, prompt("your-mailbox-full")] : name;
}

/** New messages in other mailboxes: MWI counts them too. */
function elsewhere({ others }: MenuRoom): readonly Piece[] {
  return others.flatMap(({ extension, fresh }): readonly Piece[] =>
    fresh === 0
      ? []
      : [
          prompt("in-mailbox"),
          { kind: "digits", text: extension },
          { kind: "number", value: fresh },
          prompt(fresh === 1 ? "new-message" : "new-messages"),
        ],
  );
}

function envelope({ from, receivedAt }: Listed): readonly Piece[] {
  const caller: readonly Piece[] =
    from === "" ? [prompt("from-unknown")] : [prompt("from"), { kind: "digits", text: from }];
  return [...caller, prompt("received-at"), { kind: "time", receivedAt }];
}

function counts({ messages }: Menu): readonly Piece[] {
  const all = [...messages.values()].filter(({ deleted }) => !deleted);
  const fresh = all.filter(({ heard }) => !heard).length;
  const saved = all.length - fresh;
  const some = (value: number, name: "new-message" | "saved-message"): readonly Piece[] =>
    value === 0 ? [] : [{ kind: "number", value }, prompt(value === 1 ? name : (`${name}s` as const))];
  if (all.length === 0) return [prompt("no-messages")];
  const both = fresh > 0 && saved > 0 ? [prompt("and")] : [];
  return [prompt("you-have"), ...some(fresh, "new-message"), ...both, ...some(saved, "saved-message")];
}
