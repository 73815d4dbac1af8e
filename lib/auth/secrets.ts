import { createHash, randomBytes } from "node:crypto";

/** 256 random bits for a link or a token, as base64url. Shown once; only its hash is kept. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** SHA-256. A secret of 256 random bits needs no slow hash. */
export const hashSecret = (value: string): Buffer => createHash("sha256").update(value).digest();
