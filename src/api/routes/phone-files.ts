import { Type } from "typebox";
import type { FileRequests } from "../../provisioning/file-requests.ts";
import type { Api } from "../parts.ts";

/** An office whose phones all start at once after a power cut, behind one address: each asks for a handful of files. */
const MOST_A_MINUTE = 1_200;

/** What phones read to set themselves up: no log-in, but a secret in the address. Outside of /api: makers' addresses are short. */
export function phoneFileRoutes(api: Api, { phoneFiles }: { readonly phoneFiles: Pick<FileRequests, "answer"> }): void {
  const params = Type.Object({ segment: Type.String(), file: Type.String() });
  api.get(
    "/provisioning/:segment/:file",
    {
      // A HEAD must not use the one time up that a file is given.
      exposeHeadRoute: false,
      schema: { hide: true, params },
      config: { rateLimit: { max: MOST_A_MINUTE, timeWindow: "1 minute" } },
    },
    async ({ params: { segment, file }, url, headers: { authorization }, ip: address }, reply) => {
      const answer = await phoneFiles.answer({ segment, file, url, authorization, address });
      void reply.code(answer.status).header("Cache-Control", "no-store");
      if (answer.status === 200) return reply.type(answer.contentType).send(answer.body);
      if (answer.status === 401) void reply.header("WWW-Authenticate", answer.challenge);
      return reply.type("text/plain; charset=utf-8").send(answer.status === 401 ? "unauthorized\n" : "not found\n");
    },
  );
}
