import { iconSheetVersion } from "@/components/ui/icon-sheet";
import { makeIconSheet } from "./sheet";

// Made once, at the build; there is one version and no other address.
export const dynamic = "force-static";
export const dynamicParams = false;
export const generateStaticParams = () => [{ version: iconSheetVersion }];

/** The drawings of the pages, the same for everybody. */
export async function GET(): Promise<Response> {
  return new Response(await makeIconSheet(), {
    headers: {
      "content-type": "image/svg+xml",
      "content-security-policy": "default-src 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "public, max-age=31536000, immutable",
    },
  });
}
