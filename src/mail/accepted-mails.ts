/**
 * As many as a mail server takes from one process in the seconds that a Redis may lose when it is killed: it answers a
 * change before it has written it while its disk is slow.
 */
const MOST = 1_000;

/**
 * What a mail server has taken from this process. Redis is told of each acceptance, but may lose what it was told last; the
 * process that handed the mail over then remembers it.
 */
export class AcceptedMails<T> {
  readonly #mails = new Map<string, T>();

  note(mail: string, acceptance: T): void {
    this.#mails.delete(mail);
    this.#mails.set(mail, acceptance);
    const [oldest] = this.#mails.keys();
    if (this.#mails.size > MOST && oldest !== undefined) this.#mails.delete(oldest);
  }

  of(mail: string): T | undefined {
    return this.#mails.get(mail);
  }
}
