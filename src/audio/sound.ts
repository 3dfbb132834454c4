/** Where the sound of a recording is. */
export interface Sound {
  /** All that is louder than a line's own noise. */
  readonly soundMs: number;
  /** Where the last of it ends, from the beginning of the recording. */
  readonly endMs: number;
}

const FRAME_MS = 20;
/** RMS of a frame of speech, of 32767: -44 dBFS. A line's own noise is 10 dB softer, a voice that whispers 10 dB louder. */
const LEAST_RMS = 200;
/** A shorter noise is a click: of a key, or of a handset that is put down. */
const LEAST_FRAMES = 3;

/** Looks for sound in 16-bit samples, little-endian; the channels of a frame count together. Pure. */
export function findSound(samples: Uint8Array, sampleRate: number, channels: number): Sound {
  const view = new DataView(samples.buffer, samples.byteOffset, samples.byteLength);
  const perFrame = Math.max(1, Math.round((sampleRate * FRAME_MS) / 1_000)) * channels;
  const frames = Math.floor(samples.byteLength / 2 / perFrame);
  let [loud, run, lastLoud] = [0, 0, 0];
  for (let frame = 0; frame < frames; frame++) {
    let energy = 0;
    for (let sample = frame * perFrame; sample < (frame + 1) * perFrame; sample++)
      energy += view.getInt16(2 * sample, true) ** 2;
    run = energy / perFrame >= LEAST_RMS ** 2 ? run + 1 : 0;
    if (run < LEAST_FRAMES) continue;
    loud += run === LEAST_FRAMES ? LEAST_FRAMES : 1;
    lastLoud = frame + 1;
  }
  return { soundMs: loud * FRAME_MS, endMs: lastLoud * FRAME_MS };
}
