import { defined } from "../../../runtime/defined.ts";
import { meanOpinion } from "../../rtp/quality.ts";
import type { StreamCounts } from "./stream.ts";

/** What the variables of a channel say of its audio, by the names that FreeSWITCH gives them; the last two are our own. */
export function mediaVariables(counts: StreamCounts): Readonly<Record<string, string | number>> {
  const share = counts.expected === 0 ? 0 : counts.lost / counts.expected;
  const { jitterMs } = counts;
  const opinion = meanOpinion(share, (counts.roundTripMs ?? 0) / 2 + 2 * jitterMs);
  return {
    rtp_audio_in_raw_bytes: counts.bytesIn,
    rtp_audio_in_media_bytes: counts.bytesIn,
    rtp_audio_in_packet_count: counts.packetsIn,
    rtp_audio_in_media_packet_count: counts.packetsIn,
    rtp_audio_in_skip_packet_count: counts.lost,
    rtp_audio_in_jitter_loss_rate: share.toFixed(2),
    rtp_audio_in_quality_percentage: (100 * (1 - share)).toFixed(2),
    rtp_audio_in_mos: opinion.toFixed(2),
    rtp_audio_out_raw_bytes: counts.bytesOut,
    rtp_audio_out_media_bytes: counts.bytesOut,
    rtp_audio_out_packet_count: counts.packetsOut,
    rtp_audio_out_media_packet_count: counts.packetsOut,
    rtp_audio_rtcp_packet_count: counts.reportsIn,
    rtp_audio_rtcp_octet_count: counts.reportBytesIn,
    rtp_audio_in_jitter_ms: jitterMs.toFixed(2),
    ...defined({ rtp_audio_round_trip_ms: counts.roundTripMs?.toFixed(2) }),
  };
}
