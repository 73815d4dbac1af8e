"use server";

import { redirect } from "next/navigation";
import { memberAction, memberForm } from "@/lib/action";
import { seeInbox } from "@/lib/inbox/mutations";
import { seeInboxInput } from "@/lib/inbox/schema";

export const seeInboxAction = memberAction(seeInboxInput, seeInbox);
/** The same as a form's, for when no script runs. */
export const seeInboxFormAction = memberForm(seeInboxInput, seeInbox, async () => redirect("/mentions"));
