import { openClock, refuseDataLaterThanClock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { connectDatabase } from '../database.ts'
import { openDatabaseServer } from '../database-server.ts'
import { seedDemo } from '../demo/seed.ts'
import { migrate } from '../migrate.ts'
import { noWords, runCommand } from '../run-command.ts'
import { openSecrets } from '../secrets.ts'

const usage = 'Usage: npm run --silent seed    plays the demo into the database, once\n'

async function seed(): Promise<number> {
  const config = readConfig(process.env)
  const server = await openDatabaseServer(config)
  try {
    await migrate(server.url)
    const db = connectDatabase(server.url, { max: 4 })
    const clock = openClock(config)
    await refuseDataLaterThanClock(db, clock)
    const secrets = openSecrets(config)
    const played = await seedDemo({ db, clock, secrets, onProgress })
    await db.$disconnect()
    process.stdout.write(
      played > 0 ? `seeded the demo in ${played} steps\n` : 'the demo is there already\n',
    )
    return 0
  } finally {
    await server.stop()
  }
}

function onProgress(done: number, of: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\rseeding ${done} of ${of}${done === of ? '\n' : ''}`)
}

await runCommand({ usage, read: noWords, run: seed })
