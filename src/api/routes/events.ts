import { setMaxListeners } from "node:events";
import { addAbortSignal, Readable } from "node:stream";
import { Type } from "typebox";
import type { EventStream, LoggedEvent } from "../../event-log/event-feed.ts";
import { parseEventId } from "../../event-log/event-id.ts";
import { PublicEvent } from "../../events/public-event.ts";
import { linkedSignal } from "../../runtime/aborted.ts";
import type { Clock } from "../../runtime/clock.ts";
import { UserIdText } from "../../settings/schemas/words.ts";
import { ApiError, RequestInvalid } from "../errors.ts";
import { createAuthenticator, type Identity } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { UserStates, type StateChange, type StateChanges } from "../user-states.ts";
import { UserState } from "./directory.ts";

/** A stream that says nothing is taken for dead by proxies after a minute; and the listener must still be allowed to. */
const HEARTBEAT_MS = 15_000;
/** A browser whose stream has ended comes back after this long. */
const COME_BACK_AFTER_MS = 1_000;
/** What one listener may have in memory before it reads on: then its events wait, and at last it is too slow. */
const BUFFER_BYTES = 64 * 1024;

const Resume = Type.Object({
  "last-event-id": Type.Optional(Type.String({ description: "The id of the last event that was seen" })),
});

const UserStateChanged = Type.Object(
  {
    type: Type.Literal("user.state-changed"),
    at: Type.String({ description: "RFC 3339, UTC" }),
    userId: UserIdText,
    state: UserState,
  },
  {
    title: "UserStateChangedEvent",
    description: `A colleague's state in GET /directory has changed. All of the company are told. It has no id and is not told later to
      who comes back: read the directory once the stream is open.`,
  },
);
const StreamedEvent = Type.Union([PublicEvent, UserStateChanged], { title: "StreamedEvent" });

/** What happens, as it happens. A user sees what happens to them and who is on the telephone, an administrator everything of the company. */
export function eventRoutes(api: Api, parts: ApiParts): void {
  const { eventFeed } = parts;
  const authenticator = createAuthenticator(parts);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one a stream, whose number the feed bounds
  const states = new UserStates(parts.phones, parts.clock);
  api.addHook("preClose", () => {
    closing.abort();
    states[Symbol.dispose]();
  });

  api.get(
    "/events",
    {
      schema: {
        operationId: "streamEvents",
        summary: "Listen to events (server-sent)",
        description: `Each event has its type as \`event\`, its id, and JSON as \`data\`. A listener that comes back with
          Last-Event-ID is told what it missed, as far back as the last 10 000 events of the company; where some are gone, it is
          told \`event: gap\` first. One that is too slow is cut off, and resumes so. Every ${HEARTBEAT_MS / 1_000} s at least a comment comes.`,
        tags: ["events"],
        headers: Resume,
        response: {
          200: { description: "A stream", content: { "text/event-stream": { schema: StreamedEvent } } },
          422: Problem,
          429: Problem,
        },
      },
    },
    async (request, reply) => {
      const { identity, headers } = request;
      const text = headers["last-event-id"];
      const after = text === undefined || text === "" ? undefined : parseEventId(text);
      if (after === undefined && text !== undefined && text !== "")
        throw new RequestInvalid([{ field: "Last-Event-ID", detail: "is none of ours" }]);
      const stream = await eventFeed.open(identity.tenantId, after);
      const isAllowed = async (): Promise<boolean> => {
        const now = await authenticator.identify(request).catch((failure: unknown) => {
          if (failure instanceof ApiError) return undefined;
          return identity; // Redis is away: the listener stays who it was
        });
        return now?.tenantId === identity.tenantId && now.role === identity.role;
      };
      const changes = states.watch(identity.tenantId, () => stream.wake());
      const body = Readable.from(printStream({ stream, changes, clock: parts.clock }, identity, isAllowed), {
        objectMode: false,
        highWaterMark: BUFFER_BYTES,
      });
      const over = linkedSignal([stream.over, closing.signal]);
      addAbortSignal(over.signal, body);
      reply.raw.once("close", () => {
        over[Symbol.dispose]();
        changes[Symbol.dispose]();
        stream[Symbol.dispose](); // ends the wait for more, too
      });
      body.on("error", () => undefined); // the listener has gone, or was too slow
      void reply.header("Cache-Control", "no-store").header("X-Accel-Buffering", "no").type("text/event-stream");
      return reply.send(body as never); // a stream is not checked against the schema of one event
    },
  );
}

interface Told {
  readonly stream: EventStream;
  readonly changes: StateChanges;
  readonly clock: Pick<Clock, "nowMs">;
}

/** The text of the stream (WHATWG HTML §9.2.5). */
async function* printStream(
  { stream, changes, clock }: Told,
  identity: Identity,
  isAllowed: () => Promise<boolean>,
): AsyncGenerator<string, void> {
  yield `retry: ${COME_BACK_AFTER_MS}\n\n`;
  if (stream.gap) yield `event: gap\ndata: {}\n\n`;
  for (;;) {
    const events = await stream.next(HEARTBEAT_MS);
    if (events === undefined) return;
    if (!(await isAllowed())) return;
    const states = changes.take().map((change) => printedState(change, clock.nowMs()));
    if (events.length === 0 && states.length === 0) {
      yield ": alive\n\n";
      continue;
    }
    const text = [...events.filter((event) => concerns(event, identity)).map(printed), ...states];
    if (text.length > 0) yield text.join("");
  }
}

function concerns({ users }: LoggedEvent, { role, userId }: Identity): boolean {
  return role === "admin" || (userId !== undefined && users.includes(userId));
}

function printed({ id, json }: LoggedEvent): string {
  const type = /^\{"id":"[\d-]+","type":"(?<type>[\w.-]+)"/.exec(json)?.groups?.["type"] ?? "message";
  return `id: ${id}\nevent: ${type}\ndata: ${json}\n\n`;
}

function printedState({ user, state }: StateChange, nowMs: number): string {
  const event: Type.Static<typeof UserStateChanged> = {
    ...{ type: "user.state-changed", at: new Date(nowMs).toISOString() },
    ...{ userId: user, state },
  };
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
