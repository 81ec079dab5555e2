import type { Config } from './config.ts'
import type { Database } from './database.ts'
import { startRefused } from './start-refused.ts'

/** The program's idea of the time. */
export interface Clock {
  readonly now: () => Date
  /** How far it is ahead of the real time; what the database's clock lacks to it. */
  readonly offsetMs: () => number
}

/** The real clock, or one that starts now at CLOCK and runs on. */
export function openClock({ clock }: Pick<Config, 'clock'>): Clock {
  const offset = clock ? clock.getTime() - Date.now() : 0
  return { now: () => new Date(Date.now() + offset), offsetMs: () => offset }
}

/**
 * Refuses to go on with data that is later than the clock, because whatever were
 * posted next would come before what is there already. The database's own clock
 * counts, as in posting.
 */
export async function refuseDataLaterThanClock(db: Database, clock: Clock): Promise<void> {
  const newest = await db.$queryRaw<{ postedAt: Date; now: Date }[]>`
    select posted_at as "postedAt", date_trunc('milliseconds', clock_timestamp()) as now
    from journal
    order by id desc
    limit 1`
  for (const { postedAt, now } of newest) {
    const reading = new Date(now.getTime() + clock.offsetMs())
    if (postedAt > reading)
      throw startRefused(
        `The data goes on until ${postedAt.toISOString()}, later than the clock at ` +
          `${reading.toISOString()}: set CLOCK to a later instant, or choose another DATA_DIR.`,
      )
  }
}
