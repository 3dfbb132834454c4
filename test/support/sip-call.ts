import { EventLog } from "./event-log.ts";
import { authorization, type Secret } from "./digest.ts";
import { newBranch, newCallId, newTag, type SipPeer } from "./sip-peer.ts";
import { branchOf, callIdOf, header, headers, statusOf, tagOf, uriOf, type SipText } from "./sip-text.ts";

export interface PlaceOptions {
  /** What is dialled: the user part, or a whole URI. */
  readonly to: string;
  readonly from?: string;
  /** The offer; "" for a late one. */
  readonly sdp: string;
  readonly headers?: readonly string[];
  /** Answers a 401 with this. */
  readonly secret?: Secret;
  /** What the INVITE with the credentials shows as From instead. */
  readonly forgedFrom?: string;
}

/** A call that a peer places, one message at a time. */
export class OutgoingCall {
  readonly callId = newCallId();
  readonly #peer: SipPeer;
  readonly #options: PlaceOptions;
  readonly #fromTag = newTag();
  readonly #branch: string;
  readonly #cseq: number;
  readonly #extra: readonly string[];
  #invite: SipText | undefined;
  #remote:
    { readonly target: string; readonly tag: string | undefined; readonly routes: readonly string[] } | undefined;
  #lastCseq: number;

  private constructor(peer: SipPeer, options: PlaceOptions, again?: { cseq: number; proof: string; callId: string }) {
    this.#peer = peer;
    this.#options = options;
    this.#branch = newBranch();
    this.#cseq = again?.cseq ?? 1;
    this.#lastCseq = this.#cseq;
    this.#extra = again === undefined ? [] : [`Authorization: ${again.proof}`];
    if (again !== undefined) this.callId = again.callId;
  }

  /** Sends the INVITE, and once more with credentials where the switch asks for them. */
  static async place(peer: SipPeer, options: PlaceOptions): Promise<OutgoingCall> {
    const call = new OutgoingCall(peer, options);
    call.#sendInvite();
    const { secret } = options;
    if (secret === undefined) return call;

    const challenged = await call.refused();
    const challenge = header(challenged, "WWW-Authenticate");
    const proof = authorization({ ...secret, method: "INVITE", uri: call.#uri, challenge });
    const { forgedFrom: from } = options;
    const shown = from === undefined ? options : { ...options, from };
    const proven = new OutgoingCall(peer, shown, { cseq: 2, proof, callId: call.callId });
    proven.#sendInvite();
    return proven;
  }

  get #uri(): string {
    const { to } = this.#options;
    return to.startsWith("sip:") ? to : `sip:${to}@${this.#peer.server}`;
  }

  get #from(): string {
    const { from, secret } = this.#options;
    return from ?? `<sip:${secret?.username ?? "+33612345678"}@${this.#peer.hostPort}>`;
  }

  #sendInvite(): void {
    this.#invite = this.#peer.request({
      ...this.#common("INVITE", this.#uri, this.#cseq),
      branch: this.#branch,
      headers: ["Allow: INVITE, ACK, BYE, CANCEL, OPTIONS", ...(this.#options.headers ?? []), ...this.#extra],
      contact: this.#peer.contact("caller"),
      body: this.#options.sdp,
    });
  }

  #common(method: string, uri: string, cseq: number) {
    const to = `<${this.#uri}>`;
    return { method, uri, from: this.#from, to, callId: this.callId, fromTag: this.#fromTag, cseq };
  }

  rings(withinMs?: number): Promise<SipText> {
    return this.#response((status) => status === 180 || status === 183, "ringing", withinMs);
  }

  /** The 200 with the answer; sends the ACK (with this SDP, after a late offer). */
  async answered({ withinMs, sdp }: { withinMs?: number; sdp?: string } = {}): Promise<SipText> {
    const final = await this.#response((status) => status >= 200, "an answer", withinMs);
    if (statusOf(final) !== 200) throw new Error(`not answered but: ${final.startLine}`);
    this.#remote = {
      target: uriOf(header(final, "Contact")),
      tag: tagOf(header(final, "To")),
      routes: headers(final, "Record-Route").toReversed(),
    };
    this.#inDialog("ACK", this.#cseq, sdp);
    return final;
  }

  /** The final response of 300 and above, acknowledged. */
  async refused(withinMs?: number): Promise<SipText> {
    const final = await this.#response((status) => status >= 200, "a refusal", withinMs);
    if (statusOf(final) < 300) throw new Error(`not refused but: ${final.startLine}`);
    this.#peer.request({
      ...this.#common("ACK", this.#uri, this.#cseq),
      toTag: tagOf(header(final, "To")),
      branch: this.#branch,
    });
    return final;
  }

  /** The same INVITE by another way, as from a provider whose proxy forked it, and its final response. */
  async comesTwice(): Promise<SipText> {
    const invite = this.#peer.request({
      ...this.#common("INVITE", this.#uri, this.#cseq),
      contact: this.#peer.contact("caller"),
      body: this.#options.sdp,
    });
    // What else stands in its Via is the PBX's to complete (RFC 3261 §18.2.1, RFC 3581).
    const branch = branchOf(invite);
    return this.#peer.receives(
      "an answer to the second INVITE",
      (message) => statusOf(message) >= 200 && branchOf(message) === branch,
      { callId: this.callId },
    );
  }

  cancels(moreHeaders: readonly string[] = []): void {
    this.#peer.request({
      ...this.#common("CANCEL", this.#uri, this.#cseq),
      branch: this.#branch,
      headers: moreHeaders,
    });
  }

  /** BYE and its 200. */
  async hangsUp(): Promise<SipText> {
    return this.#peer.receivesFinal(this.#inDialog("BYE", ++this.#lastCseq));
  }

  /** Sends whom this call is with elsewhere; resolves when that is accepted. What comes of it is taken and answered. */
  async refers(to: string): Promise<void> {
    const cseq = ++this.#lastCseq;
    const request = this.#inDialog("REFER", cseq, "", [`Refer-To: <${to}>`]);
    const answer = await this.#peer.receivesFinal(request);
    if (statusOf(answer) !== 202) throw new Error(`no transfer but: ${answer.startLine}`);
  }

  /** How this call is named to others who are to take its place (RFC 3891). */
  get replaces(): string {
    return `${this.callId};to-tag=${this.#remote?.tag ?? ""};from-tag=${this.#fromTag}`;
  }

  /** The other side's BYE, answered. */
  async hungUp(withinMs?: number): Promise<SipText> {
    const bye = await this.#peer.receivesRequest("BYE", { callId: this.callId, ...(withinMs && { withinMs }) });
    this.#peer.respond(bye, 200, "OK");
    return bye;
  }

  /** The other side's next re-INVITE, from position `from` of the peer's log, answered with this session. */
  async isReinvited(sdp: string, from: number): Promise<SipText> {
    const invite = await this.#peer.receivesRequest("INVITE", { callId: this.callId, from });
    this.#peer.respond(invite, 200, "OK", { body: sdp, contact: this.#peer.contact("caller") });
    await this.#peer.receivesRequest("ACK", { callId: this.callId, from });
    return invite;
  }

  /** Answers each re-INVITE of the other side from now on with this session, until the peer is closed. @returns the ACKs */
  takesReinvites(sdp: string, forMs: number): EventLog<SipText> {
    const taken = new EventLog<SipText>(({ startLine }) => startLine);
    const take = async (): Promise<never> => {
      const answered = new Set<string>();
      for (let from = this.#peer.steps.all.length; ;) {
        const options = { callId: this.callId, from, withinMs: forMs };
        const invite = await this.#peer.receivesRequest("INVITE", options);
        from = this.#peer.steps.all.findIndex(({ message }) => message === invite) + 1;
        this.#peer.respond(invite, 200, "OK", { body: sdp, contact: this.#peer.contact("caller") });
        const cseq = header(invite, "CSeq");
        if (answered.has(cseq)) continue;
        answered.add(cseq);
        taken.add(await this.#peer.receivesRequest("ACK", { callId: this.callId, from }));
      }
    };
    take().catch(() => undefined); // no more came
    return taken;
  }

  /** A re-INVITE and its final response, acknowledged. */
  async reinvites(sdp: string): Promise<SipText> {
    const cseq = ++this.#lastCseq;
    const request = this.#inDialog("INVITE", cseq, sdp);
    const final = await this.#peer.receivesFinal(request);
    if (statusOf(final) < 300) this.#inDialog("ACK", cseq);
    else this.#peer.request({ ...this.#common("ACK", this.#uri, cseq), toTag: this.#remote?.tag });
    return final;
  }

  #inDialog(method: string, cseq: number, body = "", headers: readonly string[] = []): SipText {
    if (this.#remote === undefined) throw new Error("there is no dialog yet");
    return this.#peer.request({
      ...this.#common(method, this.#remote.target, cseq),
      toTag: this.#remote.tag,
      headers: [...this.#remote.routes.map((route) => `Route: ${route}`), ...headers],
      ...((method === "INVITE" || method === "REFER") && { contact: this.#peer.contact("caller") }),
      body,
    });
  }

  #response(matches: (status: number) => boolean, what: string, withinMs?: number): Promise<SipText> {
    const cseq = header(this.#invite!, "CSeq");
    return this.#peer.receives(
      what,
      (message) => header(message, "CSeq") === cseq && (matches(statusOf(message)) || statusOf(message) >= 300),
      { callId: this.callId, ...(withinMs !== undefined && { withinMs }) },
    );
  }

  get ladder(): readonly string[] {
    return this.#peer.ladder(this.callId);
  }
}

/** A call that reaches a peer. */
export class IncomingCall {
  readonly invite: SipText;
  readonly callId: string;
  readonly #peer: SipPeer;
  readonly #tag = newTag();
  #cseq = 100;

  private constructor(peer: SipPeer, invite: SipText) {
    this.#peer = peer;
    this.invite = invite;
    this.callId = callIdOf(invite);
  }

  /** The next INVITE that comes, from position `from` of the peer's log. */
  static async at(peer: SipPeer, options: { withinMs?: number; from?: number } = {}): Promise<IncomingCall> {
    return new IncomingCall(peer, await peer.receivesRequest("INVITE", options));
  }

  responds(status: number, reason: string, { sdp = "", more = [] as readonly string[] } = {}): void {
    const contact = this.#peer.contact("callee");
    this.#peer.respond(this.invite, status, reason, { tag: this.#tag, contact, headers: more, body: sdp });
  }

  rings(): void {
    this.responds(180, "Ringing");
  }

  /** Answers and waits for the ACK. */
  async answers(sdp: string): Promise<SipText> {
    this.responds(200, "OK", { sdp });
    return this.acknowledged();
  }

  acknowledged(): Promise<SipText> {
    return this.#peer.receivesRequest("ACK", { callId: this.callId });
  }

  /** Refuses and waits for the ACK. */
  async refuses(status: number, reason: string): Promise<SipText> {
    this.responds(status, reason);
    return this.acknowledged();
  }

  /** The CANCEL, answered with 200, and the INVITE with 487. */
  async cancelled(withinMs?: number): Promise<SipText> {
    const cancel = await this.#peer.receivesRequest("CANCEL", { callId: this.callId, ...(withinMs && { withinMs }) });
    this.#peer.respond(cancel, 200, "OK", { tag: this.#tag });
    await this.refuses(487, "Request Terminated");
    return cancel;
  }

  async hungUp(withinMs?: number): Promise<SipText> {
    const bye = await this.#peer.receivesRequest("BYE", { callId: this.callId, ...(withinMs && { withinMs }) });
    this.#peer.respond(bye, 200, "OK");
    return bye;
  }

  hangsUp(): Promise<SipText> {
    return this.#peer.receivesFinal(this.#inDialog("BYE", this.#cseq++));
  }

  /** Sends whom this call is with elsewhere; resolves when that is accepted. What comes of it is taken and not answered. */
  async refers(to: string): Promise<void> {
    const answer = await this.#peer.receivesFinal(
      this.#inDialog("REFER", this.#cseq++, { more: [`Refer-To: <${to}>`] }),
    );
    if (statusOf(answer) !== 202) throw new Error(`no transfer but: ${answer.startLine}`);
  }

  /** A re-INVITE and its success, acknowledged. */
  async reinvites(sdp: string): Promise<SipText> {
    const cseq = this.#cseq++;
    const final = await this.#peer.receivesFinal(this.#inDialog("INVITE", cseq, { body: sdp }));
    if (statusOf(final) !== 200) throw new Error(`no new session but: ${final.startLine}`);
    this.#inDialog("ACK", cseq);
    return final;
  }

  #inDialog(method: string, cseq: number, { body = "", more = [] as readonly string[] } = {}): SipText {
    const to = header(this.invite, "From");
    return this.#peer.request({
      method,
      uri: uriOf(header(this.invite, "Contact")),
      from: header(this.invite, "To"),
      to: to.replace(/;\s*tag=[^;]+/, ""),
      fromTag: this.#tag,
      toTag: tagOf(to),
      callId: this.callId,
      cseq,
      headers: [...headers(this.invite, "Record-Route").map((route) => `Route: ${route}`), ...more],
      ...((method === "INVITE" || method === "REFER") && { contact: this.#peer.contact("callee") }),
      body,
    });
  }

  get ladder(): readonly string[] {
    return this.#peer.ladder(this.callId);
  }
}
