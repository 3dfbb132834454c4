import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { BadSignallingConfig, ControlPortUnavailable } from "../../../../src/engines/signalling/errors.ts";
import { parseConfig } from "../../../../src/engines/signalling/config.ts";
import { freePort } from "../../../support/free-ports.ts";
import { Rig } from "./rig.ts";

const MAIN = fileURLToPath(new URL("../../../../dist/engines/signalling/main.js", import.meta.url));

const settings = (contact: string, more: object = {}) => ({
  admin: { address: "127.0.0.1", port: 0, secret: "s" },
  contacts: [{ uri: contact }],
  ...more,
});

describe("the configuration", () => {
  it("names the places to listen, for all addresses too", () => {
    const parsed = parseConfig(JSON.stringify(settings("sip:*:5070;transport=udp,tcp")));
    expect(parsed.listening.map(({ protocol, address, port }) => `${protocol} ${address} ${port}`)).toEqual([
      "udp 0.0.0.0 5070",
      "udp :: 5070",
      "tcp 0.0.0.0 5070",
      "tcp :: 5070",
    ]);
  });

  it("knows how we are called from outside", () => {
    const contacts = [
      {
        uri: "<sip:10.0.0.5:5060;transport=udp>",
        externalIp: "203.0.113.5",
        localNet: "10.0.0.0/8",
        dnsNames: "a.example, b.example",
      },
    ];
    expect(parseConfig(JSON.stringify({ ...settings("x"), contacts })).listening).toEqual([
      {
        protocol: "udp",
        address: "10.0.0.5",
        port: 5060,
        publicAddress: "203.0.113.5",
        localNetworks: ["10.0.0.0/8"],
        dnsNames: ["a.example", "b.example"],
        user: "",
        isHandedOver: false,
        origins: [],
      },
    ]);
  });

  it("knows ports for WebSockets, its own and those of the web server beside it", () => {
    const contacts = [
      { uri: "sip:10.0.0.5;transport=ws", origins: ["https://crm.example.com"] },
      { uri: "sips:10.0.0.5:8443;transport=wss", handedOver: true },
    ];
    expect(parseConfig(JSON.stringify({ ...settings("x"), contacts })).listening).toMatchObject([
      { protocol: "ws", port: 80, isHandedOver: false, origins: ["https://crm.example.com"] },
      { protocol: "wss", port: 8443, isHandedOver: true, origins: [] },
    ]);
  });

  it("binds maddr and calls itself by the host, where both are given", () => {
    const [listening] = parseConfig(
      JSON.stringify(settings("sip:203.0.113.5:5060;transport=udp;maddr=10.0.0.5")),
    ).listening;
    expect(listening).toMatchObject({ address: "10.0.0.5", publicAddress: "203.0.113.5" });
  });

  it.each([
    ["{", "the configuration is not JSON"],
    ["{}", "configuration"],
    [JSON.stringify(settings("mailto:x")), "contact mailto:x"],
    [JSON.stringify(settings("sip:127.0.0.1;transport=sctp")), "transport sctp"],
    [JSON.stringify({ ...settings("sip:*"), admin: { port: 1, secret: "" } }), "/admin/secret"],
  ])("says in one line what is wrong with %j", (text, words) => {
    expect(() => parseConfig(text)).toThrow(BadSignallingConfig);
    expect(() => parseConfig(text)).toThrow(words);
  });
});

describe("starting", () => {
  it("fails clearly, and leaves nothing open, when a port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const taken = { admin: { address: "127.0.0.1", port, secret: "cymru" } };
    await expect(Rig.start({ config: taken })).rejects.toThrow(ControlPortUnavailable);
    const sip = `sip:127.0.0.1:${port};transport=tcp`;
    await expect(Rig.start({ config: { contacts: [{ uri: sip }] } })).rejects.toThrow(`tcp port ${port}`);
    other.close();
  });

  it("publishes what it holds for the application that watches it", async () => {
    await using rig = await Rig.start({ config: { metrics: { port: 0 } } });
    await rig.app();
    const counts = await fetch(`http://127.0.0.1:${rig.engine.metricsPort!}/counts`);
    expect(await counts.json()).toEqual({ ...rig.engine.counts(), clients: 1, dialogs: 0, timers: 0 });
    expect((await fetch(`http://127.0.0.1:${rig.engine.metricsPort!}/`)).status).toBe(404);
  });
});

describe.runIf(existsSync(MAIN))("the engine's process", () => {
  it.each([
    ["SIGTERM", (child: ReturnType<typeof spawn>) => void child.kill("SIGTERM")],
    ["the end of its parent", (child: ReturnType<typeof spawn>) => void child.stdin?.end()],
  ])("serves until %s", async (_what, end) => {
    const port = await freePort();
    const child = spawn(process.execPath, [MAIN, "--config", "-"], { stdio: ["pipe", "pipe", "pipe"] });
    child.stdin.write(`${JSON.stringify(settings(`sip:127.0.0.1:${port};transport=udp,tcp`))}\n`);
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    expect(JSON.parse(line.toString("utf8"))).toMatchObject({ event: "ready" });
    const exited = once(child, "exit");
    end(child);
    expect((await exited)[0]).toBe(0);
  });

  it("says what is wrong in one line and ends with an error", async () => {
    const child = spawn(process.execPath, [MAIN, "--config", "/nonexistent"], { stdio: ["ignore", "pipe", "pipe"] });
    const lines: string[] = [];
    child.stderr.on("data", (bytes: Buffer) => lines.push(bytes.toString("utf8")));
    expect((await once(child, "close"))[0]).toBe(1);
    expect(lines.join("")).toBe("cannot read /nonexistent (SW_SIGNALLING_CONFIG)\n");
  });
});
