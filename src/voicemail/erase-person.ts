import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { mailboxKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import type { MailboxId, TenantId } from "../vocabulary/identifiers.ts";
import type { PersonEraser } from "../vocabulary/person-terms.ts";
import { namesIn } from "./mailbox-recovery.ts";
import { writeDurably } from "./recording.ts";

/** KEYS: a hash · ARGV: message, as it was read, as it shall be. What changed meanwhile is another's to write. */
const rewriteScript = luaScript(`
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`);

interface Parts {
  readonly redis: Redis;
  readonly mediaDir: string;
}

/** Takes a person out of what their colleagues' mailboxes tell of messages: the messages stay. */
export async function eraseFromMailboxes(
  { redis, mediaDir }: Parts,
  { tenant, mailboxes }: { readonly tenant: TenantId; readonly mailboxes: readonly MailboxId[] },
  eraser: PersonEraser,
): Promise<void> {
  const { messages, gone } = mailboxKeys();
  for (const mailbox of mailboxes) {
    for (const [id, json] of Object.entries(await redis.hgetall(messages(mailbox))))
      if (eraser.tells(json)) await rewriteScript(redis, [messages(mailbox)], [id, json, nameless(json, eraser)]);
    for (const [id, json] of Object.entries(await redis.hgetall(gone(mailbox)))) {
      const { message, ...others } = JSON.parse(json) as { readonly message: string };
      if (!eraser.tells(message)) continue;
      const next = JSON.stringify({ ...others, message: nameless(message, eraser) });
      await rewriteScript(redis, [gone(mailbox)], [id, json, next]);
    }
    const folder = join(mediaDir, tenant, mailbox);
    for (const name of (await namesIn(folder)).filter((each) => each.endsWith(".json"))) {
      const note = await readFile(join(folder, name), "utf8").catch(() => ""); // it went meanwhile
      if (eraser.tells(note)) await writeDurably(join(folder, name), nameless(note, eraser));
    }
  }
}

function nameless(json: string, eraser: PersonEraser): string {
  return JSON.stringify(eraser.without(JSON.parse(json) as unknown));
}
