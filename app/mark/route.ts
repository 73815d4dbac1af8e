import type { NextRequest } from "next/server";
import { problem } from "@/lib/api/answer";
import { readMark } from "@/lib/workspace/data";

/** The company's mark, which stands on the sign-in too: for anybody. */
export async function GET(request: NextRequest): Promise<Response> {
  try {
    const { picture, version } = await readMark();
    const isLasting = request.nextUrl.searchParams.get("v") === version;
    return new Response(new Uint8Array(picture), {
      headers: {
        "content-type": "image/webp",
        "content-disposition": "inline",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        // The address on a page changes with the picture.
        "cache-control": isLasting ? "public, max-age=31536000, immutable" : "no-cache",
      },
    });
  } catch (error) {
    return problem(error);
  }
}
