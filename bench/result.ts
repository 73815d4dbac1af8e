import { z } from "zod";

/** One line of the table: what something costs against its peer, which costs 1.00; less is better. */
export const resultSchema = z.object({
  name: z.string(),
  ratio: z.number(),
  /** The ratio above which the run fails. */
  limit: z.number().optional(),
  detail: z.string(),
});

export type Result = z.infer<typeof resultSchema>;
