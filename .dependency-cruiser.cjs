const { readdirSync, readFileSync } = require("node:fs");
const { dirname, join, relative, sep } = require("node:path");

/**
 * The arrows: which folder of src/ may import which. One line a folder.
 * A folder may always import itself; everything not listed is refused. `npm run arrows` holds the code against it.
 */
const only = (from, allowed) => ({
  name: `${from} may import only: ${allowed.join(", ") || "nothing"}`,
  severity: "error",
  from: { path: `^src/${from}/` },
  to: { path: "^src/", pathNot: [from, ...allowed].map((folder) => `^src/${folder}(/|$)`) },
});

/** Pure rooms: no sockets, no files, no libraries. */
const noIo = (folder, except = []) => ({
  name: `${folder} does no I/O`,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: { dependencyTypes: ["core", "npm"], pathNot: except },
});

/** What of runtime is without clock and I/O: pure rooms use it too. */
const plainData = ["runtime/(bounded-map|defined)\\.ts"];

/**
 * No two sibling folders import each other, in any room: wherever files of one folder import files of another, an arrow back is
 * refused. The pairs are read from the code; dependency-cruiser's own `circular` between folders would also count the files of
 * the room itself, which wire its folders.
 */
const siblingsOneWay = (room) => {
  const folders = readdirSync(room, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name);
  const inside = names.flatMap((name) => siblingsOneWay(`${room}/${name}`));
  const own = names.flatMap((from) =>
    [...importedBy(room, from)]
      .filter((to) => to !== from && names.includes(to))
      .map((to) => ({
        name: `${room}: ${from} imports ${to}, so ${to} may not import ${from}`,
        severity: "error",
        from: { path: `^${room}/${to}/` },
        to: { path: `^${room}/${from}/` },
      })),
  );
  return [...inside, ...own];
};

/** What stands right below the room in the paths that a folder's files import: names of folders and of files. */
const importedBy = (room, folder) => {
  const imported = new Set();
  for (const file of readdirSync(`${room}/${folder}`, { recursive: true })) {
    if (!/\.tsx?$/.test(file)) continue;
    const path = `${room}/${folder}/${file}`;
    for (const [, target] of readFileSync(path, "utf8").matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
      const place = relative(room, join(dirname(path), target));
      if (!place.startsWith("..")) imported.add(place.split(sep)[0]);
    }
  }
  return imported;
};

const settings = [
  "sealing",
  "srf",
  "sdp",
  "audio",
  "redis",
  "sip",
  "vocabulary",
  "runtime",
  "observability",
  "numbering",
  "hours",
  "routing",
  "events",
];

module.exports = {
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
  forbidden: [
    { name: "no circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no folder imports the files that put the system together",
      severity: "error",
      from: { path: "^src/[^/]+/" },
      to: { path: "^src/[^/]+\.ts$" },
    },
    ...siblingsOneWay("src"),
    only("portal", ["api-client"]),
    {
      name: "the portal uses the public API: the rest of src/ doesn't know it",
      severity: "error",
      from: { path: "^src/(?!portal/)" },
      to: { path: "^src/portal/" },
    },
    only("vocabulary", []),
    only("runtime", []),
    only("observability", ["vocabulary"]),
    only("numbering", ["vocabulary", ...plainData]),
    only("hours", ["vocabulary", ...plainData]),
    only("routing", ["vocabulary", "numbering", ...plainData]),
    only("events", ["vocabulary", ...plainData]),
    only("settings", settings),
    only("registrar", ["challenge", "settings", ...settings]),
    only("media", ["ng", "srf", "sdp", "vocabulary", "runtime", "observability", "events"]),
    only("trunks", ["settings", ...settings]),
    only("limits", ["settings", ...settings]),
    only("tracing", ["vocabulary", "runtime", "observability", "events"]),
    only("retention", ["settings", ...settings]),
    only("billing", ["settings", ...settings]),
    only("voicemail", ["media", "settings", ...settings]),
    only("receptionist", ["media", "voicemail", "settings", ...settings]),
    only("mail", ["voicemail", "settings", ...settings]),
    only("presence", ["registrar", "voicemail", "settings", ...settings]),
    only("push", ["registrar", ...settings]),
    only("messaging", ["registrar", "settings", ...settings]),
    only("provisioning", ["bans", "registrar", "challenge", "settings", ...settings]),
    only("dialog-journal", ["redis", "srf", "sip", "vocabulary", "runtime", "observability"]),
    only("calls", [
      "dialog-journal",
      "push",
      "registrar",
      "receptionist",
      "media",
      "voicemail",
      "trunks",
      "limits",
      "settings",
      ...settings,
    ]),
    only("browser-phones", ["settings", ...settings]),
    only("bans", ["registrar", "challenge", "sources", "settings", ...settings]),
    only("signalling", [
      "dialog-journal",
      "bans",
      "call-records",
      "calls",
      "messaging",
      "push",
      "presence",
      "setup",
      "registrar",
      "receptionist",
      "media",
      "voicemail",
      "trunks",
      "limits",
      "settings",
      ...settings,
    ]),
    only("call-records", ["settings", ...settings]),
    only("api", [
      "bans",
      "browser-phones",
      "billing",
      "call-records",
      "event-log",
      "webhooks",
      "presence",
      "provisioning",
      "registrar",
      "receptionist",
      "voicemail",
      "trunks",
      "limits",
      "mail",
      "settings",
      ...settings,
    ]),
    only("api-client", []),
    only("srf", ["sip"]),
    only("sip", ["vocabulary"]),
    only("sdp", ["vocabulary"]),
    only("audio", ["vocabulary"]),
    only("redis", ["vocabulary", "runtime", "observability"]),
    only("sealing", ["redis", "vocabulary", "runtime"]),
    only("event-log", ["settings", ...settings]),
    only("webhooks", ["event-log", "settings", ...settings]),
    only("setup", ["settings", ...settings]),
    only("engines/rtp", ["engines/sip", "audio", "vocabulary", "runtime"]),
    only("ng", []),
    only("engines/process", ["vocabulary", "runtime"]),
    only("engines/relay", [
      "engines/process",
      "engines/sip",
      "engines/rtp",
      "ng",
      "sip",
      "sdp",
      "vocabulary",
      "runtime",
    ]),
    only("sources", ["runtime"]),
    only("challenge", ["sip", "runtime"]),
    only("engines/sip", ["sources", "sip", "vocabulary", "runtime"]),
    only("engines/signalling", ["challenge", "sources", "engines/sip", "sip", "vocabulary", "runtime"]),
    only("engines/media", [
      "engines/process",
      "engines/sip",
      "sip",
      "sdp",
      "audio",
      "engines/dtls",
      "engines/ice",
      "engines/rtp",
      "vocabulary",
      "runtime",
    ]),
    only("engines/dtls", ["vocabulary", "runtime"]),
    only("engines/ice", ["runtime"]),
    only("engines/redis", ["vocabulary", "runtime"]),
    only("backup", ["sealing", "engines/redis", "redis", "vocabulary", "runtime"]),
    only("commands", ["backup", "engines/redis", "settings", ...settings]),
    noIo("provisioning/rendering", ["^(node:)?(fs/promises|path)$", "typebox"]),
    noIo("vocabulary"),
    noIo("routing"),
    noIo("numbering", ["libphonenumber-js"]),
    noIo("hours", ["date-holidays"]),
    noIo("sip", ["^(node:)?(buffer|crypto)$"]),
    noIo("audio", ["^(node:)?buffer$"]),
    noIo("ng", ["^(node:)?buffer$"]),
    noIo("sdp", ["^(node:)?net$"]),
    noIo("engines/sip/transaction"),
  ],
};
