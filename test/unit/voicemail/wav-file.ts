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

/** The same with a tone in it. */
export function toneFile(hertz: number, forMs: number): Buffer {
  const file = wavFile(forMs);
  for (let at = 44, sample = 0; at < file.length; at += 2, sample++)
    file.writeInt16LE(Math.round(10_000 * Math.sin((2 * Math.PI * hertz * sample) / 8_000)), at);
  return file;
}
