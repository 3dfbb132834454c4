import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Registered } from "../support/api-client.ts";
import { Softphone } from "../support/baresip.ts";
import { makeCertificate } from "../support/certificate.ts";
import { ENGINES } from "../support/engines.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-ports.ts";
import { Linphone } from "../support/linphone.ts";
import { Offhook, type Person } from "../support/offhook.ts";
import { tempFolder } from "../support/temp-folder.ts";

interface SetUp {
  readonly state: string;
  readonly address: string;
}

let pbx: Offhook | undefined;
let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeAll(async () => {
  folder = await tempFolder();
  const { keyFile, certFile } = await makeCertificate(folder.path, "switch.example");
  const environment = { SIP_TLS_PORT: String(await freePort()), TLS_CERT: certFile, TLS_KEY: keyFile };
  pbx = await Offhook.start({ environment });
});
afterAll(async () => {
  await pbx?.[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A colleague whose phone may set itself up; what is given to the phone is its address alone. */
async function colleague(maker: string): Promise<{ person: Person; id: string; address: string }> {
  const [person, { id }] = await pbx!.personWithPhone();
  const { address } = await pbx!.api.do<SetUp>("POST", `/devices/${id}/setup`, { maker });
  return { person, id, address };
}

async function registered(id: string): Promise<Registered> {
  await eventually("registration", async () =>
    expect((await pbx!.api.do<SetUp>("GET", `/devices/${id}/setup`)).state).toBe("registered"),
  );
  const { registrations } = await pbx!.api.do<{ registrations: Registered[] }>("GET", `/devices/${id}`);
  return registrations[0]!;
}

/** What a person does with baresip: the files are put where it looks for them. */
async function setUpBaresip(address: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "baresip-"));
  for (const file of ["accounts", "config", "contacts"]) {
    const answer = await fetch(new URL(file, address));
    expect(answer.status).toBe(200);
    writeFileSync(join(folder, file), await answer.text());
  }
  return folder;
}

describe.runIf(ENGINES.embedded)("phones that know nothing but an address", () => {
  it("set themselves up, register over TLS and call each other", async () => {
    const alice = await colleague("linphone");
    const bob = await colleague("baresip");
    await using linphone = await Linphone.start(alice.address);
    await using baresip = await Softphone.startAsSetUp(await setUpBaresip(bob.address), { hears: 440 });
    expect((await registered(alice.id)).transport).toBe("tls");
    expect((await registered(bob.id)).transport).toBe("tls");

    await baresip.command("dial", alice.person.extension);
    await baresip.tells("CALL_ESTABLISHED");
    await baresip.hangsUp();
    await baresip.tells("CALL_CLOSED");

    const from = baresip.events.all.length;
    linphone.types(`call sip:${bob.person.extension}@127.0.0.1`);
    const incoming = await baresip.tells("CALL_INCOMING", { from });
    expect(incoming.peeruri).toContain(`sip:${alice.person.extension}@`);
    await baresip.hangsUp();
  });

  it("read again what has changed, when they prove themselves", async () => {
    const { id, address } = await colleague("linphone");
    {
      await using _first = await Linphone.start(address);
      await registered(id);
    }
    expect((await fetch(address)).status).toBe(401);
  });
});
