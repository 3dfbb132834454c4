import { copyFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CertificateFiles, readCertificate, type Certificate } from "../../../src/runtime/certificate-files.ts";
import { makeCertificate } from "../../support/certificate.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

const LOOK_MS = 10_000;
let folder: Awaited<ReturnType<typeof tempFolder>>;
let renewals: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  [folder, renewals] = await Promise.all([tempFolder(), tempFolder()]);
});
afterEach(() => Promise.all([folder[Symbol.asyncDispose](), renewals[Symbol.asyncDispose]()]));

/** A certificate that is watched, with what is heard of it. */
async function watched() {
  const clock = new VirtualClock();
  const paths = await makeCertificate(folder.path, "pbx.example.com");
  const renewed: Certificate[] = [];
  const faults: unknown[] = [];
  const files = new CertificateFiles(paths, await readCertificate(paths), {
    clock,
    onChange: (certificate) => void renewed.push(certificate),
    onFault: (fault) => void faults.push(fault),
  });
  return { clock, paths, renewed, faults, files };
}

describe("the certificate of a running system", () => {
  it("is shown anew when both of its files were replaced, whatever way", async () => {
    const { clock, paths, renewed, files } = await watched();
    const next = await makeCertificate(renewals.path, "pbx.example.com");
    await copyFile(next.certFile, join(folder.path, "new"));
    await rename(join(folder.path, "new"), paths.certFile); // as certbot does
    await copyFile(next.keyFile, paths.keyFile);
    clock.advance(LOOK_MS);
    await expect.poll(() => renewed.length).toBe(1);
    expect(renewed[0]).toEqual(await readCertificate(next));
    await files[Symbol.asyncDispose]();
    expect(clock.armed).toBe(0);
  });

  it("goes on while its files belong together no longer, or one is gone, and says so once", async () => {
    const { clock, paths, renewed, faults, files } = await watched();
    const next = await makeCertificate(renewals.path, "pbx.example.com");
    await copyFile(next.certFile, paths.certFile);
    clock.advance(LOOK_MS);
    await expect.poll(() => faults.length).toBe(1);
    await expect.poll(() => clock.armed).toBe(1);
    clock.advance(LOOK_MS);
    await expect.poll(() => clock.armed).toBe(1);
    await copyFile(next.keyFile, paths.keyFile);
    clock.advance(LOOK_MS);
    await expect.poll(() => renewed.length).toBe(1);
    expect(faults).toHaveLength(1);
    await files[Symbol.asyncDispose]();
  });

  it("is refused at the start where the files are none", async () => {
    const paths = await makeCertificate(folder.path, "pbx.example.com");
    await writeFile(paths.certFile, "no certificate");
    await expect(readCertificate(paths)).rejects.toThrow();
  });
});
