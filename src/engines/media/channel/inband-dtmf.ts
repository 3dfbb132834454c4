import { createDtmfDetector } from "../../rtp/dtmf-detector.ts";
import type { MediaAgreement } from "../rtp/stream.ts";

/** What in-band DTMF is told to have lasted, in ticks of 8 kHz: a digit counts before it is over. */
export const INBAND_DTMF_TICKS = 2000;

/** In-band DTMF of one channel: looked for when its peer has no telephone-event, or when an application asks for it. */
export interface InbandDtmf {
  /** `start_dtmf` and `stop_dtmf`; undefined until then. */
  asked: boolean | undefined;
  isWanted(agreement: MediaAgreement | undefined): boolean;
  detect(samples: Int16Array): string;
}

export function createInbandDtmf(): InbandDtmf {
  let detector: ReturnType<typeof createDtmfDetector> | undefined;
  const digits: InbandDtmf = {
    asked: undefined,
    isWanted: (agreement) => digits.asked ?? (agreement !== undefined && agreement.eventType === undefined),
    detect: (samples) => (detector ??= createDtmfDetector()).detect(samples),
  };
  return digits;
}
