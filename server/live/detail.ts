import type { AppError } from "@/lib/errors";
import { en } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";

/** What an error says to a program, and to whoever reads its log. */
export const detailOf = (error: AppError): string => say("en", en.errors[error.reason], error.params);
