import { copyFile, open, rename, rm, type FileHandle } from "node:fs/promises";

/**
 * Opens a file that the media server wrote, for reading and writing. One that belongs to another user, who lets others only
 * read it, as a FreeSWITCH of its own does, is replaced by our own copy first: its folder is ours.
 */
export async function openAsOwn(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r+");
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== "EACCES") throw failure;
  }
  const copy = `${path}.own`;
  try {
    await copyFile(path, copy);
    await rename(copy, path);
  } catch (failure) {
    await rm(copy, { force: true });
    throw failure;
  }
  return open(path, "r+");
}
