import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { ADMIN, startApi } from "../../support/api-server.ts";
import { makeCertificate } from "../../support/certificate.ts";
import { freePort } from "../../support/free-ports.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const execute = promisify(execFile);
const projectDir = new URL("../../..", import.meta.url).pathname;

/** Debian's places; where they are missing the sample isn't tried, and the run says "skipped". */
const programs = ["/usr/bin/systemd-analyze", "/usr/sbin/nginx"] as const;
const [analyze, nginx] = programs.map((path) => (existsSync(path) ? path : undefined));

describe("the sample for systemd", () => {
  it.runIf(analyze)("has no setting that systemd doesn't know", async () => {
    const folder = await tempFolder();
    onTestFinished(() => folder[Symbol.asyncDispose]());
    const unit = await readFile(join(projectDir, "config/systemd/offhook.service"), "utf8");
    const path = join(folder.path, "offhook.service");
    // This machine has neither the user nor the folder: only what systemd says of the unit itself counts.
    await writeFile(path, unit.replace("/usr/bin/node", process.execPath).replace("/opt/offhook", folder.path));
    const { stdout, stderr } = await execute(analyze ?? "", ["verify", "--man=no", path]);
    const said = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("offhook.service"));
    expect(said).toEqual([]);
  });

  it("waits a little longer for calls that go on than the system itself does", async () => {
    const unit = await readFile(join(projectDir, "config/systemd/offhook.service"), "utf8");
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(3_600);
  });
});

describe("the sample for nginx", () => {
  it.runIf(nginx)("logs people in over HTTPS with a secure cookie, and passes events on as they come", async () => {
    await using pbx = await startApi({ trustedProxies: ["127.0.0.1"] });
    const backend = new URL(await pbx.api.listen({ host: "127.0.0.1", port: 0 }));
    const port = await startNginx(backend.port);
    const loggedIn = await ask(port, { path: "/api/v1/sessions", method: "POST" }, JSON.stringify(ADMIN));
    const [cookie = ""] = loggedIn.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/; Secure/i);
    const stream = await ask(port, {
      path: "/api/v1/events",
      headers: { cookie: cookie.split(";")[0] ?? "" },
    });
    expect(stream.headers["content-type"]).toContain("text/event-stream");
    const heard = (async () => {
      let text = "";
      for await (const chunk of stream) if ((text += String(chunk)).includes("setting.changed")) return text;
      return text;
    })();
    expect((await pbx.ask("POST", "/conferences", { name: "Monday", extension: "2105" })).status).toBe(201);
    expect(await heard).toContain('"resource":"conference"');
    expect((await ask(port, { path: "/metrics" })).statusCode).toBe(404);
  });
});

/** nginx as the sample says, but for its ports, names and certificate. @returns its HTTPS port */
async function startNginx(backendPort: string): Promise<number> {
  const folder = await tempFolder();
  const [plain, encrypted] = [await freePort(), await freePort()];
  const { certFile, keyFile } = await makeCertificate(folder.path, "pbx.example.com");
  const sample = (await readFile(join(projectDir, "config/nginx/offhook.conf"), "utf8"))
    .replace(/listen (\[::\]:)\d+.*;\n/g, "")
    .replace("listen 80;", `listen 127.0.0.1:${plain};`)
    .replace("listen 443 ssl http2;", `listen 127.0.0.1:${encrypted} ssl http2;`)
    .replace("/etc/ssl/offhook/fullchain.pem", certFile)
    .replace("/etc/ssl/offhook/privkey.pem", keyFile)
    .replaceAll("http://127.0.0.1:8080", `http://127.0.0.1:${backendPort}`);
  await mkdir(join(folder.path, "temporary"));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder.path}/temporary/${kind};`,
  );
  const all = `daemon off; master_process off; pid ${folder.path}/pid; error_log stderr notice; events {}
http { access_log off; ${temporary.join(" ")}
${sample}
}`;
  await writeFile(join(folder.path, "nginx.conf"), all);
  const child = spawn(nginx ?? "", ["-p", folder.path, "-c", join(folder.path, "nginx.conf")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    await folder[Symbol.asyncDispose]();
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const answers = () =>
    ask(encrypted, { path: "/healthz" }).then(
      ({ statusCode }) => statusCode,
      () => said,
    );
  await expect.poll(answers).toBe(200);
  return encrypted;
}

interface Asking {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request over HTTPS; the answer's body is still to be read. */
async function ask(port: number, asking: Asking, body?: string): Promise<IncomingMessage> {
  const headers = { host: "pbx.example.com", "content-type": "application/json", ...asking.headers };
  const asked = request({ host: "127.0.0.1", port, rejectUnauthorized: false, agent: false, ...asking, headers });
  asked.end(body);
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  onTestFinished(() => void answer.destroy());
  return answer;
}
