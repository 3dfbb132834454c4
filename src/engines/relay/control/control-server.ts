import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { readNgMessage, writeNgMessage } from "../../../ng/message.ts";
import type { BencodedDictionary } from "../../../ng/bencode.ts";
import { BoundedMap } from "../../../runtime/bounded-map.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { RelayListenFailed } from "../errors.ts";
import { KEEP_REPLIES_MS, MAX_KEPT_REPLIES, MAX_REQUESTS } from "../limits.ts";

export interface ControlServer extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
}

/** A reply that is kept, or is being made: a request that comes again is carried out once. */
interface Kept {
  readonly sinceMs: number;
  readonly reply: Promise<Buffer>;
}

const BUSY: BencodedDictionary = { result: "error", "error-reason": "Too many requests" };

/** Takes requests of the ng protocol by UDP, and answers each. @throws RelayListenFailed */
export async function openControl(
  at: { readonly address: string; readonly port: number },
  clock: Clock,
  carryOut: (request: BencodedDictionary) => Promise<BencodedDictionary>,
): Promise<ControlServer> {
  const socket = await bound(at);
  const kept = new BoundedMap<string, Kept>(MAX_KEPT_REPLIES);
  let underWay = 0;

  const replyTo = async (cookie: string, request: BencodedDictionary): Promise<Buffer> => {
    if (underWay >= MAX_REQUESTS) return writeNgMessage({ cookie, body: BUSY });
    underWay += 1;
    const body = await carryOut(request);
    underWay -= 1;
    return writeNgMessage({ cookie, body });
  };
  const take = async (datagram: Buffer, from: RemoteInfo): Promise<void> => {
    const message = readNgMessage(datagram);
    if (message === undefined) return;
    const { cookie, body } = message;
    const name = `${from.address} ${from.port} ${cookie}`;
    const known = kept.get(name);
    const nowMs = clock.nowMs();
    const reply = known !== undefined && nowMs - known.sinceMs < KEEP_REPLIES_MS ? known.reply : replyTo(cookie, body);
    if (known?.reply !== reply) kept.set(name, { sinceMs: nowMs, reply });
    const datagramBack = await reply;
    if (!isClosed) socket.send(datagramBack, from.port, from.address);
  };
  let isClosed = false;
  socket.on("message", (datagram, from) => void take(datagram, from));
  socket.on("error", () => undefined); // an ICMP error of one reply
  const { address, port } = socket.address();
  return {
    address,
    port,
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        isClosed = true;
        socket.close(() => closed());
      }),
  };
}

function bound({ address, port }: { readonly address: string; readonly port: number }): Promise<Socket> {
  const socket = createSocket({ type: address.includes(":") ? "udp6" : "udp4" });
  return new Promise((resolve, reject) => {
    socket.once("error", (cause) => {
      socket.close();
      reject(new RelayListenFailed(address, port, { cause }));
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });
}
