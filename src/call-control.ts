import type { Redis } from "ioredis";
import type { CallControl } from "./api/call-control.ts";
import type { MemberOrder, ParticipantSeen, RoomOrder } from "./calls/conference/conference-rooms.ts";
import type { Side } from "./calls/leg/side.ts";
import type { TransferOutcome } from "./calls/live-calls.ts";
import { RequestReply } from "./redis/request-reply.ts";
import type { Logger } from "./observability/logging.ts";
import type { Clock } from "./runtime/clock.ts";
import type { SignallingConnection } from "./signalling/connection.ts";
import type { ConferenceId, TenantId, UserId } from "./vocabulary/identifiers.ts";

export interface CallControlOptions {
  readonly redis: Redis;
  /** Those of this process. */
  readonly lines: readonly SignallingConnection[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the processes of the house ask each other about calls. */
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

/** Calls and conferences of the whole house, for whoever asks at this process. */
export function openCallControl({ lines, ...options }: CallControlOptions): CallControl & Disposable {
  const processes = new RequestReply<Question, Answer>({ ...options, reply: (question) => answer(question, lines) });
  const any = async (question: Question): Promise<boolean> => (await processes.request(question)).includes(true);
  return {
    async originate(order) {
      const line = lines.find(({ isUp }) => isUp().signalling);
      return line === undefined ? { kind: "refused", because: "no-line" } : await line.calls.originate(order);
    },
    async transfer({ by, ...transfer }) {
      const outcomes = await processes.request({ kind: "transfer", ...transfer, ...(by === undefined ? {} : { by }) });
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

async function answer(question: Question, lines: readonly SignallingConnection[]): Promise<Answer> {
  switch (question.kind) {
    case "transfer": {
      const { tenant, call, transferee, dialled, by } = question;
      const own = lines.find(({ calls }) => calls.live().some((each) => each.id === call && each.tenant === tenant));
      return own === undefined ? "not-talking" : await own.calls.transfer(call, transferee, dialled, by);
    }
    case "participants": {
      const seen = await Promise.all(lines.map(({ calls }) => calls.rooms.seen(question.conference)));
      return seen.flat();
    }
    case "order-member": {
      const { conference, call, order } = question;
      const done = await Promise.all(lines.map(({ calls }) => calls.rooms.orderMember(conference, call, order)));
      return done.includes(true);
    }
    case "order-room": {
      const { conference, order } = question;
      const done = await Promise.all(lines.map(({ calls }) => calls.rooms.orderRoom(conference, order)));
      return done.includes(true);
    }
  }
}
