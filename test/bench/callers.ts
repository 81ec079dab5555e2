import type { Turn } from './turns.ts'

/**
 * So many callers for so long, each asking again as soon as it is answered.
 *
 * @param ask one request; rejects where its answer is not the one that counts.
 * @param weight how much one request does.
 */
export async function keepAsking(
  callers: number,
  seconds: number,
  ask: () => Promise<unknown>,
  weight = 1,
): Promise<Turn> {
  const latenciesMs: number[] = []
  const from = performance.now()
  const until = from + seconds * 1_000
  const call = async () => {
    for (let asked = performance.now(); asked < until; ) {
      await ask()
      const answered = performance.now()
      latenciesMs.push(answered - asked)
      asked = answered
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
  const took = (performance.now() - from) / 1_000
  return { done: latenciesMs.length * weight, seconds: took, latenciesMs }
}
