import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { CommandError, type CommandIo } from './command.ts'
import { type ServerAddress, commandLine } from './server-address.ts'

/** Has the running server do the command, and passes on what it says as it says it. */
export async function runByServer(
  server: ServerAddress,
  name: string,
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  const response = await fetch(new URL(`/internal/commands/${name}`, server.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ args }),
    signal: io.signal,
  }).catch((cause: unknown) => {
    throw new CommandError(
      `Process ${server.pid} holds the embedded database and does not answer at ${server.url}.`,
      { cause },
    )
  })
  if (!response.ok || !response.body) {
    throw new CommandError(
      `Process ${server.pid} holds the embedded database and refused the command (${response.status}).`,
    )
  }
  // The same object under two names: the DOM's types and Node's do not know each other.
  const body = response.body as ReadableStream
  for await (const text of createInterface({ input: Readable.fromWeb(body) })) {
    const line = commandLine.parse(JSON.parse(text))
    if ('exit' in line) return line.exit
    await ('out' in line ? io.out(line.out) : io.err(line.err))
  }
  throw new CommandError('The server ended before the command did.')
}
