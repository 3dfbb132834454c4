/** Base of every error this project throws on purpose. Anything else that surfaces is a bug. */
export abstract class SwitchError extends Error {
  /** Stable and greppable; documented in README.md; never reused. */
  abstract readonly code: `SW_${string}`;
  override get name(): string {
    return this.constructor.name;
  }
}
