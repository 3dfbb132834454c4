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
import { hasLinphone, Linphone } from "../support/linphone.ts";
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

describe.runIf(ENGINES.embedded)("a phone that knows nothing but an address", () => {
  it("sets itself up, registers over TLS and rings: a baresip", async () => {
    const [alice, bob] = [await colleague("baresip"), await colleague("baresip")];
    await using caller = await Softphone.startAsSetUp(await setUpBaresip(alice.address), { hears: 440 });
    await using callee = await Softphone.startAsSetUp(await setUpBaresip(bob.address), { hears: 800 });
    for (const { id } of [alice, bob]) expect((await registered(id)).transport).toBe("tls");

    await caller.command("dial", bob.person.extension);
    const incoming = await callee.tells("CALL_INCOMING");
    expect(incoming.peeruri).toContain(`sip:${alice.person.extension}@`);
    await caller.hangsUp();
    await callee.tells("CALL_CLOSED");
  });

  it.runIf(hasLinphone())("sets itself up, registers over TLS, rings and calls: a Linphone", async () => {
    const alice = await colleague("linphone");
    const bob = await colleague("baresip");
    await using linphone = await Linphone.start(alice.address);
    await using baresip = await Softphone.startAsSetUp(await setUpBaresip(bob.address), { hears: 440 });
    for (const { id } of [alice, bob]) expect((await registered(id)).transport).toBe("tls");

    await baresip.command("dial", alice.person.extension);
    await baresip.tells("CALL_ESTABLISHED");
    await baresip.hangsUp();
    await baresip.tells("CALL_CLOSED");

    const from = baresip.events.all.length;
    linphone.types(`call sip:${bob.person.extension}@127.0.0.1`);
    const incoming = await baresip.tells("CALL_INCOMING", { from });
    expect(incoming.peeruri).toContain(`sip:${alice.person.extension}@`);
    await baresip.hangsUp();
    expect((await fetch(alice.address)).status).toBe(401); // to read again it has to prove itself
  });
});
