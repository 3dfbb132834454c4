import { randomBytes, timingSafeEqual } from "node:crypto";
import { ByteReader, uint, vector } from "./bytes.ts";
import {
  CERTIFICATE,
  CERTIFICATE_REQUEST,
  CERTIFICATE_VERIFY,
  CLIENT_HELLO,
  CLIENT_KEY_EXCHANGE,
  FINISHED,
  HELLO_VERIFY_REQUEST,
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
import { ECDHE_ECDSA, ECDHE_RSA, readCookie, readServerHello, srtpSuiteOf, writeClientHello } from "./hello.ts";
import { GROUPS, newKeyShare, sharedSecret, type KeyShare } from "./key-exchange.ts";
import type { RecordProtection } from "./record.ts";
import { isSigned, OUR_SCHEME, signed } from "./signature.ts";

const NAMED_CURVE = 3;

/** The side that begins with a ClientHello (RFC 5763 §5: `active`). */
export class ClientHandshake implements Handshake {
  readonly #parts: HandshakeParts;
  readonly #transcript = new Transcript();
  readonly #random = randomBytes(32);
  #expected: readonly number[] = [HELLO_VERIFY_REQUEST, SERVER_HELLO];
  #serverRandom: Buffer = Buffer.alloc(0);
  #profile: number | undefined;
  #share: KeyShare | undefined;
  #serverPoint: Buffer = Buffer.alloc(0);
  #certificate: Buffer = Buffer.alloc(0);
  #isAskedForCertificate = false;
  #secrets: Secrets | undefined;
  keys: ExportedKeys | undefined;

  constructor(parts: HandshakeParts) {
    this.#parts = parts;
  }

  get protection(): RecordProtection | undefined {
    return this.#secrets?.protection;
  }

  begin(): Flight {
    return [this.#write(CLIENT_HELLO, writeClientHello(this.#random, Buffer.alloc(0)))];
  }

  take(message: HandshakeMessage): Flight | undefined {
    const { type, body } = message;
    if (!this.#expected.includes(type)) throw unexpected(message);
    if (type === HELLO_VERIFY_REQUEST) return this.#again(body);
    const finished = type === FINISHED ? this.#transcript.hash() : undefined;
    this.#transcript.read(message);
    if (finished !== undefined) return this.#finish(body, finished);

    switch (type) {
      case SERVER_HELLO:
        this.#hear(body);
        this.#expected = [CERTIFICATE];
        return undefined;
      case CERTIFICATE:
        this.#certificate = peerCertificate(body, this.#parts);
        this.#expected = [SERVER_KEY_EXCHANGE];
        return undefined;
      case SERVER_KEY_EXCHANGE:
        this.#takeKeyShare(body);
        this.#expected = [CERTIFICATE_REQUEST, SERVER_HELLO_DONE];
        return undefined;
      case CERTIFICATE_REQUEST:
        this.#isAskedForCertificate = true;
        this.#expected = [SERVER_HELLO_DONE];
        return undefined;
      default: // SERVER_HELLO_DONE
        this.#expected = [FINISHED];
        return this.#answer();
    }
  }

  /** The server wants to see that we are where we say (RFC 6347 §4.2.1). Once. */
  #again(body: Buffer): Flight {
    const cookie = readCookie(body);
    if (cookie === undefined) throw new HandshakeFailed(DECODE_ERROR, "HelloVerifyRequest not understood");
    this.#expected = [SERVER_HELLO];
    this.#transcript.forget();
    return [this.#write(CLIENT_HELLO, writeClientHello(this.#random, cookie))];
  }

  #hear(body: Buffer): void {
    const hello = readServerHello(body);
    if (hello === undefined) throw new HandshakeFailed(DECODE_ERROR, "ServerHello not understood");
    if (hello.suite !== ECDHE_ECDSA && hello.suite !== ECDHE_RSA)
      throw new HandshakeFailed(ILLEGAL_PARAMETER, "a cipher suite that was not offered");
    if (srtpSuiteOf(hello.srtpProfiles[0]) === undefined || hello.srtpProfiles.length !== 1)
      throw new HandshakeFailed(HANDSHAKE_FAILURE, "no common way to encrypt the stream");
    if (!hello.hasExtendedMasterSecret) throw new HandshakeFailed(HANDSHAKE_FAILURE, "no extended master secret");
    this.#serverRandom = hello.random;
    [this.#profile] = hello.srtpProfiles;
  }

  #takeKeyShare(body: Buffer): void {
    const reader = new ByteReader(body);
    const [curveType, group] = [reader.uint8(), reader.uint16()];
    const point = reader.vector(1);
    const parameters = Buffer.concat([uint(1, curveType), uint(2, group), vector(1, point)]);
    const by = { ...readSigned(reader), certificate: this.#certificate };
    if (!reader.isComplete || curveType !== NAMED_CURVE || !GROUPS.includes(group))
      throw new HandshakeFailed(ILLEGAL_PARAMETER, "a key share that was not asked for");
    if (!isSigned(Buffer.concat([this.#random, this.#serverRandom, parameters]), by))
      throw new HandshakeFailed(DECRYPT_ERROR, "the peer hasn't the key of its certificate");
    this.#share = newKeyShare(group);
    this.#serverPoint = point;
  }

  #answer(): Flight {
    const share = this.#share;
    const premaster = share === undefined ? undefined : sharedSecret(share, this.#serverPoint);
    if (share === undefined || premaster === undefined)
      throw new HandshakeFailed(ILLEGAL_PARAMETER, "the peer's key share is none");
    const { identity } = this.#parts;
    const flight: Flight[number][] = [];
    if (this.#isAskedForCertificate) flight.push(this.#write(CERTIFICATE, certificateBody(identity)));
    flight.push(this.#write(CLIENT_KEY_EXCHANGE, vector(1, share.publicPoint)));
    const randoms = { client: this.#random, server: this.#serverRandom };
    const secrets = new Secrets(premaster, this.#transcript.hash(), randoms, "client");
    if (this.#isAskedForCertificate) {
      const signature = signed(this.#transcript.bytes, identity.privateKey);
      flight.push(this.#write(CERTIFICATE_VERIFY, Buffer.concat([uint(2, OUR_SCHEME), vector(2, signature)])));
    }
    const finished = secrets.verifyData("client", this.#transcript.hash());
    const bytes = this.#transcript.write(FINISHED, finished);
    this.#secrets = secrets;
    return [...flight, { kind: "change-cipher-spec" }, { kind: "message", bytes, isEncrypted: true }];
  }

  #finish(body: Buffer, transcript: Buffer): undefined {
    const suite = srtpSuiteOf(this.#profile);
    const expected = this.#secrets?.verifyData("server", transcript);
    if (this.#secrets === undefined || suite === undefined || expected?.length !== body.length)
      throw new HandshakeFailed(DECODE_ERROR, "Finished not understood");
    if (!timingSafeEqual(expected, body)) throw new HandshakeFailed(DECRYPT_ERROR, "the handshake was tampered with");
    this.#expected = [];
    this.keys = this.#secrets.exportedKeys(suite);
    return undefined;
  }

  #write(type: number, body: Buffer): Flight[number] {
    return { kind: "message", bytes: this.#transcript.write(type, body), isEncrypted: false };
  }
}
