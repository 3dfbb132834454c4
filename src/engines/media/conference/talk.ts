/** Mean sample value that counts as a voice, of 32768; the usual energy level of a conference. */
const VOICE_LEVEL = 100;
/** Frames above it that make somebody a talker: a click is shorter. */
const ONSET_FRAMES = 3;
/** Frames below it until somebody has finished: between two words it is less. */
const HANGOVER_FRAMES = 40;

/** Whether somebody talks, decided frame by frame. */
export interface Talk {
  readonly talking: boolean;
  /** Frames in a row that speak against that. */
  readonly against: number;
}

export const SILENT: Talk = { talking: false, against: 0 };

/** @param level  mean sample value of the next frame; 0 when none came */
export function hearTalk(talk: Talk, level: number): Talk {
  if (level > VOICE_LEVEL === talk.talking) return talk.against === 0 ? talk : { ...talk, against: 0 };
  const against = talk.against + 1;
  if (against < (talk.talking ? HANGOVER_FRAMES : ONSET_FRAMES)) return { ...talk, against };
  return { talking: !talk.talking, against: 0 };
}
