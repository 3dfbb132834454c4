// Plays the music on hold into config/prompts/music.wav: node scripts/prompts/make-music.mjs
// A piece of our own: eight chords as slow arpeggios over a bass. It has no beginning and no end: what rings on at the end sounds into the start.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const RATE = 8000;
const BAR_SECONDS = 4;
const NOTES_A_BAR = 8;
/** Bass and four notes, as MIDI numbers: C, Am7, F, G6, Em7, Am, Dm7, G. */
const BARS = [
  [48, 60, 64, 67, 72],
  [45, 60, 64, 67, 69],
  [41, 60, 65, 69, 72],
  [43, 59, 62, 64, 67],
  [40, 59, 62, 64, 71],
  [45, 57, 60, 64, 69],
  [38, 57, 60, 65, 69],
  [43, 59, 62, 67, 71],
];
/** Which of the four notes follow each other. */
const FIGURE = [0, 1, 2, 3, 2, 3, 2, 1];

const length = BARS.length * BAR_SECONDS * RATE;
const sound = new Float64Array(length);

/** One plucked note: overtones fade sooner than the tone itself. */
function pluck(midi, atSeconds, loudness, fadeSeconds) {
  const hz = 440 * 2 ** ((midi - 69) / 12);
  const start = Math.round(atSeconds * RATE);
  for (let i = 0; i < 4 * fadeSeconds * RATE; i++) {
    const t = i / RATE;
    const attack = Math.min(1, t / 0.012);
    let value = 0;
    for (const [overtone, share] of [
      [1, 1],
      [2, 0.35],
      [3, 0.12],
    ])
      value += share * Math.exp((-t * overtone) / fadeSeconds) * Math.sin(2 * Math.PI * hz * overtone * t);
    sound[(start + i) % length] += loudness * attack * value;
  }
}

BARS.forEach(([bass, ...chord], bar) => {
  const at = bar * BAR_SECONDS;
  pluck(bass, at, 0.5, 1.6);
  pluck(bass + 12, at + BAR_SECONDS / 2, 0.25, 1.2);
  FIGURE.forEach((note, index) => {
    const swell = index % 4 === 0 ? 1 : 0.75;
    pluck(chord[note], at + (index * BAR_SECONDS) / NOTES_A_BAR, 0.42 * swell, 0.9);
  });
});

// as loud as the prompts' voice is on average, which is quieter than their peaks
const peak = sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const samples = Int16Array.from(sound, (value) => Math.round((value / peak) * 12_000));
const header = Buffer.alloc(44);
header.write("RIFF", 0);
header.writeUInt32LE(36 + 2 * length, 4);
header.write("WAVEfmt ", 8);
header.writeUInt32LE(16, 16);
header.writeUInt16LE(1, 20);
header.writeUInt16LE(1, 22);
header.writeUInt32LE(RATE, 24);
header.writeUInt32LE(2 * RATE, 28);
header.writeUInt16LE(2, 32);
header.writeUInt16LE(16, 34);
header.write("data", 36);
header.writeUInt32LE(2 * length, 40);
writeFileSync(
  fileURLToPath(new URL("../../config/prompts/music.wav", import.meta.url)),
  Buffer.concat([header, Buffer.from(samples.buffer)]),
);
