/** Asks again so often. */
const EVERY_MS = 20;

/** What `ask` gives, as soon as it throws nothing: for a state of the switch that can only be asked for. */
export async function eventually<Value>(what: string, ask: () => Promise<Value>, withinMs = 8_000): Promise<Value> {
  const deadlineMs = Date.now() + withinMs;
  for (;;) {
    try {
      return await ask();
    } catch (failure) {
      if (Date.now() > deadlineMs) throw new Error(`no ${what} within ${withinMs} ms`, { cause: failure });
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }
}
