import type { Clock } from "./clock.ts";

/** Something that waits for its server before it closes, and can be cut off from it. */
export interface Closable {
  close(): Promise<unknown>;
  disconnect(): Promise<unknown>;
}

/** Closes it in order, or cuts it off after so long: its server may be away for good. Never rejects. */
export async function closeWithin(part: Closable, ms: number, clock: Clock): Promise<void> {
  const done = new AbortController();
  const closed = part.close().catch(() => undefined);
  const enough = clock.sleep(ms, done.signal).catch(() => undefined);
  await Promise.race([closed, enough]);
  done.abort(new Error("closed"));
  await Promise.race([part.disconnect().catch(() => undefined), closed, enough]);
}
