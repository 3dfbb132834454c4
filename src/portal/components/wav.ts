/** What the telephone network can carry of a voice, and half of that again for wideband phones. */
const RATE_HZ = 16_000;
const HEADER_BYTES = 44;

/** Any recording that the browser can read, as the telephone system takes it: WAV, one channel, 16-bit PCM. */
export async function asWav(recording: Blob): Promise<Blob> {
  const reader = new OfflineAudioContext(1, 1, RATE_HZ);
  const decoded = await reader.decodeAudioData(await recording.arrayBuffer());
  const context = new OfflineAudioContext(1, Math.max(1, Math.ceil(decoded.duration * RATE_HZ)), RATE_HZ);
  const source = context.createBufferSource();
  source.buffer = decoded;
  source.connect(context.destination);
  source.start();
  return wavOf((await context.startRendering()).getChannelData(0), RATE_HZ);
}

/** @param samples  -1 to 1 */
function wavOf(samples: Float32Array, rateHz: number): Blob {
  const bytes = new DataView(new ArrayBuffer(HEADER_BYTES + samples.length * 2));
  const text = (at: number, word: string): void => {
    for (let place = 0; place < word.length; place++) bytes.setUint8(at + place, word.charCodeAt(place));
  };
  text(0, "RIFF");
  bytes.setUint32(4, bytes.byteLength - 8, true);
  text(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true); // PCM
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, rateHz, true);
  bytes.setUint32(28, rateHz * 2, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  text(36, "data");
  bytes.setUint32(40, samples.length * 2, true);
  for (const [place, sample] of samples.entries())
    bytes.setInt16(HEADER_BYTES + place * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff), true);
  return new Blob([bytes.buffer], { type: "audio/wav" });
}
