import { once } from "node:events";
import { connect } from "node:tls";
import { expect, it } from "vitest";
import { makeCertificate } from "../support/certificate.ts";
import { ENGINES } from "../support/engines.ts";
import { freePort } from "../support/free-ports.ts";
import { Offhook } from "../support/offhook.ts";
import { tempFolder } from "../support/temp-folder.ts";

const OPTIONS = [
  "OPTIONS sip:127.0.0.1 SIP/2.0",
  "Via: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bKovertls;rport",
  "Max-Forwards: 70",
  "From: <sip:phone@127.0.0.1>;tag=1",
  "To: <sip:127.0.0.1>",
  "Call-ID: over-tls",
  "CSeq: 1 OPTIONS",
  "Content-Length: 0",
  "",
  "",
].join("\r\n");

it.runIf(ENGINES.embedded)("starts behind a public address and answers phones over TLS", async () => {
  await using folder = await tempFolder();
  const { keyFile, certFile } = await makeCertificate(folder.path, "switch.example");
  const port = await freePort();
  await using _pbx = await Offhook.start({
    environment: {
      PUBLIC_ADDRESS: "198.51.100.7",
      SIP_TLS_PORT: String(port),
      TLS_CERT: certFile,
      TLS_KEY: keyFile,
    },
  });
  const phone = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
  try {
    await once(phone, "secureConnect");
    phone.write(OPTIONS);
    const [answer] = (await once(phone.setEncoding("latin1"), "data")) as [string];
    expect(answer).toMatch(/^SIP\/2\.0 200 /);
  } finally {
    phone.destroy();
  }
});
