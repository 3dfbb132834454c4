/**
 * oxlint rule: SIP headers and URIs are read by the grammar of src/sip, not by regular expressions.
 *
 * Reports a regular expression that is applied to a header (`/;tag=/.exec(req.get("From"))`, `value.match(…)` where
 * `const value = req.get("Via") ?? ""`), and one whose own text is of SIP's grammar (`sip:`, `;tag=`, `;branch=` …).
 */
const HEADER =
  /^(?:Accept|Alert-Info|Allow|Authorization|Call-I[Dd]|Call-Info|Contact|Content-Type|CSeq|Diversion|Event|Expires|From|History-Info|Min-SE|P-Asserted-Identity|P-Preferred-Identity|Path|Privacy|Proxy-Authenticate|Proxy-Authorization|RAck|Reason|Record-Route|Refer-To|Referred-By|Remote-Party-I[Dd]|Replaces|Require|Route|RSeq|Service-Route|Session-Expires|Subscription-State|Supported|To|User-Agent|Via|WWW-Authenticate)$/i;
const GRAMMAR = /sips\??:|sip:|;[^)\]]*\b(?:tag|branch|maddr|transport|received|rport|expires|lr|nat)\b/i;
/** Functions that read a header: of a request of drachtio-srf, and of the engines' messages. */
const READERS = /^(?:get|getParsedHeader|header|headerValue|headerValues)$/;
const APPLIED_BY_REGEXP = /^(?:exec|test)$/;
const APPLIED_BY_TEXT = /^(?:match|matchAll|replace|replaceAll|search|split)$/;
/** Links of a chain from a header to the text that is looked at. */
const FARTHEST = 12;

export const noHeaderRegexp = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      header: "a header is read by the grammar of src/sip, not by a regular expression",
      grammar: "this is SIP's grammar: read it with src/sip",
    },
  },
  create(context) {
    const initial = (node) => {
      for (let scope = context.sourceCode.getScope(node); scope !== null; scope = scope.upper) {
        const definition = scope.set.get(node.name)?.defs[0];
        if (definition === undefined) continue;
        return definition.type === "Variable" && definition.node.id.type === "Identifier" ? definition.node.init : null;
      }
      return null;
    };
    const isRegExp = (node) =>
      node?.type === "Identifier"
        ? isRegExp(initial(node))
        : node?.regex !== undefined || (node?.type === "NewExpression" && node.callee.name === "RegExp");

    const isHeaderRead = ({ callee, arguments: args }) => {
      const name = callee.type === "MemberExpression" ? callee.property.name : callee.name;
      return READERS.test(name ?? "") && args.some(({ value }) => typeof value === "string" && HEADER.test(value));
    };
    const isOfHeader = (node, distance = 0) => {
      if (node === null || node === undefined || distance > FARTHEST) return false;
      const further = (...nodes) => nodes.some((next) => isOfHeader(next, distance + 1));
      switch (node.type) {
        case "CallExpression":
          if (isHeaderRead(node)) return true; // what other functions make of a header, they have parsed
          return node.callee.name === "String" ? further(...node.arguments) : further(node.callee);
        case "MemberExpression":
          return further(node.object);
        case "ChainExpression":
        case "TSNonNullExpression":
        case "TSAsExpression":
          return further(node.expression);
        case "LogicalExpression":
          return further(node.left, node.right);
        case "TemplateLiteral":
          return further(...node.expressions);
        case "Identifier":
          return further(initial(node));
        default:
          return false;
      }
    };

    return {
      CallExpression(node) {
        if (node.callee.type !== "MemberExpression" || node.arguments.length === 0) return;
        const { object, property } = node.callee;
        const [first] = node.arguments;
        const subject =
          APPLIED_BY_REGEXP.test(property.name) && isRegExp(object)
            ? first
            : APPLIED_BY_TEXT.test(property.name) && isRegExp(first)
              ? object
              : undefined;
        if (isOfHeader(subject)) context.report({ node, messageId: "header" });
      },
      Literal(node) {
        if (node.regex !== undefined && GRAMMAR.test(node.regex.pattern))
          context.report({ node, messageId: "grammar" });
      },
    };
  },
};
