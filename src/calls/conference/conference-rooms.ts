import type { RoomMember } from "../../media/media-port.ts";
import type { ConferenceId, TenantId, UserId } from "../../vocabulary/identifiers.ts";

/** One participant of a conference, in this process. */
export interface Participant {
  /** Their call's id. */
  readonly call: string;
  readonly tenant: TenantId;
  readonly conference: ConferenceId;
  readonly number: string | undefined;
  readonly name: string | undefined;
  readonly user: UserId | undefined;
  readonly moderator: boolean;
  readonly enteredAtMs: number;
  readonly member: RoomMember;
}

/** As others see them. */
export type ParticipantSeen = Omit<Participant, "member"> & {
  readonly muted: boolean;
  readonly talking: boolean;
  /** No further participant is let into their conference. */
  readonly isLockedIn: boolean;
};

export type MemberOrder = "mute" | "unmute" | "kick";
export type RoomOrder = "lock" | "unlock" | "mute-all" | "unmute-all";

/** Who is in which conference, as far as their calls are this process's. */
export class ConferenceRooms {
  readonly #participants = new Set<Participant>();
  /** What moderators have last ordered here: their DTMF commands toggle it. */
  readonly #ordered = new Map<ConferenceId, { locked: boolean; muted: boolean }>();

  /** In the conference until disposed. */
  add(participant: Participant): Disposable {
    this.#participants.add(participant);
    return {
      [Symbol.dispose]: () => {
        this.#participants.delete(participant);
        if (this.#in(participant.conference).length === 0) this.#ordered.delete(participant.conference);
      },
    };
  }

  async seen(conference: ConferenceId): Promise<readonly ParticipantSeen[]> {
    const isLockedIn = this.#ordered.get(conference)?.locked === true;
    return await Promise.all(
      this.#in(conference).map(async ({ member, ...participant }) => ({
        ...participant,
        ...(await member.state()),
        isLockedIn,
      })),
    );
  }

  /** False: that call has no participant there. */
  async orderMember(conference: ConferenceId, call: string, order: MemberOrder): Promise<boolean> {
    const participant = this.#in(conference).find((each) => each.call === call);
    if (participant === undefined) return false;
    if (order === "kick") await participant.member.kick();
    else await participant.member.mute(order === "mute");
    return true;
  }

  /** False: the conference is empty. */
  async orderRoom(conference: ConferenceId, order: RoomOrder): Promise<boolean> {
    const [first] = this.#in(conference);
    if (first === undefined) return false;
    const isOn = order === "lock" || order === "mute-all";
    if (order === "lock" || order === "unlock") await first.member.lock(isOn);
    else await first.member.muteOthers(isOn);
    const before = this.#ordered.get(conference) ?? { locked: false, muted: false };
    const what = order === "lock" || order === "unlock" ? "locked" : "muted";
    this.#ordered.set(conference, { ...before, [what]: isOn });
    return true;
  }

  /** The order that undoes the last one, or begins it: a toggle. */
  opposite(conference: ConferenceId, what: "lock" | "mute-all"): RoomOrder {
    const ordered = this.#ordered.get(conference);
    if (what === "lock") return ordered?.locked === true ? "unlock" : "lock";
    return ordered?.muted === true ? "unmute-all" : "mute-all";
  }

  #in(conference: ConferenceId): readonly Participant[] {
    return [...this.#participants].filter((each) => each.conference === conference);
  }
}
