import { Secret, TOTP } from "otpauth";
import { totpStepSeconds, totpStepsAround } from "@/lib/limits";

/** Time-based one-time passwords, RFC 6238, with the parameters that every authenticator knows: SHA-1, six digits. */
const parameters = { algorithm: "SHA1", digits: 6, period: totpStepSeconds } as const;

/** 160 random bits (RFC 4226, section 4, R6), in base32 as it is typed by hand. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** What the QR code says: the address of the key (`otpauth://totp/…`). */
export const totpAddress = (secret: string, company: string, username: string): string =>
  new TOTP({ ...parameters, secret, issuer: company, label: username }).toString();

/** The time step whose code this is, now or one step around it; null for a wrong code. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  // The library takes any six characters for a code, and fails over those of more than one byte.
  if (!/^\d{6}$/.test(code)) return null;
  const timestamp = now.getTime();
  const keyed = { ...parameters, secret: Secret.fromBase32(secret) };
  const delta = TOTP.validate({ ...keyed, token: code, timestamp, window: totpStepsAround });
  return delta === null ? null : TOTP.counter({ period: totpStepSeconds, timestamp }) + delta;
}

export const totpCode = (secret: string, now: Date): string =>
  TOTP.generate({ ...parameters, secret: Secret.fromBase32(secret), timestamp: now.getTime() });
