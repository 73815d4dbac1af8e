import { z } from "zod";
import { challengeSeconds } from "@/lib/limits";
import type { Device } from "./schema";
import { seal, unseal } from "./sealing";

const content = z.object({ personId: z.number(), address: z.string(), until: z.number() });
const purpose = "sign-in challenge";

/**
 * Says that somebody has just proved a password from this address, and is to send a code next. No session: it opens
 * nothing by itself, and nowhere else.
 */
export const sealChallenge = (personId: number, device: Device, now: Date): string =>
  seal(purpose, JSON.stringify({ personId, address: device.address, until: now.getTime() + challengeSeconds * 1000 }));

/** Who proved the password, or null for a challenge that is over, forged, or carried to another address. */
export function openChallenge(challenge: string, device: Device, now: Date): number | null {
  const opened = unseal(purpose, challenge);
  const parsed = opened === null ? null : content.safeParse(JSON.parse(opened));
  if (!parsed?.success || parsed.data.until <= now.getTime() || parsed.data.address !== device.address) return null;
  return parsed.data.personId;
}
