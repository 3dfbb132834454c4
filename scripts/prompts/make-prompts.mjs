// Speaks prompts.json into the WAV files of config/prompts with SVOX Pico: node scripts/prompts/make-prompts.mjs [name …]
// Needs pico2wave (Debian: libttspico-utils, section non-free) and sox.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const VOICES = { en: "en-GB", fr: "fr-FR" };

const target = fileURLToPath(new URL("../../config/prompts", import.meta.url));
const prompts = JSON.parse(readFileSync(new URL("prompts.json", import.meta.url), "utf8"));
const wanted = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "prompts-"));

try {
  for (const [area, ofArea] of Object.entries(prompts)) {
    for (const [name, texts] of Object.entries(ofArea)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      for (const [language, text] of Object.entries(texts)) speak(text, language, join(area, `${name}.wav`));
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function speak(text, language, name) {
  const raw = join(scratch, "raw.wav");
  const file = join(target, language, name);
  mkdirSync(dirname(file), { recursive: true });
  execFileSync("pico2wave", ["-l", VOICES[language], "-w", raw, text]);
  // 8 kHz mono as the telephone has it; silence cut at both ends, 100 ms put back, level even over all prompts.
  const silence = ["silence", "1", "0.02", "-55d", "reverse"];
  const levelled = [...silence, ...silence, "norm", "-4", "pad", "0.1", "0.1"];
  execFileSync("sox", [raw, "-r", "8000", "-c", "1", "-b", "16", file, ...levelled]);
  process.stdout.write(`${language}/${name}\n`);
}
