import { describe, expect, it } from "vitest";
import { versionWarning } from "../../../src/signalling/engine-version.ts";

describe("a drachtio-server that tells its version", () => {
  it.each(["v0.9.10", "0.9.10", "v0.9.11-2-gabcdef", "v0.10.0", "v1.0.0-rc1", "9c2dd4c"])("serves: %s", (version) => {
    expect(versionWarning(version)).toBeUndefined();
  });

  it.each(["v0.9.2", "v0.9.9-rc3", "v0.8.26", undefined, ""])("is too old: %s", (version) => {
    expect(versionWarning(version)).toMatch(/0\.9\.10 or newer is needed/);
  });
});
