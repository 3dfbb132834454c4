/** A recording as a media server writes it: 8 kHz, 16 bit, mono. `unfinished`: its writer died before the lengths. */
export function wavFile(forMs: number, { unfinished = false } = {}): Buffer {
  const samples = Buffer.alloc((forMs * 8_000 * 2) / 1_000);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(unfinished ? 0 : 36 + samples.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(unfinished ? 0 : samples.length, 40);
  return Buffer.concat([head, samples]);
}
