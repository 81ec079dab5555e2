import type { Caller } from '../../src/domain/caller.ts'
import type { Config } from '../../src/server/config.ts'
import { signToken } from '../../src/server/signing-key.ts'

export interface Asked {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string | undefined
}

export type Headers = Readonly<Record<string, string>>

export type Result = ReturnType<typeof JSON.parse>

/** Server-sent events, as a client hears them. */
export interface Stream {
  readonly status: number
  readonly headers: Response['headers']
  /** The next result; undefined once the server says that it is complete. Rejects where it was cut. */
  readonly next: () => Promise<Result | undefined>
  /** So many results. */
  readonly take: (count: number) => Promise<readonly Result[]>
  readonly leave: () => void
}

/** Asks by POST, and resolves once the server has accepted it. */
export const subscribe = (url: string, asked: Asked, headers: Headers = {}): Promise<Stream> =>
  hear(`${url}/graphql`, {
    method: 'POST',
    headers: { accept, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(asked),
  })

/** The same by GET. */
export function subscribeByGet(url: string, asked: Asked, headers: Headers = {}): Promise<Stream> {
  const { query, variables = {} } = asked
  const words = new URLSearchParams({ query, variables: JSON.stringify(variables) })
  return hear(`${url}/graphql?${words}`, { headers: { accept, ...headers } })
}

const accept = 'text/event-stream'

export const bearer = async (config: Config, caller: Caller): Promise<Headers> => ({
  authorization: `Bearer ${await signToken(config, caller)}`,
})

async function hear(url: string, init: RequestInit): Promise<Stream> {
  const leaving = new AbortController()
  const response = await fetch(url, { ...init, signal: leaving.signal })
  const results = resultsIn(response.body)
  const next = async () => (await results.next()).value
  return {
    status: response.status,
    headers: response.headers,
    next,
    async take(count) {
      const taken: Result[] = []
      while (taken.length < count) taken.push(await next())
      return taken
    },
    leave: () => leaving.abort(),
  }
}

/** Comments are left out, and so is an event whose end did not arrive. */
async function* resultsIn(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Result> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      const fields = fieldsOf(event)
      if (fields.event === 'complete') return
      if (fields.event === 'next') yield JSON.parse(fields.data ?? '')
    }
  }
  throw new Error('The stream has ended without a word')
}

const fieldsOf = (event: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    event.split('\n').map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()]
    }),
  )
