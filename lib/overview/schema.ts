import type { FailedJobView } from "@/lib/jobs/schema";
import type { LastCheck } from "@/lib/journal/schema";
import type { PersonRef } from "@/lib/people/schema";

/** A day of UTC, such as 2026-03-31, and what it brought. */
export interface DayView {
  day: string;
  /** People who used the chat. */
  people: number;
  /** Messages that were written; whispers are nobody else's business. */
  messages: number;
}

export interface Overview {
  here: {
    online: number;
    away: number;
    /** Those who are online, the first few by name. */
    people: PersonRef[];
  };
  waiting_invitations: number;
  /** The last `overviewDays` days without a gap, the oldest first; the last one is today. */
  days: DayView[];
  storage: {
    database_bytes: number;
    /** Pictures and files; null until the worker has measured them. */
    files: { bytes: number; count: number } | null;
    free_bytes: number;
  };
  attention: {
    /** When the last backup was made; null where there was none. */
    last_backup: string | null;
    is_backup_old: boolean;
    is_disk_full: boolean;
    failed_jobs: FailedJobView[];
    failed_job_count: number;
    /** Employees who lack the second factor that the company requires of them. */
    without_factor: number;
    journal: LastCheck | null;
  };
}
