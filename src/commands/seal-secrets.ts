import { onSettingsHere, type Around, type SettingsPlace } from "./settings-here.ts";

/** What the person at the shell is told. */
export interface SealedSecrets {
  /** All of them can be opened. */
  readonly isWhole: boolean;
  readonly lines: readonly string[];
}

/**
 * Seals all stored secrets with the key in use, or with a new one, while the system runs or not. A running system reads a new
 * key when it meets the first text that is sealed with it.
 *
 * @throws SecretsKeyUnwritable: no key was made then
 */
export async function sealSecrets(
  withNewKey: boolean,
  environment: SettingsPlace,
  around: Around,
): Promise<SealedSecrets> {
  return onSettingsHere(environment, around, async (settings) => {
    if (withNewKey) await settings.newSecretsKey();
    const { sealed, unreadable } = await settings.sealStored();
    const { id, isThere, file } = settings.sealer.key;
    const lines = [
      isThere
        ? `key in use: ${id} of ${file}`
        : `the key in use, ${id}, is not in ${file}: put it back, or make a new one`,
      `sealed anew: ${sealed}`,
      ...Object.entries(unreadable).map(([what, times]) => `can't be opened: ${what} (${times})`),
      ...(withNewKey ? [OTHER_HOSTS] : []),
    ];
    return { isWhole: isThere && Object.keys(unreadable).length === 0, lines };
  });
}

const OTHER_HOSTS =
  "other hosts on this Redis need the file as it is now; a back-up of before needs the keys of before";
