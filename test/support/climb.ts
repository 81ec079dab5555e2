import type { Caller } from '../../src/domain/caller.ts'
import { type Input, type Market, reply } from './market.ts'
import type { Mutation } from './mutations.ts'

/** What is asked, and by whom. */
export interface Attempt {
  readonly by: Caller
  readonly mutation: Mutation
  readonly input: Input
}

/** One thing wrong less each time: what is left to be wrong must not be told before its turn. */
export type Mend = () => Promise<Input & { readonly by?: Caller }>

/** The codes that an attempt comes to, first with all that is wrong with it, then after each mend. */
export async function climb(
  market: Pick<Market, 'ask'>,
  attempt: Attempt,
  mends: readonly Mend[],
): Promise<string[]> {
  const comesTo = async ({ by, mutation, input }: Attempt): Promise<string> => {
    const { data, errors } = await reply(market, by, mutation, input)
    const outcome = data?.[mutation]
    return errors?.[0]?.extensions.code ?? outcome?.code ?? outcome?.__typename ?? ''
  }
  const codes = [await comesTo(attempt)]
  let now = attempt
  for (const mend of mends) {
    const { by = now.by, ...mended } = await mend()
    now = { ...now, by, input: { ...now.input, ...mended } }
    codes.push(await comesTo(now))
  }
  return codes
}
