import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseDatagram } from "../../../../src/sip/message/parse.ts";
import { validateRequest, validateResponse } from "../../../../src/sip/message/validate.ts";

const VECTORS = new URL("rfc4475/", import.meta.url);

function vector(name: string): Buffer {
  return readFileSync(new URL(`${name}.dat`, VECTORS));
}

/** What reading a message and checking it come to, in one line: "accept", "drop", or the answer it gets. */
function verdict(bytes: Uint8Array): string {
  const outcome = parseDatagram(bytes);
  if (!outcome.ok) return outcome.reject === undefined ? "drop" : `${outcome.reject.status} ${outcome.reject.reason}`;
  if (outcome.message.kind === "response") return validateResponse(outcome.message) === undefined ? "accept" : "drop";
  const fault = validateRequest(outcome.message);
  return fault === undefined ? "accept" : `${fault.status} ${fault.reason}`;
}

/** vector, section, verdict, what it is about; "later:" says what another layer makes of a message that is accepted here. */
const VERDICTS: readonly (readonly [name: string, section: string, verdict: string, about: string])[] = [
  ["wsinv", "3.1.1.1", "accept", "an INVITE with every odd but legal blank, fold and spelling"],
  [
    "intmeth",
    "3.1.1.2",
    "accept",
    "the widest range of legal characters (later: the method is unknown to the agent, 405 or 501)",
  ],
  ["esc01", "3.1.1.3", "accept", "escapes in URIs"],
  ["escnull", "3.1.1.4", "accept", "escaped NUL in a user part"],
  [
    "esc02",
    "3.1.1.5",
    "accept",
    "percent signs that escape nothing (later: the method is unknown to the agent, 405 or 501)",
  ],
  ["lwsdisp", "3.1.1.6", "accept", "no blank between a display name and its <"],
  ["longreq", "3.1.1.7", "accept", "very long values, and 34 Via lines"],
  ["dblreq", "3.1.1.8", "accept", "a second request in the datagram"],
  ["semiuri", "3.1.1.9", "accept", "a semicolon in the user part"],
  ["transports", "3.1.1.10", "accept", "Vias of every transport"],
  ["mpart01", "3.1.1.11", "accept", "a multipart body with binary parts"],
  ["unreason", "3.1.1.12", "accept", "a reason phrase in UTF-8"],
  ["noreason", "3.1.1.13", "accept", "an empty reason phrase"],
  ["badinv01", "3.1.2.1", "400 Bad Via Header", "extra separators in Via and Contact"],
  ["clerr", "3.1.2.2", "400 Bad Content-Length Header", "a Content-Length beyond the datagram"],
  ["ncl", "3.1.2.3", "400 Bad Content-Length Header", "a negative Content-Length"],
  ["scalar02", "3.1.2.4", "400 Bad CSeq Header", "numbers beyond their range in a request"],
  ["scalarlg", "3.1.2.5", "drop", "numbers beyond their range in a response"],
  ["quotbal", "3.1.2.6", "400 Bad To Header", "a quoted display name that is never closed"],
  ["ltgtruri", "3.1.2.7", "400 Bad Request-URI", "angle brackets around the Request-URI"],
  ["lwsruri", "3.1.2.8", "400 Bad Request-Line", "a blank inside the Request-URI"],
  ["lwsstart", "3.1.2.9", "400 Bad Request-Line", "several blanks in the request line"],
  ["trws", "3.1.2.10", "400 Bad Request-Line", "blanks at the end of the request line"],
  ["escruri", "3.1.2.11", "400 Bad Request-URI", "a header in the Request-URI"],
  ["baddate", "3.1.2.12", "accept", "a Date that is not in GMT: the header is ignored"],
  ["regbadct", "3.1.2.13", "400 Bad Contact Header", "a Contact URI with a header, without angle brackets"],
  ["badaspec", "3.1.2.14", "400 Bad To Header", "blanks inside an addr-spec"],
  ["baddn", "3.1.2.15", "400 Bad Request", "no empty line after the headers, and a display name that needs quotes"],
  ["badvers", "3.1.2.16", "505 Version Not Supported", "SIP/7.0"],
  ["mismatch01", "3.1.2.17", "400 Bad Request", "a CSeq of another method"],
  ["mismatch02", "3.1.2.18", "400 Bad Request", "a CSeq of another method, the request's being unknown"],
  ["bigcode", "3.1.2.19", "drop", "a status code of 33 bits"],
  [
    "badbranch",
    "3.2.1",
    "accept",
    "a branch that is only the cookie (later: the transaction is matched as RFC 2543 did)",
  ],
  ["insuf", "3.3.1", "400 Missing From Header", "no Call-ID, From or To"],
  ["unkscm", "3.3.2", "accept", "an unknown scheme in the Request-URI (later: the agent's user answers 416)"],
  ["novelsc", "3.3.3", "accept", "a known but strange scheme in the Request-URI (later: the agent's user answers 416)"],
  [
    "unksm2",
    "3.3.4",
    "accept",
    "unknown schemes in To, From, Contact (later: the registrar can't use the Contact, 400)",
  ],
  ["bext01", "3.3.5", "accept", "unknown extensions required (later: the agent's user answers 420)"],
  ["invut", "3.3.6", "accept", "a body of unknown type (later: the agent's user answers 415)"],
  ["regaut01", "3.3.7", "accept", "an unknown authorization scheme (later: the registrar challenges, 401)"],
  ["multi01", "3.3.8", "400 Bad CSeq Header", "two of each header that may be there once"],
  ["mcl01", "3.3.9", "400 Bad Content-Length Header", "two Content-Lengths"],
  [
    "bcast",
    "3.3.10",
    "accept",
    "a response whose second Via is a broadcast address (later: the transport never sends there)",
  ],
  ["zeromf", "3.3.11", "accept", "Max-Forwards 0 (later: a proxy answers 483, a user agent the OPTIONS)"],
  ["cparam01", "3.3.12", "accept", "an unknown parameter of Contact (later: the registrar keeps it)"],
  ["cparam02", "3.3.13", "accept", "an unknown parameter of a Contact's URI (later: the registrar keeps it)"],
  ["regescrt", "3.3.14", "accept", "a header in a Contact's URI (later: the registrar keeps it)"],
  ["sdp01", "3.3.15", "accept", "an INVITE that does not accept SDP (later: the agent's user answers 406)"],
  ["inv2543", "3.4.1", "accept", "an INVITE of RFC 2543: no tag, no cookie, no Max-Forwards, no Content-Length"],
];

describe("the torture messages of RFC 4475", () => {
  it.each(VERDICTS)("%s (§%s) gets: %s, for it has %s", (name, _section, expected) => {
    expect(verdict(vector(name))).toBe(expected);
  });

  it("are all in the table", () => {
    const files = readdirSync(VECTORS).map((file) => file.replace(/\.dat$/, ""));
    expect(VERDICTS.map(([name]) => name).sort()).toEqual(files.sort());
  });

  it("baddn is refused for its display name too when its empty line is there", () => {
    expect(verdict(Buffer.concat([vector("baddn"), Buffer.from("\r\n")]))).toBe("400 Bad From Header");
  });

  it("badinv01 is refused for its Contact too when its Via is right", () => {
    const text = vector("badinv01").toString("latin1").replace(";;,;,,", "");
    expect(verdict(Buffer.from(text, "latin1"))).toBe("400 Bad Contact Header");
  });

  it("scalar02 is refused for each of its numbers but the times of expiry, which count as the default", () => {
    let text = vector("scalar02").toString("latin1");
    const verdicts = [];
    for (const [wrong, right] of [
      [/CSeq: \d+/, "CSeq: 1"],
      ["Max-Forwards: 300", "Max-Forwards: 70"],
    ] as const) {
      verdicts.push(verdict(Buffer.from(text, "latin1")));
      text = text.replace(wrong, right);
    }
    verdicts.push(verdict(Buffer.from(text, "latin1")));
    expect(verdicts).toEqual(["400 Bad CSeq Header", "400 Bad Max-Forwards Header", "accept"]);
  });
});
