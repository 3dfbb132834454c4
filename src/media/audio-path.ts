import { join } from "node:path";
import type { Audio } from "./media-port.ts";
import { promptFile } from "../vocabulary/prompt.ts";

/** What a media server plays for it. */
export function audioPath(audio: Audio, promptsDir: string): string {
  switch (audio.kind) {
    case "prompt":
      return join(promptsDir, audio.language, promptFile(audio.name));
    case "tone":
      return `tone_stream://%(${audio.forMs},0,${audio.hertz})`;
    case "cadence":
      return `tone_stream://${audio.bursts.map(({ hertz, onMs, offMs }) => `%(${onMs},${offMs},${hertz.join(",")})`).join(";")}`;
    case "music":
      return join(promptsDir, "music.wav");
    case "silence":
      return `silence_stream://${audio.forMs}`;
    case "file":
      return audio.path;
  }
}
