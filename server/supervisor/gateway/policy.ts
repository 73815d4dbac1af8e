import { randomBytes } from "node:crypto";
import type { HeaderValues } from "./headers";

/** What carries nothing personal (files of the build and of public/), and calls that set headers of their own. */
const noPage = /^\/(_next\/static\/|api\/(v1|auth)\/|hooks\/|icons\/|(icon(-\d+)?\.|manifest\.|favicon\.)\w+(\?|$))/;

export interface PageHeaders {
  /** Told to the pages: they read the nonce from the policy, and where they are from the path. */
  request: HeaderValues;
  /** Told to the browser where the answer does not speak for itself. */
  response: [string, string][];
}

/**
 * The policy and the nonce of one page, made here and not in the pages' own process: there it would cost a third of
 * what a page costs. Who may do what is decided behind every door and holds without these headers.
 * @returns null for what is no page
 */
export function pageHeaders(url: string, isSecure: boolean, development: boolean): PageHeaders | null {
  if (noPage.test(url)) return null;
  const nonce = randomBytes(18).toString("base64");
  const policy = contentPolicy(nonce, development);
  return {
    request: { "x-path": url, "content-security-policy": policy },
    response: [
      ["content-security-policy", policy],
      ...fixed,
      ...(isSecure ? [["strict-transport-security", "max-age=31536000"] as [string, string]] : []),
    ],
  };
}

function contentPolicy(nonce: string, development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const fixed: [string, string][] = [
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
  ["x-frame-options", "DENY"],
  ["permissions-policy", "camera=(), microphone=(), geolocation=()"],
];

/** An answer's headers with ours added, where it has not spoken for itself. */
export function withPageHeaders(raw: string[], page: PageHeaders | null): string[] {
  if (!page) return raw;
  const said = new Set(raw.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase()));
  return [...raw, ...page.response.filter(([name]) => !said.has(name)).flat()];
}
