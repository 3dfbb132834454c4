import fc from "fast-check";

/** Any text at all, broken surrogates included. (fast-check's own "binary" strings take seconds to set up.) */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff })), { maxLength: 60 })
  .map((codes) => String.fromCharCode(...codes));
