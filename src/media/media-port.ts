import type { Language } from "../vocabulary/language.ts";
import type { PromptName } from "../vocabulary/prompt.ts";

/** Something that a caller can be made to hear. */
export type Audio =
  /** A prompt: PROMPTS_DIR/<language>/<name>.wav. */
  | { readonly kind: "prompt"; readonly language: Language; readonly name: PromptName }
  | { readonly kind: "tone"; readonly hertz: number; readonly forMs: number }
  | { readonly kind: "silence"; readonly forMs: number }
  /** Tones that come and go: a country's ringing tone, once through. */
  | { readonly kind: "cadence"; readonly bursts: readonly Burst[] }
  /** The music on hold. */
  | { readonly kind: "music" }
  /** A recording; the media server sees it under the same path. */
  | { readonly kind: "file"; readonly path: string };

/** Sounds of these frequencies together, then silence. */
export interface Burst {
  readonly hertz: readonly number[];
  readonly onMs: number;
  readonly offMs: number;
}

/** Why a piece of audio, or a list of it, stopped. */
export type PlayOutcome =
  | { readonly kind: "played" }
  /** The listener pressed one of the keys that were asked for. */
  | { readonly kind: "key"; readonly key: string }
  /** The signal that came with the command was aborted. */
  | { readonly kind: "stopped" }
  /** The media server ended the endpoint while it played. */
  | { readonly kind: "gone" };

export interface RecordLimits {
  /** The recording ends by itself after this long. */
  readonly maxSeconds: number;
  /** … or after this long without a voice. */
  readonly silenceSeconds: number;
  /** … or when the speaker presses one of these keys. */
  readonly keys: string;
}

/** A place in a conference. All of its members must be on one media server: `Media.open` with `near` the room's name sees to it. */
export interface RoomEntry {
  /** Letters, digits, "-" and "_". */
  readonly room: string;
  /** The first moderator opens the room for those who wait, and the last one may close it. */
  readonly moderator: boolean;
  /** Enters without being heard. */
  readonly muted: boolean;
  /** Until a moderator is there, no participant hears another. */
  readonly waitForModerator: boolean;
  /** All leave with the last moderator. */
  readonly endsWithModerator: boolean;
  /** No more members than this enter. */
  readonly maxMembers: number;
  /** Heard by all when this member has entered, and when it has left. */
  readonly announce?: { readonly entered: Audio; readonly left: Audio };
}

/** One member of a conference, and the conference as it can be changed from there. With the media server away nothing happens. */
export interface RoomMember {
  state(): Promise<{ readonly muted: boolean; readonly talking: boolean }>;
  mute(muted: boolean): Promise<void>;
  kick(): Promise<void>;
  /** No one else enters, but moderators where the media server lets them. */
  lock(locked: boolean): Promise<void>;
  /** Heard by this member alone, over the conversation. */
  tell(audio: Audio): Promise<void>;
  /** All but moderators. */
  muteOthers(muted: boolean): Promise<void>;
}

/** How a stay in a conference ended: on its own account or with the room, never having been let in (full, locked), by abort, or with the endpoint. */
export type RoomOutcome = "left" | "refused" | "stopped" | "gone";

/** Why a recording ended. What is in the file says the file alone. */
export type RecordOutcome = "key" | "limit" | "stopped" | "gone";

export interface CollectedDigits {
  readonly digits: string;
  /** The key that ended the input, if one did. */
  readonly terminator?: string;
}

/** How an endpoint's audio was, as its media server counted it. */
export interface EndpointQuality {
  readonly packetsReceived?: number;
  readonly packetsSent?: number;
  /** Of the other side's packets, on their way here. */
  readonly packetsLost?: number;
  readonly jitterMs?: number;
  readonly roundTripMs?: number;
  /** Mean opinion score of what was received, 1 to 5. */
  readonly mos?: number;
}

/**
 * One end of a media stream at a media server. The code that opened it owns it: disposing hangs it up.
 * Commands run one at a time. A command whose signal is aborted stops what can be heard or recorded and resolves;
 * one that the media server doesn't answer in time rejects with MediaServerSilent.
 */
export interface MediaEndpoint extends AsyncDisposable {
  /** What the other side shall be told: the answer to its offer, or our offer when it made none. */
  readonly localSdp: string;
  /**
   * Our offer with its audio encrypted (SRTP) as in the other side's session, where `localSdp` would be the plain one: by keys in the
   * offer (SDES), or by keys of the stream's own (DTLS). From then on the session is encrypted, or refused. Throws MediaRefused where
   * the media server doesn't encrypt in this way.
   * @param session  what the other side was told last
   */
  encryptedOffer(session: string): string;
  /** The media server's own name for it. */
  readonly id: string;
  /** Resolves when the endpoint is gone, whichever side has ended it. Never rejects. */
  readonly ended: Promise<void>;
  /** Resolves when it is hung up, and before that is done; undefined: it isn't known. Never rejects. */
  readonly quality: Promise<EndpointQuality | undefined>;
  /**
   * So long without audio or a report (RTCP) from the other side end the endpoint; on hold half an hour does, or that time if
   * it is longer; 0: no silence does.
   */
  endAfterSilence(seconds: number): Promise<void>;
  /** Whether such a silence has ended it. */
  readonly silenced: boolean;
  /** As it ended: whether the media server was gone, and neither side had hung up. */
  readonly lost: boolean;
  /** The answer to our own offer, when the other side made none (RFC 3264 §4, late offer). */
  acceptAnswer(sdp: string): Promise<void>;
  /** The other side changes the session (hold, another address): returns our new answer. Rejects with MediaRefused. */
  renegotiate(offer: string): Promise<string>;
  /** Plays one after the other. With `keys`, any of them ends the playing. */
  play(
    audio: readonly Audio[],
    options: { readonly keys?: string; readonly signal: AbortSignal },
  ): Promise<PlayOutcome>;
  /** Plays over and over (hold music) until the signal is aborted or the endpoint is gone. */
  playForever(audio: Audio, signal: AbortSignal): Promise<void>;
  /** Stays in a conference until it is over for this member; `onEntered` is called once when it is in. */
  join(entry: RoomEntry, onEntered: (member: RoomMember) => void, signal: AbortSignal): Promise<RoomOutcome>;
  /** Records what the other side says, and nothing else, as 16-bit PCM in a WAV file. Resolves once the file is closed. */
  record(path: string, limits: RecordLimits, signal: AbortSignal): Promise<RecordOutcome>;
  collect(
    audio: Audio,
    input: { readonly maxDigits: number; readonly firstKeyMs: number; readonly betweenKeysMs: number },
    signal: AbortSignal,
  ): Promise<CollectedDigits>;
  /** The other side hears what it says, for so long at most. */
  echo(forMs: number, signal: AbortSignal): Promise<void>;
  /** Every DTMF digit that the other side sends (RFC 4733, INFO, in-band), whatever is being played, until disposed of. */
  onDtmf(listener: (key: string) => void): Disposable;
  /** From now on each of the two hears the other. Both must be at the same media server (`Media.open`, near). */
  bridge(other: MediaEndpoint): Promise<void>;
  /** DTMF that came by SIP INFO instead of RFC 4733: handed to the media server as it is. */
  passInfo(contentType: string, body: string): Promise<void>;
}

export interface MediaServerStatus {
  readonly address: string;
  readonly up: boolean;
  /** Endpoints that this process has open on it. */
  readonly endpoints: number;
}

/** The media servers of the system: any of them can serve any call. */
export interface Media extends AsyncDisposable {
  /**
   * An endpoint for this offer on a server that is up; without an offer the endpoint makes one itself. Descriptions of a
   * telephone's say where its SIP comes from (`withSignallingSource`): audio and DTMF from anywhere else are not the telephone's.
   * Rejects with MediaServersAway, MediaServerSilent or MediaRefused; aborting leaves nothing behind.
   * @param near  endpoints of one name are opened on one server, as long as the same servers are up
   */
  open(offer: string | undefined, signal: AbortSignal, near?: string): Promise<MediaEndpoint>;
  status(): readonly MediaServerStatus[];
}
