/** The folders of the data folder in which files lie that rows of the database name. */
export const fileFolders = ["avatars", "marks", "files"] as const;

/** A file as those see it who may see a message that carries it, and, until one does, whoever sent it. */
export interface FileView {
  id: number;
  name: string;
  /** Bytes. */
  size: number;
  /** By its content, whatever its name says. */
  content_type: string;
  /** Pixels of a picture as it is shown, after its own rotation; null for what is not shown as a picture. */
  width: number | null;
  height: number | null;
  url: string;
  /** A smaller WebP of a large picture; null where the picture itself is small, or there is none. */
  preview_url: string | null;
}
