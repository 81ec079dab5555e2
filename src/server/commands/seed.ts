import { openClock, refuseDataLaterThanClock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { connectDatabase } from '../database.ts'
import { openDatabaseServer } from '../database-server.ts'
import { seedDemo } from '../demo/seed.ts'
import { migrate } from '../migrate.ts'
import { personHash } from '../person-hash.ts'
import { openSecrets } from '../secrets.ts'
import { runOrExplain } from '../start-refused.ts'

await runOrExplain(async () => {
  const config = readConfig(process.env)
  const server = await openDatabaseServer(config)
  try {
    await migrate(server.url)
    const db = connectDatabase(server.url, { max: 4 })
    const clock = openClock(config)
    await refuseDataLaterThanClock(db, clock)
    const hashPerson = personHash(openSecrets(config).person)
    const played = await seedDemo({ db, clock, hashPerson, onProgress })
    await db.$disconnect()
    process.stdout.write(
      played > 0 ? `seeded the demo in ${played} steps\n` : 'the demo is there already\n',
    )
    return 0
  } finally {
    await server.stop()
  }
})

function onProgress(done: number, of: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\rseeding ${done} of ${of}${done === of ? '\n' : ''}`)
}
