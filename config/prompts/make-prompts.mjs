// Speaks config/prompts/prompts.json into WAV files with SVOX Pico: node config/prompts/make-prompts.mjs [name …]
// Needs pico2wave (Debian: libttspico-utils, section non-free) and sox.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const VOICES = { en: "en-GB", fr: "fr-FR" };

const here = fileURLToPath(new URL(".", import.meta.url));
const prompts = JSON.parse(readFileSync(join(here, "prompts.json"), "utf8"));
const wanted = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "prompts-"));

try {
  for (const [name, texts] of Object.entries(prompts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const [language, text] of Object.entries(texts)) {
      const raw = join(scratch, `${language}-${name}.wav`);
      mkdirSync(join(here, language), { recursive: true });
      execFileSync("pico2wave", ["-l", VOICES[language], "-w", raw, text]);
      // 8 kHz mono as the telephone has it; silence cut at both ends, 100 ms put back, level even over all prompts.
      const silence = ["silence", "1", "0.02", "-55d", "reverse"];
      execFileSync("sox", [
        ...[raw, "-r", "8000", "-c", "1", "-b", "16", join(here, language, `${name}.wav`)],
        ...[...silence, ...silence, "norm", "-4", "pad", "0.1", "0.1"],
      ]);
      console.log(`${language}/${name}.wav`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
