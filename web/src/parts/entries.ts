/** The files of folders that were dropped: a browser hands over a folder as an entry to be walked. */

/** Where a file lay in the folder that it came by, or its name alone. */
export const pathOf = (file: { name: string; webkitRelativePath?: string }): string => file.webkitRelativePath || file.name

/** Gives a file the path that a folder input would have given it. */
function placed(file: File, path: string): File {
  return Object.defineProperty(file, "webkitRelativePath", { value: path.replace(/^\//, "") })
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => { entry.file(resolve, reject) })

/** A reader gives some entries at a time (Chromium: a hundred), and none at the end. */
async function listEntries(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const listed: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => { reader.readEntries(resolve, reject) })
    if (some.length === 0) return listed
    listed.push(...some)
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

async function walk(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) return [placed(await fileOf(entry), entry.fullPath)]
  if (!isFolder(entry)) return []
  const inside = await Promise.all((await listEntries(entry)).map(walk))
  return inside.flat()
}

/** All files of a drop, those of folders with their paths; rejects where a folder cannot be read. */
export async function collectFiles(data: DataTransfer): Promise<File[]> {
  // The transfer is empty as soon as the event is over: entries and files are taken at once.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const files = [...data.files]
  if (!entries.some(isFolder)) return files
  const found = await Promise.all(entries.map(walk))
  return found.flat()
}
