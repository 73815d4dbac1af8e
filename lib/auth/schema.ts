import { z } from "zod";
import { emailCharsMax } from "@/lib/limits";
import {
  displayNameSchema,
  emailSchema,
  localeSchema,
  passwordSchema,
  timeZoneSchema,
  usernameSchema,
} from "@/lib/people/schema";
import { cleanLine } from "@/lib/text";
import { workspaceNameSchema } from "@/lib/workspace/schema";

/** Left out, the display name is the user name. */
const account = {
  username: usernameSchema,
  email: emailSchema,
  password: passwordSchema,
  display_name: displayNameSchema.optional(),
  locale: localeSchema.optional(),
  time_zone: timeZoneSchema.optional().catch(undefined),
};

const otpSchema = z.string().max(60, "codeWrong");

export const foundInput = z.strictObject({ workspace_name: workspaceNameSchema, ...account });
export const registerInput = z.strictObject({ ...account, invite: z.string().max(200).optional() });
export const signInInput = z.strictObject({
  username: z.string().min(1).max(emailCharsMax).transform(cleanLine),
  password: passwordSchema,
  /** A code of the second factor, or a recovery code. */
  otp: otpSchema.optional(),
});
/** The second step of the page, after the password. */
export const finishSignInInput = z.strictObject({ challenge: z.string().max(1_000), otp: otpSchema });

export const proveInput = z.strictObject({ current: passwordSchema });
export const confirmFactorInput = z.strictObject({ otp: otpSchema });
export const removeFactorInput = z.strictObject({ current: passwordSchema });

export const changePasswordInput = z.strictObject({ current: passwordSchema, password: passwordSchema });
export const endSessionInput = z.strictObject({ id: z.uuid() });

export type Found = z.infer<typeof foundInput>;
export type Register = z.infer<typeof registerInput>;
export type SignIn = z.infer<typeof signInInput>;
export type FinishSignIn = z.infer<typeof finishSignInInput>;

/** A second factor; `since` is null where there is none. */
export interface FactorView {
  since: string | null;
  recovery_codes_left: number;
}

/** A key on its way to somebody's authenticator: to be typed (base32), and as the QR code says it. */
export interface FactorKey {
  secret: string;
  address: string;
}

/** Where a sign-in comes from. */
export interface Device {
  kind: "web" | "api";
  userAgent: string;
  address: string;
}

/** A session that has just begun; the door makes a cookie or tokens of it. */
export interface BegunSession {
  sessionId: string;
  personId: number;
  expiresAt: Date;
}

export interface SessionView {
  id: string;
  kind: "web" | "api";
  user_agent: string;
  address: string;
  created_at: string;
  last_used_at: string;
  expires_at: string;
  current: boolean;
}
