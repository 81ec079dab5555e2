/** What one side did while it was its turn. */
export interface Turn {
  readonly done: number
  readonly seconds: number
  /** Of each request; of as many as were measured. */
  readonly latenciesMs: readonly number[]
}

/** Something that can be kept busy for a while. */
export interface Side {
  readonly name: string
  readonly turn: (seconds: number) => Promise<Turn>
}

export interface Comparison {
  readonly figure: Side
  readonly reference: Side
  /** How many times the reference the figure has to be, at least. */
  readonly asked: number
}

export interface Course {
  readonly seconds: number
  readonly rounds: number
  /** Before the first round, each side; nothing of it is counted. */
  readonly warmUpSeconds: number
}

/** How fast a side was. */
export interface Speed {
  readonly name: string
  /** Median of the rounds. */
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface Compared {
  readonly figure: Speed
  readonly reference: Speed
  readonly ratio: number
  readonly asked: number
}

/**
 * Gives all sides their turns, one after the other, round by round: a machine
 * that is slower for a while is slower for all of them.
 */
export async function takeTurns(
  comparisons: readonly Comparison[],
  { seconds, rounds, warmUpSeconds }: Course,
): Promise<readonly Compared[]> {
  const sides = [...new Set(comparisons.flatMap(({ reference, figure }) => [reference, figure]))]
  if (warmUpSeconds > 0) for (const side of sides) await side.turn(warmUpSeconds)
  const turns = new Map(sides.map((side): [Side, Turn[]] => [side, []]))
  for (let round = 0; round < rounds; round += 1)
    for (const [side, taken] of turns) taken.push(await side.turn(seconds))

  const speeds = new Map([...turns].map(([side, taken]) => [side, speedOf(side.name, taken)]))
  return comparisons.map(({ figure, reference, asked }) =>
    compare(speedIn(speeds, figure), speedIn(speeds, reference), asked),
  )
}

const compare = (figure: Speed, reference: Speed, asked: number): Compared => ({
  figure,
  reference,
  ratio: figure.perSecond / reference.perSecond,
  asked,
})

function speedIn(speeds: ReadonlyMap<Side, Speed>, side: Side): Speed {
  const speed = speeds.get(side)
  if (!speed) throw new Error(`${side.name} took no turn`)
  return speed
}

function speedOf(name: string, turns: readonly Turn[]): Speed {
  const latencies = Float64Array.from(turns.flatMap(({ latenciesMs }) => latenciesMs)).sort()
  const rates = Float64Array.from(turns.map(({ done, seconds }) => done / seconds)).sort()
  return {
    name,
    perSecond: quantile(rates, 0.5),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  }
}

/** The smallest value that so large a part of the sorted values does not exceed. */
const quantile = (sorted: Float64Array, part: number): number =>
  sorted[Math.max(Math.ceil(sorted.length * part) - 1, 0)] ?? Number.NaN
