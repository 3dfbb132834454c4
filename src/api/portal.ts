import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import { answerUnknownRoute } from "./failures.ts";
import type { KnownMethods } from "./known-methods.ts";
import type { Api } from "./parts.ts";

/** What the built page has where its own styles are allowed: filled in anew for each answer. */
const STYLE_NONCE = "STYLE_NONCE";
const NONCE_BYTES = 16;
/** Files under assets/ have their hash in their name: another content is another file. */
const KEEP_FOR_MS = 365 * 24 * 3_600_000;

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Offhook</title>
<h1>The portal is not built</h1>
<p>Run <code>npm run build</code>, or start the system with <code>npm start</code>, which builds it. The API works without it: <a href="/api/docs">/api/docs</a>.</p>
</html>`;

/**
 * Serves the portal: its files, and its page for every address that a browser may be at and that is no file and not the API's.
 *
 * @param folder  what `npm run build` made of src/portal; the API starts without it
 */
export async function servePortal(api: Api, folder: string | undefined, methodsOf: KnownMethods): Promise<void> {
  if (folder !== undefined)
    await api.register(fastifyStatic, {
      root: join(folder, "assets"),
      prefix: "/assets/",
      preCompressed: true,
      index: false,
      immutable: true,
      maxAge: KEEP_FOR_MS,
    });
  const page = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const html = folder === undefined ? undefined : await readPage(folder);
    void reply.type("text/html; charset=utf-8").header("Cache-Control", "no-cache");
    if (html === undefined) return reply.code(503).send(NOT_BUILT);
    const nonce = randomBytes(NONCE_BYTES).toString("base64");
    return reply.header("Content-Security-Policy", policy(nonce)).send(html.replace(STYLE_NONCE, nonce));
  };
  api.get("/", { schema: { hide: true } }, page);
  api.setNotFoundHandler((request, reply) =>
    isPageOfPortal(request)
      ? page(request, reply)
      : answerUnknownRoute(request, reply, methodsOf(request.url.split("?")[0] ?? "")),
  );
}

function isPageOfPortal({ method, url, headers }: FastifyRequest): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  if (/^\/(?:api|assets|provisioning|sip)(?:[/?]|$)/.test(url)) return false;
  return headers.accept?.includes("text/html") === true;
}

async function readPage(folder: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, "index.html"), "utf8");
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw failure;
  }
}

/**
 * Scripts and styles are files of ours. The one exception: the few rules that the component library makes at run time (the
 * theme's colours) carry the nonce of this very answer. Pictures and sound may be made by the page itself (QR codes, recordings).
 */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}
