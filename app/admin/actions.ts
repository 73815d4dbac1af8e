"use server";

import { revalidatePath } from "next/cache";
import { memberForm } from "@/lib/action";
import { catalogue } from "@/lib/i18n";
import { dismissJob, retryJob } from "@/lib/jobs/mutations";
import { jobInput } from "@/lib/jobs/schema";
import { visitorLocale } from "@/lib/visitor";

const said = (word: "retried" | "dismissed") => async () => {
  revalidatePath("/admin");
  return catalogue(await visitorLocale()).admin.jobs[word];
};

export const retryJobAction = memberForm(jobInput, retryJob, said("retried"));
export const dismissJobAction = memberForm(jobInput, dismissJob, said("dismissed"));
