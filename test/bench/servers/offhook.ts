import { Offhook } from "../../support/offhook.ts";
import { ProcessTree } from "../process-tree.ts";
import { PHONE_ADDRESS, TRUNK_ADDRESS, type BenchPhone, type Server } from "./server.ts";

const FIRST_EXTENSION = 10_001;
/** Settings are made so many at a time: enough for one application process. */
const AT_A_TIME = 8;
/** Voicemail answers after this long where a phone rings: the shortest that a user may choose. */
const ANSWER_SECONDS = 5;
/** So many of the users are called for their voicemail. */
const MAILBOXES = 50;

/** Offhook as `npm start` runs it, with its own engines and Redis, and a user with a phone and a number for each phone. */
export async function startOffhook(
  phones: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const startedMs = performance.now();
  const offhook = await Offhook.start({
    // All phones of the bench have one address, which no office registers from 1,000 times a second.
    environment: { PRIVATE_TRUNKS: "allowed", ALLOW_LIST: PHONE_ADDRESS, ...environment },
  });
  const startMs = performance.now() - startedMs;
  try {
    const { api } = offhook;
    await api.addTrunk({
      name: "Provider",
      host: TRUNK_ADDRESS,
      trustedAddresses: [TRUNK_ADDRESS],
      healthCheckSeconds: 0,
    });
    const users = await inBatches(phones, async (index) => {
      const extension = String(FIRST_EXTENSION + index);
      const number = numberOf(index);
      const user = await api.addUser({
        ...{ name: `Person ${extension}`, email: `person-${extension}@example.com`, extension, language: "en" },
        phoneNumbers: [number],
      });
      if (index < MAILBOXES) await api.patchVoicemail(user.id, { answerTimeSeconds: ANSWER_SECONDS });
      const { sipUsername, sipPassword } = await api.addDevice(user.id);
      return { user: user.id, phone: { username: sipUsername, password: sipPassword, number } };
    });
    const userOf = new Map(users.map(({ user, phone }) => [phone.username, user]));
    return {
      isGuarded: true,
      ...{ name: "Offhook", host: "127.0.0.1", port: offhook.ports.sip, startMs },
      phones: users.map(({ phone }) => phone),
      processes: new ProcessTree([offhook.pid], partOf),
      counts: () => offhook.counts(),
      async redirect(from: BenchPhone, to: BenchPhone) {
        await api.pointNumber(from.number, { kind: "user", id: userOf.get(to.username) });
      },
      async messages() {
        const lists = await Promise.all(users.slice(0, MAILBOXES).map(({ user }) => api.voicemails(user)));
        return lists.reduce((sum, { length }) => sum + length, 0);
      },
      [Symbol.asyncDispose]: () => offhook[Symbol.asyncDispose](),
    };
  } catch (failure) {
    await offhook[Symbol.asyncDispose]();
    throw failure;
  }
}

function partOf(commandLine: string): string {
  if (commandLine.includes("engines/signalling/")) return "signalling";
  if (commandLine.includes("engines/media/")) return "media";
  // Beside Redis stands what ends it when Offhook is gone: a shell, and a "cat" that waits for the end of a pipe.
  return commandLine.includes("dist/main.js") ? "application" : "redis";
}

function numberOf(index: number): string {
  return `+33170${String(FIRST_EXTENSION + index).padStart(6, "0")}`;
}

async function inBatches<T>(count: number, make: (index: number) => Promise<T>): Promise<readonly T[]> {
  const made = new Array<T>(count);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) made[index] = await make(index);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return made;
}
