/** What happens where whoever reads the output leaves before its end, as `earshot model list | head -1` does. */

const leaving = new AbortController()

/** Aborted once the reader of the output has left: there is nobody to work for any more. */
export const readerLeft: AbortSignal = leaving.signal

/** As shells tell of a program that a closed pipe ended: 128 and the number of SIGPIPE. */
export const closedPipeCode = 141

function onError(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  leaving.abort()
}

/** From now on a closed pipe ends no process, which would leave its database as it is, but aborts `readerLeft`. */
export function outliveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onError)
}
