import { SwitchError } from "../vocabulary/switch-error.ts";

/** An e-mail wasn't taken now; the queue tries again. */
export class MailDeferred extends SwitchError {
  readonly code = "SW_MAIL_DEFERRED";
}

/** A template is missing, or names a value that there isn't. */
export class TemplateFaulty extends SwitchError {
  readonly code = "SW_TEMPLATE_FAULTY";
  constructor(template: string, problem: string, options?: ErrorOptions) {
    super(`${template}: ${problem}`, options);
  }
}
