import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { probe, stepProbe } from "../../../src/media/probe.ts";
import { answerWithin } from "../../../src/media/command-answer.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

const STATUS = "  drachtio_mrf\tprofile\t sip:mod_sofia@127.0.0.1:5080\tRUNNING (0)\n";
const VERSION = (version: string) => `FreeSWITCH Version ${version}-release (64bit)\n`;
const CONFIGURATION = (timer?: string) =>
  `<configuration name="sofia.conf"><profiles>
  <profile name="other"><settings><param name="rtp-timer-name" value="soft"></param></settings></profile>
  <profile name="drachtio_mrf"><settings>
    ${timer === undefined ? "" : `<param name="rtp-timer-name" value="${timer}"></param>`}
  </settings></profile></profiles></configuration>`;
const answer = (body: string) => `Content-Type: api/response\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`;

describe("whether a server is fit for drachtio-fsmrf", () => {
  it("is asked with the password, then for its SIP profile", () => {
    expect(stepProbe("Content-Type: auth/request\n\n", "secret")).toMatchObject({ text: "auth secret\n\n" });
    const accepted = "Content-Type: command/reply\nReply-Text: +OK accepted\n\n";
    expect(stepProbe(accepted, "secret")).toMatchObject({ text: "api sofia status\n\n" });
    expect(stepProbe(answer(STATUS), "secret")).toMatchObject({ kind: "send", text: "api version\n\n" });
    expect(stepProbe(answer(STATUS).slice(0, -5), "secret")).toEqual({ kind: "more" });
  });

  it.each([
    ["of 1.10 with a timer", VERSION("1.10.12"), CONFIGURATION("soft"), []],
    ["that shows neither", "-ERR version Command not found!\n", "-ERR xml_locate Command not found!\n", []],
    ["of 1.8", VERSION("1.8.5"), CONFIGURATION("soft"), [/FreeSWITCH 1\.8 is older than 1\.10/]],
    ["of 2.0", VERSION("2.0.0"), CONFIGURATION("soft"), []],
    ["whose timer is set in another profile only", VERSION("1.10.12"), CONFIGURATION(), [/no rtp-timer-name/]],
    ["whose timer is switched off", VERSION("1.10.12"), CONFIGURATION("none"), [/no rtp-timer-name/]],
  ])("serves, and is told of what will trouble calls: a server %s", (_, version, configuration, warnings) => {
    const last = stepProbe(answer(configuration), "secret", [STATUS, version]);
    expect(last.kind === "fit" && last.warnings).toEqual(warnings.map((text) => expect.stringMatching(text) as string));
  });

  it.each([
    ["a wrong password", "Content-Type: command/reply\nReply-Text: -ERR invalid\n\n"],
    ["an address list", "Content-Type: text/rude-rejection\n\n"],
    ["no profile", answer("  external\tprofile\t sip:mod_sofia@127.0.0.1:5080\n")],
    ["another protocol", "HTTP/1.1 400 Bad Request\n\n"],
    ["endless noise", "x".repeat(300_000)],
  ])("%s says no", (_, received) => {
    expect(stepProbe(received, "secret").kind).toBe("unfit");
  });
});

describe("a server on the network", () => {
  const servers: ReturnType<typeof createServer>[] = [];
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });
  async function serve(onConnection: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      onConnection(socket);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as { port: number }).port;
  }

  it("that answers in pieces is fit", async () => {
    const port = await serve((socket) => {
      socket.write("Content-Type: auth/");
      socket.write("request\n\n");
      socket.on("data", (chunk) => {
        const text = String(chunk);
        if (text.startsWith("auth pw")) socket.write("Content-Type: command/reply\nReply-Text: +OK accepted\n\n");
        if (text.startsWith("api sofia")) socket.write(answer(STATUS));
        if (text.startsWith("api version")) socket.write(answer(VERSION("1.10.12")));
        if (text.startsWith("api xml_locate")) socket.write(answer(CONFIGURATION()));
      });
    });
    const warnings = await probe({ host: "127.0.0.1", port, secret: "pw" }, systemClock);
    expect(warnings).toEqual([expect.stringContaining("rtp-timer-name")]);
  });

  it("that hangs up, or isn't there, is not", async () => {
    const port = await serve((socket) => socket.end());
    await expect(probe({ host: "127.0.0.1", port, secret: "pw" }, systemClock)).rejects.toMatchObject({
      code: "SW_MEDIA_UNFIT",
    });
    servers[0]!.close();
    await expect(probe({ host: "127.0.0.1", port, secret: "pw" }, systemClock)).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
  });
});

describe("a promise of the media server", () => {
  it("that is never kept is silence after its time", async () => {
    const clock = new VirtualClock();
    const waiting = answerWithin(5_000, "playback", new Promise(() => undefined), clock);
    clock.advance(5_000);
    await expect(waiting).rejects.toMatchObject({ code: "SW_MEDIA_SILENT", command: "playback" });
    expect(await answerWithin(5_000, "set", Promise.resolve(1), clock)).toBe(1);
    expect(clock.armed).toBe(0);
  });
});
