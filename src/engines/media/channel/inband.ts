import { inbandKeys } from "../../rtp/inband-keys.ts";
import type { MediaAgreement } from "../rtp/stream.ts";

/** What a tone key is told to have lasted, in ticks of 8 kHz: it counts before it is over. */
export const INBAND_KEY_TICKS = 2000;

/** Keys in the audio of one channel: looked for when its peer has no telephone-event, or when an application asks for it. */
export interface InbandDigits {
  /** `start_dtmf` and `stop_dtmf`; undefined until then. */
  asked: boolean | undefined;
  isWanted(agreement: MediaAgreement | undefined): boolean;
  hear(samples: Int16Array): string;
}

export function createInbandDigits(): InbandDigits {
  let keys: ReturnType<typeof inbandKeys> | undefined;
  const digits: InbandDigits = {
    asked: undefined,
    isWanted: (agreement) => digits.asked ?? (agreement !== undefined && agreement.eventType === undefined),
    hear: (samples) => (keys ??= inbandKeys()).hear(samples),
  };
  return digits;
}
