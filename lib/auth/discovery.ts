import { z } from "zod";
import { AppError, fieldError } from "@/lib/errors";
import { providerAnswerBytesMax, providerTimeoutMs } from "@/lib/limits";

/** OpenID Connect Discovery 1.0, section 3: what of it a sign-in needs. */
const metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** TLS carries the company's sign-ins; without it only on this very machine. */
export const isProviderAddress = (value: string): boolean => {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && loopback.has(url.hostname));
};

export const discoveryAddress = (issuer: string): string =>
  `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;

/**
 * Asks the provider for its description. Whoever may set a provider chooses the address; nothing of the answer is shown.
 * @returns the issuer as the provider writes it, which differs from what was typed by a slash at most
 * @throws AppError `invalid` at `issuer`: `issuerShape`, `providerSilent` or `providerOdd`
 */
export async function discoverProvider(issuer: string): Promise<string> {
  if (!isProviderAddress(issuer)) throw fieldError("issuer", "issuerShape");
  const found = metadata.safeParse(await fetchMetadata(discoveryAddress(issuer)));
  if (!found.success) throw fieldError("issuer", "providerOdd");
  const { data } = found;
  const endpoints = [data.authorization_endpoint, data.token_endpoint, data.jwks_uri];
  const bare = (address: string) => address.replace(/\/$/, "");
  if (bare(data.issuer) !== bare(issuer) || !endpoints.every((address) => isEndpoint(address)))
    throw fieldError("issuer", "providerOdd");
  return data.issuer;
}

const isEndpoint = (address: string) => {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && loopback.has(hostname));
};

async function fetchMetadata(address: string): Promise<unknown> {
  try {
    const signal = AbortSignal.timeout(providerTimeoutMs);
    const answer = await fetch(address, { redirect: "error", signal, headers: { accept: "application/json" } });
    if (!answer.ok) throw fieldError("issuer", "providerOdd");
    return JSON.parse(await boundedText(answer)) as unknown;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw fieldError("issuer", error instanceof SyntaxError ? "providerOdd" : "providerSilent");
  }
}

async function boundedText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > providerAnswerBytesMax) throw fieldError("issuer", "providerOdd");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
