/** Mean sample value that counts as a voice, of 32768; the usual energy level of a conference. */
const VOICE_LEVEL = 100;
/** Frames above it in a row that make a talker: a click is shorter. */
const ONSET_FRAMES = 3;
/** Frames below it until a talker has finished: between two words it is less. */
const HANGOVER_FRAMES = 40;

/** Whether a member talks (voice activity detection), decided frame by frame. */
export interface VoiceActivity {
  readonly talking: boolean;
  /** Frames in a row that speak against that. */
  readonly against: number;
}

export const SILENT: VoiceActivity = { talking: false, against: 0 };

/** @param level  mean sample value of the next frame; 0 when none came */
export function detectVoice(voice: VoiceActivity, level: number): VoiceActivity {
  if (level > VOICE_LEVEL === voice.talking) return voice.against === 0 ? voice : { ...voice, against: 0 };
  const against = voice.against + 1;
  if (against < (voice.talking ? HANGOVER_FRAMES : ONSET_FRAMES)) return { ...voice, against };
  return { talking: !voice.talking, against: 0 };
}
