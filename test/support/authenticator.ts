import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";

/** A passkey's device, as far as a site sees one: makes ES256 keys and signs with them (WebAuthn Level 3 §6). */
export interface Authenticator {
  /** RegistrationResponseJSON of these creation options. */
  create(options: CreationOptions, origin: string): Record<string, unknown>;
  /** AuthenticationResponseJSON of these request options. */
  get(options: RequestOptions, origin: string): Record<string, unknown>;
}
interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
}
interface RequestOptions {
  readonly challenge: string;
  readonly rpId: string;
}

/** User present, user verified; attested credential data follows (WebAuthn §6.1). */
const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;
const AAGUID = Buffer.alloc(16);

export function authenticator({ verifies = true } = {}): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(16);
  let counter = 0;
  let user = "";
  const flags = PRESENT | (verifies ? VERIFIED : 0);
  const credential = { id: id.toString("base64url"), rawId: id.toString("base64url"), type: "public-key" };
  return {
    create({ challenge, rp, user: { id: handle } }, origin) {
      user = handle;
      const data = Buffer.concat([authenticatorData(rp.id, flags | ATTESTED, ++counter), attested(id, publicKey)]);
      const attestation = map(["fmt", text("none")], ["attStmt", map()], ["authData", bytes(data)]);
      const clientDataJSON = clientData("webauthn.create", challenge, origin).toString("base64url");
      const response = {
        clientDataJSON,
        attestationObject: attestation.toString("base64url"),
        transports: ["internal"],
      };
      return { ...credential, response, clientExtensionResults: {} };
    },
    get({ challenge, rpId }, origin) {
      const data = authenticatorData(rpId, flags, ++counter);
      const client = clientData("webauthn.get", challenge, origin);
      const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
      const response = {
        clientDataJSON: client.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: createSign("sha256").update(signed).sign(privateKey).toString("base64url"),
        userHandle: user,
      };
      return { ...credential, response, clientExtensionResults: {} };
    },
  };
}

function clientData(type: string, challenge: string, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

function authenticatorData(host: string, flags: number, counter: number): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([createHash("sha256").update(host).digest(), Buffer.of(flags), count]);
}

/** Credential id and COSE key (RFC 9053 §7.1.1). */
function attested(id: Buffer, publicKey: KeyObject): Buffer {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const coordinate = (value: string): Buffer => bytes(Buffer.from(value, "base64url"));
  const key = map([1, number(2)], [3, number(-7)], [-1, number(1)], [-2, coordinate(x)], [-3, coordinate(y)]);
  return Buffer.concat([AAGUID, Buffer.of(0, id.length), id, key]);
}

/** CBOR (RFC 8949 §3): as much of it as this takes. */
function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.of((major << 5) | value);
  if (value < 256) return Buffer.of((major << 5) | 24, value);
  return Buffer.of((major << 5) | 25, value >> 8, value & 0xff);
}
function number(value: number): Buffer {
  return value < 0 ? head(1, -1 - value) : head(0, value);
}
function bytes(value: Buffer): Buffer {
  return Buffer.concat([head(2, value.length), value]);
}
function text(value: string): Buffer {
  return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
}
function map(...entries: readonly (readonly [string | number, Buffer])[]): Buffer {
  const parts = entries.flatMap(([key, value]) => [typeof key === "number" ? number(key) : text(key), value]);
  return Buffer.concat([head(5, entries.length), ...parts]);
}
