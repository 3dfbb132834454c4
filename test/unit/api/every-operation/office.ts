import { writeFile } from "node:fs/promises";
import { Secret, TOTP } from "otpauth";
import { routingKeys } from "../../../../src/redis/keys.ts";
import { parseUserId, type TenantId } from "../../../../src/vocabulary/identifiers.ts";
import { OPERATOR_TOKEN, type ApiServer } from "../../../support/api-server.ts";
import { patiently } from "../../../support/patiently.ts";
import { toneFile } from "../../../support/wav-file.ts";

type Headers = Readonly<Record<string, string>>;

/** A request of one operation, as it succeeds. */
export interface Request {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  /** A body that is no JSON. */
  readonly file?: { readonly type: string; readonly bytes: Buffer | string };
  /** Who asks; an administrator unless it says otherwise. */
  readonly as?: Headers;
  /** The answer where several are documented. */
  readonly status?: number;
}

/** Gets ready what the operation needs, and says how it is called. */
export type Call = (office: Office) => Request | Promise<Request>;
export type Calls = Readonly<Record<string, Call>>;

export const HOST = "pbx.example.com";
export const PASSWORD = "a password of one's own";
export const PROVIDER: Headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
export const NOBODY: Headers = {};

interface Person {
  readonly id: string;
  readonly email: string;
}

/** A PBX in which each call of an operation makes what it needs, so that the order of calls means nothing. */
export class Office {
  readonly pbx: ApiServer;
  #made = 0;

  constructor(pbx: ApiServer) {
    this.pbx = pbx;
  }

  /** Different each time. */
  next(): number {
    return ++this.#made;
  }
  extension(): string {
    return String(20_000 + this.next());
  }
  number(): string {
    return `+331${String(70_000_000 + this.next())}`;
  }
  address(): string {
    const count = this.next();
    return `203.0.${count >> 8}.${count & 0xff}`;
  }

  /** @returns what was made */
  async made(url: string, body?: unknown, as?: Headers): Promise<Record<string, string>> {
    const { status, body: answer } = await this.pbx.ask("POST", url, body, as);
    if (status < 200 || status > 299) throw new Error(`POST ${url} was answered ${status}: ${JSON.stringify(answer)}`);
    return answer as Record<string, string>;
  }
  async id(url: string, body?: unknown, as?: Headers): Promise<string> {
    return (await this.made(url, body, as))["id"] ?? "";
  }

  async person(more: object = {}): Promise<Person> {
    const extension = this.extension();
    const person = { name: `Person ${extension}`, email: `${extension}@example.com`, extension };
    return { id: await this.id("/users", { ...person, ...more }), email: person.email };
  }
  async employee(): Promise<Person & { readonly as: Headers }> {
    const person = await this.person({ password: PASSWORD });
    return { ...person, as: await this.logIn(person.email) };
  }
  async logIn(email: string, password = PASSWORD): Promise<Headers> {
    const answer = await this.post("/sessions", { email, password });
    return { host: HOST, cookie: cookieOf(answer.headers) };
  }
  /** From an address of its own: log-ins are counted by address. */
  async post(url: string, body: object, as: Headers = {}) {
    const answer = await this.pbx.api.inject({
      ...{ method: "POST", url: `/api/v1${url}`, payload: body, remoteAddress: this.address() },
      headers: { host: HOST, ...as },
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json<Record<string, never>>() };
  }

  async device(): Promise<string> {
    return this.id(`/users/${(await this.person()).id}/devices`, { label: "Desk", kind: "ip-phone" });
  }
  conference(): Promise<string> {
    return this.id("/conferences", { name: "Monday", extension: this.extension() });
  }
  receptionist(): Promise<string> {
    return this.id("/receptionists", { name: "Welcome", extension: this.extension() });
  }
  ringGroup(): Promise<string> {
    return this.id("/ring-groups", { name: "Sales", extension: this.extension() });
  }
  sharedMailbox(): Promise<string> {
    return this.id("/shared-mailboxes", { name: "Orders", extension: this.extension() });
  }
  site(): Promise<string> {
    return this.id("/sites", { name: `Depot ${this.next()}`, address: "Behind the mill" });
  }
  trunk(): Promise<string> {
    const address = this.address();
    return this.id("/trunks", { name: "Provider", host: address, trustedAddresses: [address] });
  }
  webhook(): Promise<string> {
    return this.id("/webhooks", { name: "CRM", url: "http://127.0.0.1:9/closed", events: ["call.ended"] });
  }
  async phoneNumber(): Promise<string> {
    return (await this.made("/phone-numbers", { number: this.number() }))["number"] ?? "";
  }
  async company(): Promise<TenantId> {
    const extension = this.extension();
    const admin = { name: "Eve", email: `${extension}@example.org`, extension, password: PASSWORD };
    const company = { name: "Other", country: "DE", timeZone: "Europe/Berlin", language: "en", admin };
    return (await this.id("/tenants", company, PROVIDER)) as TenantId;
  }

  /** A message in the mailbox. */
  async message(owner?: string): Promise<string> {
    const user = parseUserId(owner ?? (await this.person()).id);
    const about = { tenant: this.pbx.tenantId, user, from: "+33612345678", caller: { number: "+33612345678" } };
    const { path, finish } = await this.pbx.mailboxes.begin(about as never);
    await writeFile(path, toneFile(700, 2_000));
    const message = await finish("hang-up");
    if (message === undefined) throw new Error("two seconds are a message");
    return message.id;
  }
  async deletedMessage(): Promise<string> {
    const id = await this.message();
    await this.pbx.ask("DELETE", `/voicemails/${id}`);
    return id;
  }

  /** A call from outside reaches the user. */
  async called(user: string, number: string): Promise<void> {
    const { pbx } = this;
    const call = `call-${this.next()}`;
    const party = {
      tenant: pbx.tenantId,
      call,
      callId: `${call}@test`,
      direction: "inbound",
      dialled: "1001",
      atMs: 0,
    };
    pbx.events.publish({ ...party, kind: "call.started", caller: { number } } as never);
    pbx.events.publish({ ...party, kind: "call.routed", user, plan: {} } as never);
    await patiently(async () => {
      if ((await pbx.settings.redis.get(routingKeys().lastCaller(user as never))) === null)
        throw new Error("not noted yet");
    });
  }

  /** An employee whose log-in asks for a code. @param code  of the authenticator app, for now */
  async withTotp() {
    const person = await this.employee();
    const { secret = "" } = await this.made("/second-factor/totp", { currentPassword: PASSWORD }, person.as);
    // The code of the step before: the present one is for the log-in.
    await this.made("/second-factor/totp/confirm", { code: codeOf(secret, -30_000) }, person.as);
    return { ...person, code: codeOf(secret) };
  }
}

export function codeOf(secret: string, offsetMs = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + offsetMs });
}

function cookieOf(headers: Record<string, unknown>): string {
  return String(headers["set-cookie"]).split(";")[0] ?? "";
}
