import { emojiVersion } from "@/lib/messages/emoji";
import { makeEmojiData } from "@/lib/messages/emoji-data";

// Made once, at the build; there is one version and no other address.
export const dynamic = "force-static";
export const dynamicParams = false;
export const generateStaticParams = () => [{ version: emojiVersion }];

/** The names of all emoji, the same for everybody. */
export function GET(): Response {
  return new Response(JSON.stringify(makeEmojiData()), {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "x-content-type-options": "nosniff",
      "cache-control": "public, max-age=31536000, immutable",
    },
  });
}
