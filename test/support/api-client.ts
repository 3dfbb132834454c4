/** What the API answered. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
  readonly etag: string | null;
}

export interface User {
  readonly id: string;
  readonly extension: string;
  readonly version: number;
}

export interface Device {
  readonly id: string;
  readonly sipUsername: string;
  readonly sipPassword: string;
  readonly sipDomain: string;
}

export interface Registered {
  readonly contact: string;
  readonly address: string;
  readonly transport: string;
  readonly userAgent: string;
  readonly expiresAt: string;
}

export interface Voicemail {
  readonly id: string;
  readonly from: string;
  readonly receivedAt: string;
  readonly durationSeconds: number;
  readonly heard: boolean;
}

/** The live settings, changed as any program of a customer would. */
export class ApiClient {
  readonly token: string;
  readonly #base: string;

  constructor(base: string, token: string) {
    this.#base = base;
    this.token = token;
  }

  async ask<Body>(
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const answer = await fetch(`${this.#base}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: (text === "" ? {} : JSON.parse(text)) as Body,
      etag: answer.headers.get("etag"),
    };
  }

  /** The same, where anything but success is a fault of the test or of the product. */
  async do<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.ask<Body>(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  addUser(user: Record<string, unknown>): Promise<User> {
    return this.do("POST", "/users", user);
  }

  patchUser(user: string, patch: Record<string, unknown>): Promise<User> {
    return this.do("PATCH", `/users/${user}`, patch);
  }

  patchVoicemail(user: string, patch: Record<string, unknown>): Promise<User> {
    return this.do("PATCH", `/users/${user}/voicemail`, patch);
  }

  addDevice(user: string, label = "Desk"): Promise<Device> {
    return this.do("POST", `/users/${user}/devices`, { label, kind: "ip-phone" });
  }

  async removeDevice(device: string): Promise<void> {
    await this.do("DELETE", `/devices/${device}`);
  }

  async registrations(user: string): Promise<readonly Registered[]> {
    const { items } = await this.do<{ items: { registrations: Registered[] }[] }>("GET", `/users/${user}/devices`);
    return items.flatMap(({ registrations }) => registrations);
  }

  addNumber(number: string, destination: unknown): Promise<Record<string, unknown>> {
    return this.do("POST", "/phone-numbers", { number, destination });
  }

  pointNumber(number: string, destination: unknown): Promise<Record<string, unknown>> {
    return this.do("PATCH", `/phone-numbers/${encodeURIComponent(number)}`, { destination });
  }

  addTrunk(trunk: Record<string, unknown>): Promise<{ readonly id: string }> {
    return this.do("POST", "/trunks", trunk);
  }

  async voicemails(user: string): Promise<readonly Voicemail[]> {
    const { items } = await this.do<{ items: Voicemail[] }>("GET", `/users/${user}/voicemails`);
    return items;
  }

  async audio(voicemail: string): Promise<{ readonly type: string | null; readonly bytes: Uint8Array }> {
    const answer = await fetch(`${this.#base}/api/v1/voicemails/${voicemail}/audio`, {
      headers: { Authorization: `Bearer ${this.token}` },
    });
    if (!answer.ok) throw new Error(`audio of ${voicemail}: ${answer.status}`);
    return { type: answer.headers.get("content-type"), bytes: new Uint8Array(await answer.arrayBuffer()) };
  }

  /** All samples of /metrics that are ours, by name and labels. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const text = await (await fetch(`${this.#base}/metrics`)).text();
    const samples = text.matchAll(/^(offhook_\S+?(?:\{[^}]*\})?) (\S+)$/gm);
    return new Map([...samples].map(([, name = "", value]) => [name, Number(value)]));
  }

  async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.#base}/readyz`)).status === 200;
    } catch {
      return false;
    }
  }
}
