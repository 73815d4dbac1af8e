import { z } from "zod";
import { type ErrorCode, statusOfCode } from "@/lib/errors";

const codes = Object.keys(statusOfCode) as [ErrorCode, ...ErrorCode[]];

/** RFC 9457, with a stable code and the places that are wrong. */
export const problemShape = z.object({
  type: z.string().describe("Where it is explained"),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("What happened, and what to do about it"),
  code: z.enum(codes),
  errors: z.array(z.object({ path: z.string().describe("The field, with dots"), message: z.string() })),
});
