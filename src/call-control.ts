import type { Redis } from "ioredis";
import type { CallControl } from "./api/call-control.ts";
import type { MemberOrder, ParticipantSeen, RoomOrder } from "./calls/conference/conference-rooms.ts";
import type { Side } from "./calls/leg/side.ts";
import type { TransferOutcome } from "./calls/live-calls.ts";
import { RequestReply } from "./redis/request-reply.ts";
import type { Logger } from "./observability/logging.ts";
import type { Clock } from "./runtime/clock.ts";
import { defined } from "./runtime/defined.ts";
import type { SignallingConnection } from "./signalling/connection.ts";
import type { ConferenceId, TenantId, UserId } from "./vocabulary/identifiers.ts";

export interface CallControlOptions {
  readonly redis: Redis;
  /** Those of this process. */
  readonly connections: readonly SignallingConnection[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the processes ask each other about calls (request-reply over Redis). */
type Question =
  | {
      readonly kind: "transfer";
      readonly tenant: TenantId;
      readonly call: string;
      readonly transferee: Side;
      readonly dialled: string;
      readonly by?: UserId;
    }
  | { readonly kind: "participants"; readonly conference: ConferenceId }
  | {
      readonly kind: "order-member";
      readonly conference: ConferenceId;
      readonly call: string;
      readonly order: MemberOrder;
    }
  | { readonly kind: "order-room"; readonly conference: ConferenceId; readonly order: RoomOrder };

/** Each process answers the question that it was asked, so that a list, an outcome or a word is known by the question. */
type Answer = TransferOutcome | readonly ParticipantSeen[] | boolean;

/** Call control over all processes, for the API of this one. */
export function openCallControl({ connections, ...options }: CallControlOptions): CallControl & Disposable {
  const processes = new RequestReply<Question, Answer>({
    ...options,
    reply: (question) => answer(question, connections),
  });
  const any = async (question: Question): Promise<boolean> => (await processes.request(question)).includes(true);
  return {
    async originate(order) {
      const connection = connections.find(({ isUp }) => isUp().signalling);
      return connection === undefined
        ? { kind: "refused", because: "no-line" }
        : await connection.calls.originate(order);
    },
    async transfer({ by, ...transfer }) {
      const outcomes = await processes.request({ kind: "transfer", ...transfer, ...defined({ by }) });
      return (outcomes.find((outcome) => outcome !== "not-talking") ?? "not-talking") as TransferOutcome;
    },
    async participants(conference) {
      const seen = await processes.request({ kind: "participants", conference });
      return seen.flatMap((each) => (Array.isArray(each) ? (each as readonly ParticipantSeen[]) : []));
    },
    orderMember: (conference, call, order) => any({ kind: "order-member", conference, call, order }),
    orderRoom: (conference, order) => any({ kind: "order-room", conference, order }),
    [Symbol.dispose]: () => processes[Symbol.dispose](),
  };
}

async function answer(question: Question, connections: readonly SignallingConnection[]): Promise<Answer> {
  switch (question.kind) {
    case "transfer": {
      const { tenant, call, transferee, dialled, by } = question;
      const own = connections.find(({ calls }) =>
        calls.live().some((each) => each.id === call && each.tenant === tenant),
      );
      return own === undefined ? "not-talking" : await own.calls.transfer(call, transferee, dialled, by);
    }
    case "participants": {
      const seen = await Promise.all(connections.map(({ calls }) => calls.rooms.seen(question.conference)));
      return seen.flat();
    }
    case "order-member": {
      const { conference, call, order } = question;
      const done = await Promise.all(connections.map(({ calls }) => calls.rooms.orderMember(conference, call, order)));
      return done.includes(true);
    }
    case "order-room": {
      const { conference, order } = question;
      const done = await Promise.all(connections.map(({ calls }) => calls.rooms.orderRoom(conference, order)));
      return done.includes(true);
    }
  }
}
