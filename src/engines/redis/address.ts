import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { findFreePort } from "../../runtime/free-port.ts";

/** How the embedded Redis is reached: fits ioredis options. */
export type RedisAddress =
  { readonly path: string } | { readonly host: string; readonly port: number; readonly password: string };

/** The name of the socket beside the data. */
export const SOCKET = "redis.sock";
const LOOPBACK = "127.0.0.1";
/** `sun_path` has 108 bytes on Linux and 104 elsewhere. */
const LONGEST_SOCKET_PATH = 99;
const PASSWORD_BYTES = 24;
/** A local Redis answers in microseconds; this is for a machine that stands still. */
const ANSWER_WITHIN_MS = 1_000;

/**
 * A Unix socket beside the data, reachable by this account only; where the path is too long for one, a free port
 * of the loopback with a password that is kept in a file of this account.
 */
export async function chooseAddress(folder: string): Promise<RedisAddress> {
  const path = join(folder, SOCKET);
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return { path };
  return { host: LOOPBACK, port: await findFreePort(LOOPBACK), password: await keptPassword(folder) };
}

/** What answers at an address: a Redis that serves, one that is busy loading, or none. */
export function probe(address: RedisAddress): Promise<"ready" | "busy" | "none"> {
  return new Promise((resolve) => {
    const socket = connect("path" in address ? { path: address.path } : { host: address.host, port: address.port });
    let heard = "";
    const end = (found: "ready" | "busy" | "none"): void => {
      socket.destroy();
      resolve(found);
    };
    socket.setTimeout(ANSWER_WITHIN_MS, () => end("busy"));
    socket.once("error", () => end("none"));
    socket.once("close", () => end("none"));
    socket.once("connect", () => {
      if ("password" in address) socket.write(`AUTH ${address.password}\r\n`);
      socket.write("PING\r\n");
    });
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      heard += chunk;
      if (heard.includes("+PONG\r\n")) end("ready");
      else if (heard.includes("-LOADING")) end("busy");
      else if (heard.includes("-")) end("none"); // another program's Redis: not with this password
    });
  });
}

async function keptPassword(folder: string): Promise<string> {
  const kept = await readPassword(folder);
  if (kept !== undefined) return kept;
  const password = randomBytes(PASSWORD_BYTES).toString("hex");
  await writeFile(passwordFile(folder), `${password}\n`, { mode: 0o600 });
  return password;
}

/** The password that a Redis in this folder asks for where it is reached by a port; undefined: there was none yet. */
export async function readPassword(folder: string): Promise<string | undefined> {
  try {
    return (await readFile(passwordFile(folder), "utf8")).trim();
  } catch {
    return undefined;
  }
}

function passwordFile(folder: string): string {
  return join(folder, "redis.password");
}
