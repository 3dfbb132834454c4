import { SwitchError } from "../vocabulary/switch-error.ts";

/** A maker's files in config/phones can't be used. */
export class PhoneTemplateFaulty extends SwitchError {
  readonly code = "SW_PHONE_TEMPLATE";

  constructor(file: string, problem: string) {
    super(`phone template ${file} ${problem}`);
  }
}
