import { z } from "zod";
import { foundWorkspace, register, signIn, signOut } from "@/lib/auth/mutations";
import { firstTokens, refreshInput, refreshTokens } from "@/lib/auth/refresh";
import { foundInput, registerInput, signInInput } from "@/lib/auth/schema";
import { readWorkspace } from "@/lib/workspace/data";
import { anyone, created, done, group, member, ok, unsecured } from "../route";
import { tokens } from "../shapes/people";

const account = { username: "anna", email: "anna@example.com", password: "correct horse battery" };

export const entering = group("Signing in", [
  anyone(
    "GET",
    "setup",
    {
      summary: "Ask whether the company has yet to be founded",
      gives: { 200: z.object({ needed: z.boolean().describe("True while nobody has an account") }) },
    },
    async () => ok({ needed: (await readWorkspace()) === null }),
  ),
  anyone(
    "POST",
    "setup",
    {
      summary: "Found the company and become its owner",
      notes: "Once: it is a conflict ever after.",
      body: foundInput,
      example: { workspace_name: "Example Ltd", ...account },
      gives: { 201: tokens },
      refuses: ["conflict"],
    },
    async ({ body, device }) => created(await firstTokens((await foundWorkspace(body, device)).sessionId)),
  ),
  anyone(
    "POST",
    "auth/register",
    {
      summary: "Make an account",
      notes: "With the token of an invitation, unless the company has open registration.",
      body: registerInput,
      example: { ...account, invite: "{{invite_token}}" },
      gives: { 201: tokens },
      refuses: ["forbidden", "conflict"],
    },
    async ({ body, device }) => created(await firstTokens((await register(body, device)).sessionId)),
  ),
  anyone(
    "POST",
    "auth/token",
    {
      summary: "Sign in",
      notes:
        "As JSON or as a form; an e-mail address does for the user name. Where there is a second factor, its code goes into `otp`. A wrong name and a wrong password have one answer.",
      body: signInInput,
      example: { username: "anna", password: "correct horse battery" },
      gives: { 200: tokens },
      refuses: ["unauthenticated"],
    },
    async ({ body, device }) => ok(await firstTokens((await signIn(body, device)).sessionId)),
  ),
  anyone(
    "POST",
    "auth/refresh",
    {
      summary: "Trade a refresh token for a new pair",
      notes: `Each is good once. One that comes a second time has been stolen, and ends the session. A client that names its
trade (\`attempt_id\`, a UUID) may make the very same request again for a minute where the answer was lost: it gets the same refresh token.`,
      body: refreshInput,
      example: { refresh_token: "{{refresh_token}}" },
      gives: { 200: tokens },
      refuses: ["unauthenticated"],
    },
    async ({ body }) => ok(await refreshTokens(body)),
  ),
  unsecured(
    member(
      "POST",
      "auth/logout",
      {
        summary: "Sign out",
        anyScope: true,
        notes: "Ends this session and closes its sockets; a personal access token is revoked by it.",
        gives: { 204: "nothing" },
      },
      async ({ actor }) => {
        await signOut(actor);
        return done;
      },
    ),
  ),
]);
