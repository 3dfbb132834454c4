import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { ENGINES } from "../support/engines.ts";
import { Offhook, TRUNK_ADDRESS } from "../support/offhook.ts";
import { freePort } from "../support/free-ports.ts";
import { leaveMessage } from "./outside.ts";

/** What an operator's command prints. */
async function offhook(pbx: Pick<Offhook, "dataDir" | "ports">, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [resolve("dist", "main.js"), ...words], {
    env: {
      PATH: process.env["PATH"],
      DATA_DIR: pbx.dataDir,
      HTTP_HOST: "127.0.0.1",
      HTTP_PORT: String(pbx.ports.http),
    },
  });
  return stdout;
}

/** What the log-in with this password is answered. */
async function logIn({ ports }: Offhook, email: string, password: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${ports.http}/api/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  return answer.status;
}

it.runIf(ENGINES.embedded)(
  "a back-up of a system that serves calls is the same system on another machine",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "offhook-backup-"));
    try {
      await using pbx = await Offhook.start();
      await pbx.addTrunk(await freePort(TRUNK_ADDRESS));
      const person = await pbx.person({ email: "kept@example.com" }, { answerTimeSeconds: 0 });
      await leaveMessage(pbx, person);
      const [message] = await pbx.api.voicemails(person.id);
      expect(await offhook(pbx, "status")).toMatch(/^ready: calls are served\n[^]*signalling +up\n/);
      const { number } = person;
      expect(await offhook(pbx, "explain", "+33612345678", number)).toMatch(
        /^number +the company's +dialled \S+\n[^]*→ \{"kind":"voicemail"/,
      );
      await expect(offhook(pbx, "explain", "9999", number)).rejects.toThrow("no user has the extension 9999");
      expect(await offhook(pbx, "calls")).toBe("no call goes on\n");
      await expect(offhook(pbx, "bans", "lift", "198.51.100.7")).rejects.toThrow("there is no such ban");
      expect(await offhook(pbx, "backup", join(folder, "copy"))).toMatch(/back-up taken[^]*it holds the keys/);

      const other = { dataDir: join(folder, "data"), ports: pbx.ports };
      await pbx.stop();
      expect(await offhook(other, "restore", join(folder, "copy"))).toContain("start the system now");
      await using again = await Offhook.start(other);
      expect(await again.api.voicemails(person.id)).toEqual([message]);
      expect((await again.api.audio(message!.id)).bytes.length).toBeGreaterThan(1_000);

      // The keys of its secrets came along, and are changed while it runs.
      expect(await offhook(again, "secrets")).toMatch(/^key in use: \w{8} of \S+secrets\.key\nsealed anew: 0\n$/);
      expect(await offhook(again, "secrets", "new-key")).toMatch(/\nsealed anew: [1-9]\d*\nother hosts/);
      expect(await offhook(again, "secrets")).toMatch(/^key in use: \w{8} of \S+secrets\.key\nsealed anew: 0\n$/);

      const said = await offhook(again, "admin", "reset-password", "kept@example.com");
      const password = /: (\S+) {3}\(shown this once/.exec(said)?.[1] ?? "";
      expect(await logIn(again, "kept@example.com", password)).toBe(201);
      await expect(offhook(again, "admin", "reset-password", "none@example.com")).rejects.toThrow("no user has");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
