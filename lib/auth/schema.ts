import { z } from "zod";
import {
  displayNameCharsMax,
  emailCharsMax,
  personalTokenDaysMax,
  personalTokenNameCharsMax,
  providerAddressCharsMax,
  providerTextCharsMax,
} from "@/lib/limits";
import {
  displayNameSchema,
  emailSchema,
  idSchema,
  localeSchema,
  passwordSchema,
  timeZoneSchema,
  type UserView,
  usernameSchema,
} from "@/lib/people/schema";
import { cleanLine, isBlank } from "@/lib/text";
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

const line = (max: number) => z.string().transform(cleanLine).pipe(z.string().max(max));

/** The company's OpenID provider. A secret that is left out or empty stays as it is. */
export const providerInput = z.strictObject({
  issuer: line(providerAddressCharsMax).pipe(z.string().min(1, "issuerShape")),
  client_id: line(providerTextCharsMax).pipe(z.string().min(1, "nameEmpty")),
  client_secret: z.string().max(providerTextCharsMax).optional(),
  label: line(displayNameCharsMax).optional(),
  creates: z.boolean().optional(),
});
/** A form sends a ticked box as `on`, and nothing for an empty one. */
export const providerForm = providerInput.extend({
  creates: z
    .literal("on")
    .transform(() => true)
    .optional(),
});

export type ProviderInput = z.infer<typeof providerInput>;

export interface ProviderView {
  issuer: string;
  client_id: string;
  has_secret: boolean;
  label: string;
  creates: boolean;
}

/** What the provider says of somebody who has signed in there (OpenID Connect Core 1.0, 2 and 5.1). */
export const providerClaims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  email: z.email().max(emailCharsMax).optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
  locale: z.string().optional().catch(undefined),
  auth_time: z.number().optional().catch(undefined),
});

export type ProviderClaims = z.infer<typeof providerClaims>;

export const changePasswordInput = z.strictObject({ current: passwordSchema, password: passwordSchema });
export const endSessionInput = z.strictObject({ id: z.uuid() });

export const endSessionOfInput = z.strictObject({ personId: z.coerce.number().pipe(idSchema), id: z.uuid() });
export const setPasswordInput = z.strictObject({ token: z.string().max(200), password: passwordSchema });

export const tokenScopes = ["read", "write", "admin"] as const;

export const mintTokenInput = z.strictObject({
  name: z
    .string()
    .transform(cleanLine)
    .pipe(
      z
        .string()
        .refine((name) => !isBlank(name), "nameEmpty")
        .max(personalTokenNameCharsMax, "nameTooLong"),
    ),
  scope: z.enum(tokenScopes).optional(),
  /** Left out, it lasts as long as a token may. */
  expires_in_days: z.number().int().min(1).max(personalTokenDaysMax).optional(),
});
/** What the form of the page sends. */
export const mintTokenForm = mintTokenInput.extend({
  expires_in_days: z.coerce.number().pipe(mintTokenInput.shape.expires_in_days.unwrap()),
});
export const tokenForm = z.strictObject({ id: z.coerce.number().pipe(idSchema) });

export type MintToken = z.infer<typeof mintTokenInput>;
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

/** A personal access token, without its secret. */
export interface PersonalTokenView {
  id: number;
  name: string;
  scope: (typeof tokenScopes)[number];
  created_at: string;
  /** Null for one that has not been used yet. */
  last_used_at: string | null;
  expires_at: string;
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

/** What a program signs in with: RFC 6749, section 5.1, with the person beside it. */
export interface Tokens {
  access_token: string;
  refresh_token: string;
  token_type: "bearer";
  /** Seconds until the access token expires. */
  expires_in: number;
  user: UserView;
}
