/** Asks the browser for the passkey of this device (WebAuthn §5.1.4). The library is read only by those who have one. */
export async function askPasskey(optionsJSON: unknown): Promise<Record<string, unknown>> {
  const { startAuthentication } = await import("@simplewebauthn/browser");
  const answer = await startAuthentication({ optionsJSON: optionsJSON as never });
  return answer as unknown as Record<string, unknown>;
}
