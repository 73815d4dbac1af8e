import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";

/** What the provider knows of somebody, by who they are there. */
export type Known = Record<string, unknown> & { email?: string; email_verified?: boolean };

/** An OpenID provider of its own, certified code, over real HTTP on this machine. */
export interface TestProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  people: Map<string, Known>;
  /** Away, as when it is being restarted; comes back at the same address. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startProvider(companyUrl: string): Promise<TestProvider> {
  const people = new Map<string, Known>();
  const [clientId, clientSecret] = ["staffroom", "a secret between the two of them"];
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  let server: Server = createServer();
  const listen = async (port: number) => {
    server = createServer((request, response) => handle(request, response)).listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, configuration({ clientId, clientSecret, companyUrl, people }));
  const answer = provider.callback();
  handle = (request, response) => {
    if (request.url?.startsWith("/who/")) void askWho(provider, request, response);
    else void answer(request, response);
  };
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return { issuer, clientId, clientSecret, people, stop, start: () => listen(port) };
}

function configuration(options: {
  clientId: string;
  clientSecret: string;
  companyUrl: string;
  people: Map<string, Known>;
}): Configuration {
  return {
    clients: [
      {
        client_id: options.clientId,
        client_secret: options.clientSecret,
        redirect_uris: [`${options.companyUrl}/api/auth/callback/company`],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    // As most providers do: the e-mail stands in what is told besides, not in the signed token.
    conformIdTokenClaims: true,
    claims: { email: ["email", "email_verified"], profile: ["name", "preferred_username", "locale"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/who/${uid}` },
    cookies: { keys: ["only for tests"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...options.people.get(id) }),
    }),
    // The company's own program is not asked about: whoever signs in has consented.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  };
}

/** The provider's own sign-in: whoever one says one is. */
async function askWho(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === "GET") {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><html lang="en"><title>Provider</title>
      <form method="post"><label>Who <input name="who" autofocus></label><button>Go on</button></form>`);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const accountId = new URLSearchParams(Buffer.concat(chunks).toString()).get("who") ?? "";
  await provider.interactionFinished(request, response, { login: { accountId } });
}

/** Walks from the company's way to the provider to the answer, as a browser would, and stops before it is given. */
export async function answerOf(wayThere: string, who: string): Promise<URL> {
  const { origin } = new URL(wayThere);
  const jar = new Map<string, string>();
  let next = new URL(wayThere);
  while (next.origin === origin) {
    const asks = next.pathname.startsWith("/who/");
    const answer = await fetch(next, {
      method: asks ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(asks ? { body: new URLSearchParams({ who }) } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    next = new URL(answer.headers.get("location") ?? "about:blank", next);
  }
  return next;
}
