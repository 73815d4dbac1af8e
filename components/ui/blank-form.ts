import type { FormState } from "@/lib/action";

/** A form that was not sent yet. */
export const blankForm: FormState = { values: {}, problem: null, done: null };
