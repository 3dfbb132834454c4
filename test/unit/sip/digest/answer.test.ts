import { describe, expect, it } from "vitest";
import { answerChallenge, chooseChallenges, type AnswerableChallenge } from "../../../../src/sip/digest/answer.ts";
import { printCredentials } from "../../../../src/sip/digest/credentials.ts";

const ACCOUNT = { username: "Mufasa", password: "Circle of Life" };
const CHANCE = { nonceCount: 1, cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ" };
const REQUEST = { method: "GET", uri: "/dir/index.html", body: "" };

function chosen(header: string): readonly AnswerableChallenge[] {
  const choice = chooseChallenges(header);
  return choice.ok ? choice.challenges : [];
}

describe("a server's challenge", () => {
  it("is answered as RFC 7616 §3.9.1 has it, by the first algorithm of the server that is known", () => {
    const rest =
      'qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
    const header = `Digest realm="http-auth@example.org", ${rest}, algorithm=SHA-256, Digest realm="http-auth@example.org", ${rest}, algorithm=MD5`;
    const [best, ...others] = chosen(header);
    expect(others).toEqual([]);
    expect(answerChallenge(best!, ACCOUNT, REQUEST, CHANCE)).toMatchObject({
      response: "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
      opaque: "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
      ...{ algorithm: "SHA-256", qop: "auth", nonceCount: "00000001" },
    });
  });

  it("is answered with SHA-512-256, in the value that OpenSSL's own tools give", () => {
    const [only] = chosen('Digest realm="r", nonce="n", algorithm=SHA-512-256');
    const { response } = answerChallenge(only!, { username: "u", password: "p" }, { ...REQUEST, uri: "sip:x" }, CHANCE);
    expect(response).toBe("7a311c8c1607ba8c78689666bfdd33e64b3d2766ce41b05369b4fb3c1e6b23ff");
  });

  it.each([
    ['Digest realm = "a, \\"b\\"" ,nonce= "n,1" , qop = "auth"', 'a, "b"', "n,1", "auth"],
    ['DIGEST realm="r",nonce="n",qop=auth,stale=TRUE', "r", "n", "auth"],
    ['Digest realm="r", nonce="n", qop="auth-int"', "r", "n", "auth-int"],
    ['Digest realm="r", nonce="n", qop="auth-int,auth,x-other"', "r", "n", "auth"],
    ['Digest realm="r", nonce="n"', "r", "n", undefined],
    ['Bearer realm="r", Digest realm="r", nonce="n", algorithm="MD5"', "r", "n", undefined],
    [
      'Digest realm="r", nonce="0", algorithm=SHA-1024, Digest realm="r", nonce="n", algorithm=md5',
      "r",
      "n",
      undefined,
    ],
  ])("is read by the grammar: %s", (header, realm, nonce, qop) => {
    expect(chosen(header).map((each) => [each.challenge.realm, each.challenge.nonce, each.qop])).toEqual([
      [realm, nonce, qop],
    ]);
  });

  it("is one for each of several realms", () => {
    const header = 'Digest realm="proxy", nonce="1", Digest realm="carrier", nonce="2"';
    expect(chosen(header).map(({ challenge }) => challenge.realm)).toEqual(["proxy", "carrier"]);
  });

  it("shows the cnonce where a session's key is made of it, although nothing is counted", () => {
    const [only] = chosen('Digest realm="r", nonce="n", algorithm=MD5-sess');
    const credentials = printCredentials(answerChallenge(only!, ACCOUNT, REQUEST, { nonceCount: 1, cnonce: "c" }));
    expect(credentials).toContain('cnonce="c"');
    expect(credentials).not.toMatch(/qop|nc=/);
  });

  it("protects the body where the server wants only that", () => {
    const [only] = chosen('Digest realm="r", nonce="n", qop="auth-int"');
    const [one, other] = ["v=0", "v=1"].map((body) => answerChallenge(only!, ACCOUNT, { ...REQUEST, body }, CHANCE));
    expect(one!.response).not.toBe(other!.response);
  });

  it.each([
    [undefined, "names no challenge"],
    ["Digest", "its challenge can't be read"],
    ['Digest realm="r"', "its challenge lacks realm or nonce"],
    ['Bearer authz_server="https://x"', "asks for Bearer, which is no digest"],
    ['Digest realm="r", nonce="n", algorithm=AKAv1-MD5', "asks for digest with the unknown algorithm AKAv1-MD5"],
    ['Digest realm="r", nonce="n", qop="auth-conf"', "asks for digest with the unknown qop auth-conf"],
  ])("that can't be answered is told: %s", (header, problem) => {
    expect(chooseChallenges(header)).toEqual({ ok: false, problem });
  });
});
