import { z } from "zod";
import type { Role } from "@/lib/access/actor";
import { idSchema } from "@/lib/people/schema";

/** The columns of a list of people. Which of them stands where, the first line says. */
export const columnNames = ["name", "login", "email", "role", "rooms"] as const;
export type ColumnName = (typeof columnNames)[number];

/** A list of people as it was typed: cells, and the number of the line of the file on which each ends. */
export interface Sheet {
  encoding: "utf-8" | "utf-16" | "windows-1251";
  delimiter: "," | ";" | "\t";
  header: string[];
  /** Where each column stands in a line; one that may be left out and was is missing. */
  columns: Partial<Record<ColumnName, number>>;
  /** Headings that mean nothing here. */
  unused: string[];
  lines: SheetLine[];
}

export interface SheetLine {
  line: number;
  cells: string[];
}

/** Why a line cannot be taken: the name of its sentence in the catalogue (`admin.import.problems`) and what it names. */
export const lineProblemSchema = z.object({
  code: z.enum([
    "columnsWrong",
    "nameMissing",
    "nameLong",
    "loginMissing",
    "loginShape",
    "loginTaken",
    "loginTwice",
    "emailMissing",
    "emailShape",
    "emailTaken",
    "emailTwice",
    "roleUnknown",
    "roleAbove",
    "roomUnknown",
    "roomArchived",
    "roomAmbiguous",
    "roomsMany",
    "roomGone",
  ]),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type LineProblem = z.infer<typeof lineProblemSchema>;

export const badLineSchema = z.object({
  line: z.number(),
  cells: z.array(z.string()),
  problems: z.array(lineProblemSchema),
});
export type BadLine = z.infer<typeof badLineSchema>;

export const importedRoles = ["owner", "admin", "member", "guest"] as const satisfies readonly Role[];

/** Somebody who can be taken. */
export const newPersonSchema = z.object({
  line: z.number(),
  name: z.string(),
  username: z.string(),
  email: z.string(),
  role: z.enum(importedRoles),
  roomIds: z.array(idSchema),
});
export type NewPerson = z.infer<typeof newPersonSchema>;

/** What a job of this kind holds until it is done. */
export const importPayload = z.object({
  good: z.array(newPersonSchema),
  bad: z.array(badLineSchema),
  header: z.array(z.string()),
  delimiter: z.enum([",", ";", "\t"]),
  unused: z.array(z.string()),
  encoding: z.enum(["utf-8", "utf-16", "windows-1251"]),
});
export type ImportPayload = z.infer<typeof importPayload>;

/** Once the word was given: from where it came, and where the links lead. */
export const confirmedPayload = importPayload.pick({ good: true }).extend({
  confirmed: z.object({ address: z.string(), origin: z.string(), timeZone: z.string(), locale: z.enum(["en", "ru"]) }),
});

/** What became of it. */
export const importResult = z.object({
  people: z.number(),
  /** Letters on their way. */
  letters: z.number(),
  bad: z.array(badLineSchema).optional(),
  /** The links to be handed over, sealed; gone once they were given. */
  sealedLinks: z.string().optional(),
});

export const importInput = z.strictObject({ id: z.coerce.number().pipe(idSchema) });

export type ImportState = "draft" | "queued" | "running" | "done" | "failed";

export interface ImportProgress {
  state: ImportState;
  done: number;
  total: number;
}

export interface ImportView extends ImportProgress {
  id: number;
  created_at: string;
  finished_at: string | null;
  created_by: string;
  /** Lines that cannot be taken: of the file, or, where it failed, those that were overtaken. */
  bad_count: number;
  unused: string[];
  /** The file was no UTF-8, so its letters were guessed. */
  is_guessed: boolean;
  /** The first few who can be taken, while it is a draft. */
  sample: { name: string; login: string; email: string; role: NewPerson["role"] }[];
  /** How many of a draft would be raised above employees. */
  owners: number;
  admins: number;
  letters: number;
  has_links: boolean;
  /** The viewer gave the word, or made the draft. */
  is_mine: boolean;
  /** Why it failed, where no line is to blame. */
  problem: string;
}
