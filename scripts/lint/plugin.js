import { noHeaderRegexp } from "./no-header-regexp.js";

/** A rule that refuses a kind of statement as a whole. */
const refuses = (statement, message) => ({
  meta: { type: "problem", schema: [], messages: { refused: message } },
  create: (context) => ({ [statement]: (node) => context.report({ node, messageId: "refused" }) }),
});

/** Rules of our own for oxlint: see .oxlintrc.json. */
export default {
  meta: { name: "offhook" },
  rules: {
    "no-header-regexp": noHeaderRegexp,
    "no-enum": refuses("TSEnumDeclaration", "no enums: use a union of literals"),
    "no-default-export": refuses("ExportDefaultDeclaration", "export by name"),
  },
};
