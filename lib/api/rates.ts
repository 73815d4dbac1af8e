import type { Share } from "@/lib/auth/attempts";

/**
 * How much of one's share is left, as every answer says it: `RateLimit-Policy` and `RateLimit` of the IETF's draft
 * "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers-10): `q` calls in `w` seconds; `r` are left,
 * and `t` seconds later all of them are again.
 */
export const rateHeaders = ({ name, quota, windowSeconds, left, resetSeconds }: Share): Record<string, string> => ({
  "ratelimit-policy": `"${name}";q=${quota};w=${windowSeconds}`,
  ratelimit: `"${name}";r=${left};t=${resetSeconds}`,
});
