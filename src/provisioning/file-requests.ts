import { createHash, randomBytes } from "node:crypto";
import type { Bans } from "../bans/bans.ts";
import { makeNonce, type NonceSecret } from "../challenge/nonce.ts";
import type { Logger } from "../observability/logging.ts";
import type { Metrics } from "../observability/metrics.ts";
import { verifyDigest } from "../registrar/digest.ts";
import type { NonceCounts } from "../registrar/nonce-counts.ts";
import { sourceOf } from "../runtime/address-block.ts";
import type { Clock } from "../runtime/clock.ts";
import { defined } from "../runtime/defined.ts";
import type { DeviceRecord } from "../settings/kinds/device.ts";
import type { Actor } from "../settings/schemas/audit.ts";
import { credentialsFor, makeDeviceCredentials } from "../settings/secrets.ts";
import type { Settings } from "../settings/settings.ts";
import { printChallenge } from "../sip/digest/challenge.ts";
import { parseCredentials } from "../sip/digest/credentials.ts";
import { digestHa1 } from "../sip/digest/digest.ts";
import type { DeviceId, TenantId } from "../vocabulary/identifiers.ts";
import { fileName, folderUrl, isSecret, macIn, parseSegment, type Segment } from "./address.ts";
import { factsOf, phoneBookOf, PROVISIONING_REALM, type Given, type PhoneSite } from "./facts.ts";
import type { Maker, MakerFile, Makers } from "./rendering/makers.ts";
import { renderFile, renderPhoneBook } from "./rendering/render.ts";
import { afterFetch, decideFile, type SetUp } from "./set-up/set-up.ts";
import type { SetUpStore, StoredSetUp } from "./set-up/set-up-store.ts";

/** What a phone asks for. */
export interface FileRequest {
  /** Its first part, below /provisioning/. */
  readonly segment: string;
  readonly file: string;
  /** As the phone has sent it; its digest is made of it. */
  readonly url: string;
  readonly authorization: string | undefined;
  /** Where it comes from. */
  readonly address: string;
}

export type FileAnswer =
  | { readonly status: 200; readonly contentType: string; readonly body: string }
  /** The value of WWW-Authenticate. */
  | { readonly status: 401; readonly challenge: string }
  /** There is no such file, or no such phone, or no such secret: which one stays untold. */
  | { readonly status: 404 };

export interface FileRequestsOptions {
  readonly settings: Pick<Settings, "snapshot" | "change">;
  readonly store: SetUpStore;
  readonly makers: Makers;
  readonly site: PhoneSite;
  readonly bans: Pick<Bans, "offend" | "list">;
  readonly metrics: Pick<Metrics, "provisioning">;
  /** Signs the nonces of challenges, in all processes alike. */
  readonly secret: NonceSecret;
  readonly nonceCounts: NonceCounts;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A phone, by the address that it asked at. */
interface Asked {
  readonly device: DeviceRecord;
  readonly stored: StoredSetUp;
  readonly maker: Maker;
  /** By the address that DHCP hands to all phones of the company. */
  readonly shared: boolean;
}

/** How often a request looks again when another one for the same phone was faster. */
const ATTEMPTS = 3;
const NOT_FOUND: FileAnswer = { status: 404 };
const PASSWORD_BYTES = 18;

/**
 * Answers phones that set themselves up. The address has a secret, which opens each file once; from then on the phone proves
 * itself by HTTP digest with a password that its first file gave it, and reads what has changed since, without the SIP password.
 */
export class FileRequests {
  readonly #options: FileRequestsOptions;

  constructor(options: FileRequestsOptions) {
    this.#options = options;
  }

  /** @throws StoreUnavailable, and what a change of the settings throws: nothing was given then */
  async answer(request: FileRequest): Promise<FileAnswer> {
    for (let attempt = 1; ; attempt++) {
      const asked = await this.#find(request);
      if ("status" in asked) return asked;
      const answer = await this.#answerPhone(request, asked);
      if (answer !== undefined) return answer;
      if (attempt === ATTEMPTS) return this.#counted("closed", NOT_FOUND);
    }
  }

  /** Which phone asks; or the answer, where it is none that sets itself up. */
  async #find(request: FileRequest): Promise<Asked | FileAnswer> {
    const { settings, store } = this.#options;
    const segment = parseSegment(request.segment);
    const device = segment && settings.snapshot.device(segment.id as DeviceId);
    if (segment !== undefined && device !== undefined) {
      const asked = await this.#phone(device, false);
      return asked !== undefined && isSecret(segment.secret, asked.stored.setUp.secret)
        ? asked
        : this.#unknown(request);
    }
    const tenant = segment && settings.snapshot.tenant(segment.id as TenantId);
    const secret = tenant && (await store.sharedSecret(tenant.id));
    if (segment === undefined || tenant === undefined || secret === undefined || !isSecret(segment.secret, secret))
      return this.#unknown(request);
    return this.#findByMac(request, tenant.id);
  }

  /** At the address that all phones of a company have, an unknown phone is asked for a proof like one that was set up. */
  async #findByMac(request: FileRequest, tenant: TenantId): Promise<Asked | FileAnswer> {
    const { settings, bans } = this.#options;
    const mac = macIn(request.file);
    if (mac === undefined) return this.#counted("absent", NOT_FOUND); // a file for all phones of a model
    const source = sourceOf(request.address);
    const isBanned = bans.list().some((ban) => ban.source === source);
    const device = settings.snapshot.devices(tenant).find(({ macAddress }) => macAddress === mac);
    const asked = device && (await this.#phone(device, true));
    if (asked !== undefined && (!isBanned || request.authorization !== undefined)) return asked;
    this.#unknown(request);
    return this.#challenge(request, false);
  }

  async #phone(device: DeviceRecord, shared: boolean): Promise<Asked | undefined> {
    const { store, makers } = this.#options;
    const stored = await store.read(device.tenantId, device.id);
    const maker = stored && makers.get(stored.setUp.maker);
    return stored && maker && { device, stored, maker, shared };
  }

  /** Undefined: another request was faster. */
  async #answerPhone(request: FileRequest, asked: Asked): Promise<FileAnswer | undefined> {
    const { device, stored, maker, shared } = asked;
    if (!shared && maker.phoneBook?.name === request.file) return this.#phoneBook(maker.phoneBook, device.tenantId);
    const file = maker.files.find(({ name }) => isNamed(name, device.macAddress, request.file));
    if (file === undefined) return this.#counted("absent", NOT_FOUND);
    const decision = decideFile(stored.setUp, file.name, this.#options.clock.nowMs());
    if (decision === "first") return this.#give(request, asked, file, file.secret);
    if (decision === "closed") return this.#counted("closed", shared ? this.#challenge(request, false) : NOT_FOUND);
    const proof = await this.#proof(request, device, stored.setUp);
    if (proof !== "proven") return this.#counted("challenged", this.#challenge(request, proof === "stale"));
    return this.#give(request, asked, file, file.secret && maker.forgets);
  }

  #phoneBook(file: MakerFile, tenant: TenantId): FileAnswer {
    const { snapshot } = this.#options.settings;
    const body = renderPhoneBook(file, snapshot.tenant(tenant)?.name ?? "", phoneBookOf(tenant, snapshot));
    return this.#counted("phone-book", { status: 200, contentType: file.contentType, body });
  }

  /** Gives a file, in this order: it is noted that it was given, the new password is stored, the phone gets it. */
  async #give(
    { address }: FileRequest,
    asked: Asked,
    file: MakerFile,
    withPassword: boolean,
  ): Promise<FileAnswer | undefined> {
    const { settings, store, site, clock, logger } = this.#options;
    const { device, stored, maker } = asked;
    const nowMs = clock.nowMs();
    const { realm } = settings.snapshot;
    const credentials = withPassword
      ? credentialsFor(device.sipUsername, makeDeviceCredentials(realm).sipPassword, realm)
      : undefined;
    // What a phone proves itself with stays: an answer that was lost on its way doesn't shut the phone out.
    const isFirst = file.secret && stored.setUp.ha1 === undefined;
    const provisioningPassword = isFirst ? randomBytes(PASSWORD_BYTES).toString("base64url") : undefined;
    const given = { sipPassword: credentials?.sipPassword, provisioningPassword };
    const facts = factsOf(device, settings.snapshot, site, {
      ...addressesOf(device, stored.setUp, maker, site),
      ...given,
    });
    if (facts === undefined) return this.#counted("absent", NOT_FOUND);
    const body = renderFile(file, facts, maker, nowMs);
    const after = afterFetch(
      stored.setUp,
      file.name,
      { atMs: nowMs, address },
      {
        readHash: filesHash(device, stored.setUp, this.#options),
        ...defined({
          givenAtMs: credentials && nowMs,
          ha1: provisioningPassword && digestHa1("MD5", device.sipUsername, PROVISIONING_REALM, provisioningPassword),
        }),
      },
    );
    if (!(await store.replace(device.tenantId, device.id, stored, after))) return undefined;
    try {
      await this.#journal(
        device,
        { file: fileName(file.name, device.macAddress), address, maker: maker.id },
        credentials,
      );
    } catch (failure) {
      await store.put(device.tenantId, device.id, stored.setUp).catch(() => undefined);
      throw failure;
    }
    const event = withPassword ? "provisioning.given" : "provisioning.read";
    logger.info({ event, device: device.id, maker: maker.id, address }, "a phone has read its settings");
    return this.#counted(withPassword ? "given" : "again", { status: 200, contentType: file.contentType, body });
  }

  /** The company's journal has each file that a phone read, and the new password in the same step. */
  async #journal(
    device: DeviceRecord,
    what: Readonly<Record<"file" | "address" | "maker", string>>,
    credentials: ReturnType<typeof makeDeviceCredentials> | undefined,
  ): Promise<void> {
    const actor: Actor = { kind: "system", id: device.id, name: "provisioning" };
    const fields = Object.entries(what).map(([field, to]) => ({ field: `/${field}`, from: null, to }));
    await this.#options.settings.change(device.tenantId, actor, (draft) => {
      if (credentials !== undefined) draft.change("device", device.id, { credentials });
      draft.note({ what: "changed", kind: "provisioning", id: device.id, fields });
    });
  }

  async #proof(
    { authorization, url, address }: FileRequest,
    device: DeviceRecord,
    { ha1 = "" }: SetUp,
  ): Promise<"proven" | "stale" | "none"> {
    const { clock, secret, nonceCounts } = this.#options;
    const verdict = verifyDigest(parseCredentials(authorization), {
      ...{ method: "GET", requestUri: url, realm: PROVISIONING_REALM, source: address, secret, nowMs: clock.nowMs() },
      nonceLifetimeMs: NONCE_LIFETIME_MS,
      ha1Of: (username) => (username === device.sipUsername ? { MD5: ha1, "SHA-256": "" } : undefined),
    });
    if (verdict.kind !== "proven") return verdict.kind === "challenge" && verdict.stale ? "stale" : "none";
    const claim = nonceCounts.claim(verdict.nonce, verdict.nonceCount);
    return claim !== undefined && (await claim.take()) ? "proven" : "stale";
  }

  /** MD5 alone: makers' HTTP clients know no other, and the password is 144 random bits. */
  #challenge({ address }: FileRequest, stale: boolean): FileAnswer {
    const { secret, clock } = this.#options;
    const nonce = makeNonce({ realm: PROVISIONING_REALM, secret, source: address, nowMs: clock.nowMs() });
    const challenge = printChallenge({
      ...{ realm: PROVISIONING_REALM, nonce, algorithm: "MD5", qop: ["auth"], opaque: undefined, stale },
    });
    return { status: 401, challenge };
  }

  /** Whose secret or MAC address is none of ours: it gets no clue, and counts towards a ban of its source. */
  #unknown({ address }: FileRequest): FileAnswer {
    this.#options.bans.offend(address, "provisioning");
    return this.#counted("unknown", NOT_FOUND);
  }

  #counted(outcome: string, answer: FileAnswer): FileAnswer {
    this.#options.metrics.provisioning.inc({ outcome });
    return answer;
  }
}

/** Phones that read several files do it within a minute. */
const NONCE_LIFETIME_MS = 300_000;

function isNamed(name: string, mac: string | null, asked: string): boolean {
  if (name.includes("{") && mac === null) return false;
  return fileName(name, mac).toLowerCase() === asked.toLowerCase();
}

/** Where this phone finds its files and its phone book. */
export function addressesOf(
  device: Pick<DeviceRecord, "id" | "macAddress">,
  { secret }: Pick<SetUp, "secret">,
  maker: Maker,
  { web }: Pick<PhoneSite, "web">,
): Pick<Given, "folderUrl" | "fileUrl" | "phoneBookUrl"> {
  const segment: Segment = { id: device.id, secret };
  const folder = folderUrl(web, segment);
  const [first] = maker.files;
  return {
    folderUrl: folder,
    fileUrl: `${folder}${fileName(first?.name ?? "", device.macAddress)}`,
    phoneBookUrl: maker.phoneBook && `${folder}${maker.phoneBook.name}`,
  };
}

/** What all files of a phone say now, but its secrets: another hash, and the phone has something to read. */
export function filesHash(
  device: DeviceRecord,
  setUp: Pick<SetUp, "secret" | "maker">,
  { settings, site, makers, clock }: Pick<FileRequestsOptions, "settings" | "site" | "makers" | "clock">,
): string {
  const maker = makers.get(setUp.maker);
  if (maker === undefined) return "";
  const plain = { sipPassword: undefined, provisioningPassword: undefined };
  const facts = factsOf(device, settings.snapshot, site, { ...addressesOf(device, setUp, maker, site), ...plain });
  const texts = facts === undefined ? [] : maker.files.map((file) => renderFile(file, facts, maker, clock.nowMs()));
  return createHash("sha256").update(texts.join("\u0000")).digest("base64url");
}
