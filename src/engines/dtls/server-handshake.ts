import { randomBytes, timingSafeEqual } from "node:crypto";
import { ByteReader, uint, vector } from "./bytes.ts";
import {
  CERTIFICATE,
  CERTIFICATE_REQUEST,
  CERTIFICATE_VERIFY,
  CLIENT_HELLO,
  CLIENT_KEY_EXCHANGE,
  FINISHED,
  SERVER_HELLO,
  SERVER_HELLO_DONE,
  SERVER_KEY_EXCHANGE,
  Transcript,
  type HandshakeMessage,
} from "./handshake-message.ts";
import {
  certificateBody,
  DECODE_ERROR,
  DECRYPT_ERROR,
  HANDSHAKE_FAILURE,
  HandshakeFailed,
  ILLEGAL_PARAMETER,
  peerCertificate,
  readSigned,
  Secrets,
  unexpected,
  type ExportedKeys,
  type Flight,
  type Handshake,
  type HandshakeParts,
} from "./handshake.ts";
import { commonProfile, ECDHE_ECDSA, readClientHello, srtpSuiteOf, writeServerHello } from "./hello.ts";
import { GROUPS, newKeyShare, sharedSecret, type KeyShare } from "./key-exchange.ts";
import type { RecordProtection } from "./record.ts";
import { ACCEPTED_SCHEMES, isSigned, OUR_SCHEME, signed } from "./signature.ts";

const NAMED_CURVE = 3;
/** ecdsa_sign and rsa_sign (RFC 8422 §5.5). */
const CERTIFICATE_TYPES = Buffer.from([64, 1]);

/** The side that waits for the ClientHello (RFC 5763 §5: `passive`). Without a cookie: the peer's address was proved by ICE, or SIP. */
export class ServerHandshake implements Handshake {
  readonly #parts: HandshakeParts;
  readonly #transcript = new Transcript();
  readonly #random = randomBytes(32);
  #expected = CLIENT_HELLO;
  #clientRandom: Buffer = Buffer.alloc(0);
  #profile: number | undefined;
  #share: KeyShare | undefined;
  #certificate: Buffer = Buffer.alloc(0);
  #secrets: Secrets | undefined;
  keys: ExportedKeys | undefined;

  constructor(parts: HandshakeParts) {
    this.#parts = parts;
  }

  get protection(): RecordProtection | undefined {
    return this.#secrets?.protection;
  }

  begin(): undefined {
    return undefined;
  }

  take(message: HandshakeMessage): Flight | undefined {
    const { type, body } = message;
    if (type !== this.#expected) throw unexpected(message);
    if (type === CERTIFICATE_VERIFY) this.#checkSignature(body); // covers what came before it
    const finished = type === FINISHED ? this.#transcript.hash() : undefined;
    this.#transcript.read(message);
    if (finished !== undefined) return this.#finish(body, finished);

    switch (type) {
      case CLIENT_HELLO:
        this.#expected = CERTIFICATE;
        return this.#answer(body);
      case CERTIFICATE:
        this.#certificate = peerCertificate(body, this.#parts);
        this.#expected = CLIENT_KEY_EXCHANGE;
        return undefined;
      case CLIENT_KEY_EXCHANGE:
        this.#exchangeKeys(body);
        this.#expected = CERTIFICATE_VERIFY;
        return undefined;
      default: // CERTIFICATE_VERIFY
        this.#expected = FINISHED;
        return undefined;
    }
  }

  #answer(body: Buffer): Flight {
    const hello = readClientHello(body);
    if (hello === undefined) throw new HandshakeFailed(DECODE_ERROR, "ClientHello not understood");
    const profile = commonProfile(hello.srtpProfiles);
    const share = newKeyShare(GROUPS.find((group) => hello.groups.includes(group)) ?? 0);
    if (profile === undefined) throw new HandshakeFailed(HANDSHAKE_FAILURE, "no common way to encrypt the stream");
    if (share === undefined) throw new HandshakeFailed(HANDSHAKE_FAILURE, "no common group");
    if (!hello.suites.includes(ECDHE_ECDSA) || !hello.schemes.includes(OUR_SCHEME))
      throw new HandshakeFailed(HANDSHAKE_FAILURE, "no common cipher suite");
    if (!hello.hasExtendedMasterSecret) throw new HandshakeFailed(HANDSHAKE_FAILURE, "no extended master secret");
    this.#clientRandom = hello.random;
    this.#profile = profile;
    this.#share = share;

    const parameters = Buffer.concat([uint(1, NAMED_CURVE), uint(2, share.group), vector(1, share.publicPoint)]);
    const { identity } = this.#parts;
    const signature = signed(Buffer.concat([hello.random, this.#random, parameters]), identity.privateKey);
    const keyExchange = Buffer.concat([parameters, uint(2, OUR_SCHEME), vector(2, signature)]);
    const schemes = ACCEPTED_SCHEMES.map((scheme) => uint(2, scheme));
    const request = Buffer.concat([vector(1, CERTIFICATE_TYPES), vector(2, ...schemes), vector(2)]);
    return [
      this.#write(SERVER_HELLO, writeServerHello(this.#random, profile, hello.hasRenegotiationInfo)),
      this.#write(CERTIFICATE, certificateBody(identity)),
      this.#write(SERVER_KEY_EXCHANGE, keyExchange),
      this.#write(CERTIFICATE_REQUEST, request),
      this.#write(SERVER_HELLO_DONE, Buffer.alloc(0)),
    ];
  }

  #exchangeKeys(body: Buffer): void {
    const reader = new ByteReader(body);
    const point = reader.vector(1);
    const premaster = this.#share === undefined || !reader.isComplete ? undefined : sharedSecret(this.#share, point);
    if (premaster === undefined) throw new HandshakeFailed(ILLEGAL_PARAMETER, "the peer's key share is none");
    const randoms = { client: this.#clientRandom, server: this.#random };
    this.#secrets = new Secrets(premaster, this.#transcript.hash(), randoms, "server");
  }

  #checkSignature(body: Buffer): void {
    const reader = new ByteReader(body);
    const by = { ...readSigned(reader), certificate: this.#certificate };
    if (!reader.isComplete || !isSigned(this.#transcript.bytes, by))
      throw new HandshakeFailed(DECRYPT_ERROR, "the peer hasn't the key of its certificate");
  }

  #finish(body: Buffer, transcript: Buffer): Flight {
    const secrets = this.#secrets;
    const suite = srtpSuiteOf(this.#profile);
    const expected = secrets?.verifyData("client", transcript);
    if (secrets === undefined || suite === undefined || expected?.length !== body.length)
      throw new HandshakeFailed(DECODE_ERROR, "Finished not understood");
    if (!timingSafeEqual(expected, body)) throw new HandshakeFailed(DECRYPT_ERROR, "the handshake was tampered with");
    this.#expected = -1;
    this.keys = secrets.exportedKeys(suite);
    const finished = secrets.verifyData("server", this.#transcript.hash());
    const bytes = this.#transcript.write(FINISHED, finished);
    return [{ kind: "change-cipher-spec" }, { kind: "message", bytes, isEncrypted: true }];
  }

  #write(type: number, body: Buffer): Flight[number] {
    return { kind: "message", bytes: this.#transcript.write(type, body), isEncrypted: false };
  }
}
