import { wavHeader } from "../../src/audio/wav.ts";

/** A recording as a media server writes it: 8 kHz, 16 bit, mono. `unfinished`: its writer died before the lengths. */
export function wavFile(forMs: number, { unfinished = false } = {}): Buffer {
  const samples = Buffer.alloc((forMs * 8_000 * 2) / 1_000);
  const head = wavHeader(8_000, samples.length);
  if (unfinished) {
    head.writeUInt32LE(0, 4);
    head.writeUInt32LE(0, 40);
  }
  return Buffer.concat([head, samples]);
}

/** The same with a tone in it. */
export function toneFile(hertz: number, forMs: number): Buffer {
  const file = wavFile(forMs);
  for (let at = 44, sample = 0; at < file.length; at += 2, sample++)
    file.writeInt16LE(Math.round(10_000 * Math.sin((2 * Math.PI * hertz * sample) / 8_000)), at);
  return file;
}
