import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { secret } from "@/lib/env";

const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts what must be read again (AES-256-GCM, NIST SP 800-38D) under a key that the installation's secret yields for
 * this purpose alone (HKDF-SHA256, RFC 5869): what was sealed for one purpose, or for one person, opens for no other.
 */
export function seal(purpose: string, value: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", keyFor(purpose), iv);
  const body = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return Buffer.concat([iv, body, cipher.getAuthTag()]).toString("base64url");
}

/** What was sealed, or null for anything that this installation did not seal for this purpose. */
export function unseal(purpose: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < ivBytes + tagBytes) return null;
  const decipher = createDecipheriv("aes-256-gcm", keyFor(purpose), bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    const body = decipher.update(bytes.subarray(ivBytes, -tagBytes));
    return Buffer.concat([body, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** A secret of its own for one purpose, for libraries that want one: nothing that they make opens anything of ours. */
export const secretFor = (purpose: string): string => keyFor(purpose).toString("base64url");

const keyFor = (purpose: string): Buffer => Buffer.from(hkdfSync("sha256", secret(), "", `staffroom ${purpose}`, 32));
