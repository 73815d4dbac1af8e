import { AppError } from "@/lib/errors";
import type { Actor } from "./actor";

/** Each door through which programs come asks this before whatever changes something. @throws AppError `forbidden` */
export function requireWriting({ scope }: Pick<Actor, "scope">): void {
  if (scope === "read") throw new AppError("forbidden", "tokenReadsOnly");
}

/**
 * Whoever found a token must not make a longer-lived way in of it, nor shut its owner out: what opens and closes doors is
 * for those who signed in. @throws AppError `forbidden`
 */
export function requireSession({ kind }: Pick<Actor, "kind">): void {
  if (kind === "token") throw new AppError("forbidden", "tokenMayNot");
}
