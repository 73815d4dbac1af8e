import { openPersonalToken, personalTokenMark } from "./personal-tokens";
import { openAccessToken } from "./tokens";

/**
 * The session behind what a program shows, an access token or a personal one; null where there is none. That it still
 * lets somebody in is for `readSession` to say.
 */
export const openCredential = (token: string): Promise<string | null> =>
  token.startsWith(personalTokenMark) ? openPersonalToken(token) : openAccessToken(token);
