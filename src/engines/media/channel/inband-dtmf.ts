import type { SampleRate } from "../../rtp/codec.ts";
import { createDtmfDetector } from "../../rtp/dtmf-detector.ts";
import { RateConverter } from "../../rtp/rate-converter.ts";
import type { MediaAgreement } from "../rtp/stream.ts";

/** What in-band DTMF is told to have lasted, in ticks of 8 kHz: a digit counts before it is over. */
export const INBAND_DTMF_TICKS = 2000;

/** In-band DTMF of one channel: looked for when its peer has no telephone-event, or when an application asks for it. */
export interface InbandDtmf {
  /** `start_dtmf` and `stop_dtmf`; undefined until then. */
  asked: boolean | undefined;
  isWanted(agreement: MediaAgreement | undefined): boolean;
  detect(samples: Int16Array, rate: SampleRate): string;
}

export function createInbandDtmf(): InbandDtmf {
  let detector: ReturnType<typeof createDtmfDetector> | undefined;
  const converter = new RateConverter();
  const digits: InbandDtmf = {
    asked: undefined,
    isWanted: (agreement) => digits.asked ?? (agreement !== undefined && agreement.eventType === undefined),
    detect: (samples, rate) => (detector ??= createDtmfDetector()).detect(converter.convert(samples, rate, 8000)),
  };
  return digits;
}
