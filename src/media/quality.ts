import type { EndpointQuality } from "./media-port.ts";

/** Where each number is among a channel's variables; the last two only the embedded media server knows. */
const VARIABLES = {
  packetsReceived: "rtp_audio_in_packet_count",
  packetsSent: "rtp_audio_out_packet_count",
  packetsLost: "rtp_audio_in_skip_packet_count",
  mos: "rtp_audio_in_mos",
  jitterMs: "rtp_audio_in_jitter_ms",
  roundTripMs: "rtp_audio_round_trip_ms",
} as const;

/** What the answer to `uuid_dump` says of the audio; undefined: nothing was sent either way, so nothing was good or bad. */
export function qualityIn(dump: string): EndpointQuality | undefined {
  const quality: { -readonly [Name in keyof EndpointQuality]: number } = {};
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const value = new RegExp(`^variable_${variable}: (\\d{1,12}(?:\\.\\d{1,6})?)\\s*$`, "m").exec(dump)?.[1];
    if (value !== undefined) quality[name as keyof EndpointQuality] = Number(value);
  }
  const { packetsReceived = 0, packetsSent = 0 } = quality;
  return packetsReceived + packetsSent === 0 ? undefined : quality;
}
