import { z } from "zod";
import { challengeSeconds } from "@/lib/limits";
import type { Device } from "./schema";
import { seal, unseal } from "./sealing";
import { hashSecret } from "./secrets";

const content = z.object({ personId: z.number(), password: z.string(), address: z.string(), until: z.number() });
const purpose = "sign-in challenge";

/** By which password, so that a challenge dies with it. */
const markOf = (person: { passwordHash: string | null }) => hashSecret(person.passwordHash ?? "").toString("base64url");

/**
 * Says that somebody has just proved a password from this address, and is to send a code next. No session: it opens
 * nothing by itself, and nowhere else.
 */
export const sealChallenge = (person: { id: number; passwordHash: string | null }, device: Device, now: Date): string =>
  seal(
    purpose,
    JSON.stringify({
      personId: person.id,
      password: markOf(person),
      address: device.address,
      until: now.getTime() + challengeSeconds * 1000,
    }),
  );

export interface Challenge {
  personId: number;
  /** Whether the password that was proved is still the person's. */
  stands: (person: { passwordHash: string | null }) => boolean;
}

/** Who proved the password, or null for a challenge that is over, forged, or carried to another address. */
export function openChallenge(challenge: string, device: Device, now: Date): Challenge | null {
  const opened = unseal(purpose, challenge);
  const parsed = opened === null ? null : content.safeParse(JSON.parse(opened));
  if (!parsed?.success || parsed.data.until <= now.getTime() || parsed.data.address !== device.address) return null;
  const { personId, password } = parsed.data;
  return { personId, stands: (person) => markOf(person) === password };
}
