import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Device } from "../support/api-client.ts";
import type { Softphone } from "../support/baresip.ts";
import { EventLog } from "../support/event-log.ts";
import { freePort } from "../support/free-ports.ts";
import { Offhook, type Person } from "../support/offhook.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { deskPhone, silence } from "./office.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples");
const hasPython = spawnSync("python3", ["--version"]).status === 0;
if (!hasPython) process.stderr.write("the examples in Python are not run: there is no python3 here\n");

const LANGUAGES = [
  { name: "Node.js", command: process.execPath, fileOf: (example: string) => `node/${example}.mjs`, isThere: true },
  {
    ...{ name: "Python", command: "python3", isThere: hasPython },
    fileOf: (example: string) => `python/${example.replaceAll("-", "_")}.py`,
  },
];

let pbx: Offhook;
let alice: Person;
let bruno: Person;
let phone: Softphone;
beforeAll(async () => {
  pbx = await Offhook.start({ environment: { PRIVATE_WEBHOOKS: "allowed" } });
  let device: Device;
  [alice, device] = await pbx.personWithPhone({ name: "Alice Martin", email: "alice@example.com", phoneNumbers: [] });
  phone = await deskPhone(pbx, device, { hears: 440, answer: "manual" });
  [bruno] = await pbx.personWithPhone({ name: "Bruno Petit", phoneNumbers: [] });
});
afterAll(async () => {
  await phone[Symbol.asyncDispose]();
  await pbx[Symbol.asyncDispose]();
});

/** A program of examples/ while it runs, and the lines that it prints. */
class Program implements AsyncDisposable {
  readonly lines = new EventLog<string>((line) => line);
  readonly #process: ChildProcess;
  readonly ended: Promise<unknown>;

  constructor(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const given = { OFFHOOK_URL: `http://127.0.0.1:${pbx.ports.http}`, OFFHOOK_TOKEN: pbx.api.token };
    const env = { ...process.env, ...given, ...environment };
    this.#process = spawn(command, args, { cwd: EXAMPLES, env, stdio: ["ignore", "pipe", "inherit"] });
    this.ended = once(this.#process, "close");
    createInterface({ input: this.#process.stdout! }).on("line", (line) => this.lines.add(line));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await this.ended;
  }
}

describe.each(LANGUAGES.filter(({ isThere }) => isThere))("the examples in $name", ({ command, fileOf }) => {
  it("call for a person whose phone rings first, and say on a screen who calls", async () => {
    await using screen = new Program(command, [fileOf("screen-pop")]);
    await screen.lines.waitFor((line) => line === "listening");
    const from = phone.events.all.length;
    await using click = new Program(command, [fileOf("click-to-call"), "alice@example.com", bruno.extension]);
    await click.lines.waitFor((line) => line.startsWith("call "));
    await phone.tells("CALL_INCOMING", { from });
    await phone.hangsUp();
    await silence(pbx);
    await screen.lines.waitFor((line) => line === `${alice.extension} calls ${alice.extension}`); // it is her own phone
  });

  it("believe only events that are signed", async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const { id, secret } = await pbx.api.do<{ id: string; secret: string }>("POST", "/webhooks", {
      ...{ name: "Example", url, events: ["setting.changed"] },
    });
    await using program = new Program(command, [fileOf("webhook")], { PORT: String(port), WEBHOOK_SECRET: secret });
    await program.lines.waitFor((line) => line === "listening");
    const forged = { method: "POST", headers: { "Offhook-Signature": `t=1,v1=${"0".repeat(64)}` }, body: "{}" };
    expect((await fetch(url, forged)).status).toBe(401);
    await pbx.api.patchUser(alice.id, { name: "Alice Martin-Roux" });
    await program.lines.waitFor((line) => line === "setting.changed");
    await pbx.api.do("DELETE", `/webhooks/${id}`);
  });

  it("add the people of a file, each with a phone, and say why one was refused", async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, "people.csv");
    const email = `carla.${fileOf("x").length}@example.com`;
    const rows = [
      "name,email,extension",
      `Carla Neri,${email},7${fileOf("x").length}1`,
      `Denis,alice@example.com,7999`,
    ];
    writeFileSync(file, `${rows.join("\n")}\n`);
    await using program = new Program(command, [fileOf("import-users"), file]);
    await program.ended;
    expect(program.lines.all[0]).toMatch(new RegExp(`^${email}: phone \\w+ \\S+$`));
    expect(program.lines.all[1]).toMatch(/^alice@example.com: .*taken/);
    const { items } = await pbx.api.do<{ items: { devices: { total: number } }[] }>("GET", `/users?q=${email}`);
    expect(items).toMatchObject([{ name: "Carla Neri", devices: { total: 1 } }]);
  });
});
