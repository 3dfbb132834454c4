import type { ConferenceId, TenantId, UserId } from "../vocabulary/identifiers.ts";

/** Somebody in a conference now. */
export interface ConferenceMember {
  /** Their call's id. */
  readonly call: string;
  readonly number: string | undefined;
  readonly name: string | undefined;
  readonly user: UserId | undefined;
  readonly moderator: boolean;
  readonly muted: boolean;
  readonly talking: boolean;
  readonly enteredAtMs: number;
}

/** Calls and conferences that go on, of all processes, and what can be done to them. */
export interface LiveDesk {
  /** Somebody's phones ring; whichever answers calls this, with their rights. */
  originate(order: {
    readonly tenant: TenantId;
    readonly user: UserId;
    readonly dialled: string;
    readonly autoAnswer: boolean;
  }): Promise<
    | { readonly kind: "ringing"; readonly call: string }
    | { readonly kind: "refused"; readonly because: "no-phone" | "no-room" | "no-such-target" | "no-line" }
  >;
  /** @param by  with whose rights; undefined: those of whoever stays behind */
  transfer(transfer: {
    readonly tenant: TenantId;
    readonly call: string;
    readonly transferee: "caller" | "callee";
    readonly dialled: string;
    readonly by: UserId | undefined;
  }): Promise<"accepted" | "not-talking" | "not-allowed" | "no-such-target">;
  participants(conference: ConferenceId): Promise<readonly ConferenceMember[]>;
  /** False: nobody of that call is there. */
  orderMember(conference: ConferenceId, call: string, order: "mute" | "unmute" | "kick"): Promise<boolean>;
  /** False: nobody is there. */
  orderRoom(conference: ConferenceId, order: "lock" | "unlock" | "mute-all" | "unmute-all"): Promise<boolean>;
}
