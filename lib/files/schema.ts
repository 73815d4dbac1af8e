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

/** What a line of a list says of a message without a word. */
export const namesOf = (files: readonly Pick<FileView, "name">[]): string => files.map(({ name }) => name).join(", ");

const videoTypes = new Set(["video/mp4", "video/webm", "video/quicktime", "video/x-m4v"]);
const audioTypes = new Set([
  ...["audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/aac", "audio/ogg", "audio/opus", "audio/wav", "audio/x-wav"],
  ...["audio/vnd.wave", "audio/webm", "audio/flac", "audio/x-flac"],
]);

export const isPlayed = (contentType: string): boolean => videoTypes.has(contentType) || audioTypes.has(contentType);

/** How a message shows a file: in place where the browser can, else as a card. */
export function kindOf(file: Pick<FileView, "content_type" | "width">): "picture" | "video" | "audio" | "card" {
  if (file.width !== null) return "picture";
  if (videoTypes.has(file.content_type)) return "video";
  return audioTypes.has(file.content_type) ? "audio" : "card";
}
