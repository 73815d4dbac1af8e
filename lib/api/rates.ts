import type { Exceeded } from "@/lib/errors";

/**
 * How much of one's share is left, as every answer says it: `RateLimit-Policy` and `RateLimit` of the IETF's draft
 * "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers-10): `q` calls in `w` seconds; `r` are left,
 * and `t` seconds later all of them are again. A refusal tells of the bound that refused.
 */
export const rateHeaders = ({ name, quota, windowSeconds, left, resetSeconds }: Exceeded): Record<string, string> => ({
  "ratelimit-policy": `"${name}";q=${quota};w=${windowSeconds}`,
  ratelimit: `"${name}";r=${left};t=${resetSeconds}`,
});
