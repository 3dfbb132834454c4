/** `drachtio-srf/lib/dialog`, one of whose methods is replaced. */
export interface LibraryDialog {
  readonly prototype: { destroy: (...parameters: unknown[]) => unknown };
}

/**
 * drachtio-fsmrf hangs up on a media server that has answered and then doesn't open its event socket, and forgets the promise of that
 * BYE. Where the engine that had the dialog has died meanwhile, the promise fails (`ENODIALOG`) with nothing that could hear it. From now
 * on a BYE that is forgotten may fail; who awaits it hears of a failure as before.
 */
export function letForgottenHangUpsFail({ prototype }: LibraryDialog): void {
  const { destroy } = prototype;
  prototype.destroy = function (this: unknown, ...parameters) {
    const ended = destroy.apply(this, parameters);
    if (ended instanceof Promise) ended.catch(() => undefined);
    return ended;
  };
}
