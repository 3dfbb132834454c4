/**
 * The arrows of the house: who may import whom. One line a folder of src/.
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

const settings = [
  "srf",
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
      name: "nobody below imports the files that put the house together",
      severity: "error",
      from: { path: "^src/[^/]+/" },
      to: { path: "^src/[^/]+\.ts$" },
    },
    only("vocabulary", []),
    only("runtime", []),
    only("observability", ["vocabulary"]),
    only("numbering", ["vocabulary", ...plainData]),
    only("hours", ["vocabulary", ...plainData]),
    only("routing", ["vocabulary", "numbering", ...plainData]),
    only("events", ["vocabulary", ...plainData]),
    only("settings", settings),
    only("registrar", ["settings", ...settings]),
    only("media", ["srf", "vocabulary", "runtime", "observability", "events"]),
    only("trunks", ["settings", ...settings]),
    only("limits", ["settings", ...settings]),
    only("voicemail", ["media", "settings", ...settings]),
    only("receptionist", ["media", "voicemail", "settings", ...settings]),
    only("mail", ["voicemail", "settings", ...settings]),
    only("presence", ["registrar", "voicemail", "settings", ...settings]),
    only("calls", ["registrar", "receptionist", "media", "voicemail", "trunks", "limits", "settings", ...settings]),
    only("signalling", [
      "call-records",
      "calls",
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
      "call-records",
      "event-log",
      "webhooks",
      "presence",
      "registrar",
      "receptionist",
      "voicemail",
      "trunks",
      "limits",
      "settings",
      ...settings,
    ]),
    only("srf", []),
    only("sip", ["vocabulary"]),
    only("redis", ["vocabulary", "runtime", "observability"]),
    only("event-log", ["settings", ...settings]),
    only("webhooks", ["event-log", "settings", ...settings]),
    only("setup", ["settings", ...settings]),
    only("engines/rtp", ["runtime"]),
    only("engines/sip", ["sip", "vocabulary", "runtime"]),
    only("engines/signalling", ["engines/sip", "sip", "vocabulary", "runtime"]),
    only("engines/media", ["engines/sip", "sip", "engines/rtp", "vocabulary", "runtime"]),
    only("engines/redis", ["vocabulary", "runtime"]),
    noIo("vocabulary"),
    noIo("routing"),
    noIo("numbering", ["libphonenumber-js"]),
    noIo("hours", ["date-holidays"]),
    noIo("sip", ["^(node:)?(buffer|crypto)$"]),
    noIo("engines/sip/transaction"),
  ],
};
