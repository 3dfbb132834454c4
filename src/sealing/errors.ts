import { SwitchError } from "../vocabulary/switch-error.ts";

/** The key that the stored secrets are sealed with isn't in the file: none can be sealed that others could open. */
export class SecretsKeyMissing extends SwitchError {
  readonly code = "SW_SECRETS_KEY_MISSING";

  constructor(key: string, file: string) {
    super(
      `secrets can't be stored: their key ${key} isn't in ${file}; put it back and start again, or make a new one with "offhook secrets new-key"`,
    );
  }
}

/** No key could be made, or added to the file. */
export class SecretsKeyUnwritable extends SwitchError {
  readonly code = "SW_SECRETS_KEY_UNWRITABLE";

  constructor(file: string, why: string, options?: ErrorOptions) {
    super(`SECRETS_KEY_FILE: "${file}" ${why}`, options);
  }
}
