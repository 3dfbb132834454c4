/** Who has logged in. */
export interface LoggedIn {
  readonly id: string;
}

/** What a log-in asks for beside the password. */
export interface SecondStep {
  readonly ticket: string;
  readonly methods: readonly ("totp" | "passkey" | "recovery-code")[];
  /** What the browser asks the passkey, where there is one for this site. */
  readonly passkey: Readonly<Record<string, unknown>> | null;
}

/** Undefined: the answer is a user, who is logged in. */
export function secondStepOf(answer: object): SecondStep | undefined {
  return "ticket" in answer ? (answer as SecondStep) : undefined;
}
