// The SDK for JavaScript, version 3, as a program would use it. Prints a line for each thing that holds or does not.
import { spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  InvalidParameterException, InvalidRequestException, paginateListSecrets, ResourceExistsException,
  ResourceNotFoundException, SecretsManager
} from '@aws-sdk/client-secrets-manager'

const { CA, FUNCTION, PASSWORD, PATH, PORT, PSQL, ROLE, SEEN } = process.env
const id = 'javascript-app'
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 'secretsmanager:DeleteSecret', Resource: '*' }]
})
const client = new SecretsManager({})

const check = (what, holds) => {
  console.log(`${holds ? 'ok   ' : 'FAIL '} javascript: ${what}`)
  if (!holds) process.exitCode = 1
}

const equal = (what, seen, expected) => check(what, JSON.stringify(seen) === JSON.stringify(expected))

// Whether a call is refused with an error of this class and exactly this text.
const refused = async (what, type, text, call) => {
  try {
    await call()
    check(what, false)
  } catch (error) {
    check(what, error instanceof type && error.message === text)
  }
}

// Whether the server takes the password, over verified TLS.
const login = password => {
  appendFileSync(SEEN, password + '\n')
  const target = `host=127.0.0.1 port=${PORT} user=${ROLE} dbname=postgres sslmode=verify-full sslrootcert=${CA}`
  return spawnSync(PSQL, ['-qtAX', target, '-c', 'select 1'], { env: { PATH, PGPASSWORD: password } }).status === 0
}

const value = async (which = {}, from = client) =>
  JSON.parse((await from.getSecretValue({ SecretId: id, ...which })).SecretString)

const rotated = async (after = new Date(0)) => {
  for (let tries = 0; tries < 600; tries++) {
    const { LastRotatedDate } = await client.describeSecret({ SecretId: id })
    if (LastRotatedDate > after) return LastRotatedDate
    await sleep(100)
  }
  throw new Error('LastRotatedDate has not moved for a minute')
}

const creates = async () => {
  const { ARN } = await client.createSecret({
    Name: id,
    Tags: [{ Key: 'team', Value: 'a' }],
    SecretString: JSON.stringify({ engine: 'postgres', host: '127.0.0.1', port: PORT, username: ROLE, password: PASSWORD })
  })
  check('createSecret answers an ARN', ARN.startsWith(`arn:aws:secretsmanager:eu-central-1:123456789012:secret:${id}-`))
  await refused('a name that is taken', ResourceExistsException,
    `The operation failed because the secret ${id} already exists.`, () => client.createSecret({ Name: id }))
  return ARN
}

const rotates = async arn => {
  check('the first password logs in', login(PASSWORD))
  const { VersionId } = await client.rotateSecret({
    SecretId: id, RotationLambdaARN: FUNCTION, RotationRules: { ScheduleExpression: 'rate(30 days)', Duration: '2h' }
  })
  const first = await rotated()
  const described = await client.describeSecret({ SecretId: id })
  const secret = await value()
  check('the new version is current', described.VersionIdsToStages[VersionId].includes('AWSCURRENT'))
  check('NextRotationDate is later than LastRotatedDate', described.NextRotationDate > first)
  equal('the schedule is described', described.RotationRules.ScheduleExpression, 'rate(30 days)')
  check('the new password logs in', secret.password !== PASSWORD && login(secret.password))
  check('the old password does not', !login(PASSWORD))
  await client.rotateSecret({ SecretId: arn })
  await rotated(first)
  check('a second rotateSecret needs no function', login((await value()).password))
  check('AWSPREVIOUS is the one before', (await value({ VersionStage: 'AWSPREVIOUS' })).password === secret.password)
  const { Versions } = await client.listSecretVersionIds({ SecretId: id, IncludeDeprecated: true })
  equal('the three versions are listed', Versions.length, 3)
}

const lists = async () => {
  const names = [0, 1, 2].map(number => `javascript-page-${number}`)
  for (const Name of names) await client.createSecret({ Name, SecretBinary: Buffer.from(Name) })
  const pages = []
  const paged = { client, pageSize: 2 }
  for await (const page of paginateListSecrets(paged, { Filters: [{ Key: 'name', Values: ['javascript-page'] }] })) {
    pages.push(page.SecretList.map(secret => secret.Name))
  }
  equal('listSecrets goes through two pages', pages, [names.slice(0, 2), names.slice(2)])
  const found = await client.listSecrets({
    Filters: [{ Key: 'name', Values: ['javascript'] }, { Key: 'tag-key', Values: ['team'] }]
  })
  equal('two filters must both match', found.SecretList.map(secret => secret.Name), [id])
  const batch = await client.batchGetSecretValue({ SecretIdList: [names[1], 'nothing'] })
  equal('batchGetSecretValue tells bytes', Buffer.from(batch.SecretValues[0].SecretBinary).toString(), names[1])
  equal('and errors', batch.Errors.map(error => [error.SecretId, error.ErrorCode]),
    [['nothing', 'ResourceNotFoundException']])
  for (const name of names) await client.deleteSecret({ SecretId: name, ForceDeleteWithoutRecovery: true })
}

const labels = async () => {
  await client.tagResource({ SecretId: id, Tags: [{ Key: 'stage', Value: 'test' }] })
  await client.untagResource({ SecretId: id, TagKeys: ['team'] })
  equal('one tag is put and another removed', (await client.describeSecret({ SecretId: id })).Tags,
    [{ Key: 'stage', Value: 'test' }])
  await client.putResourcePolicy({ SecretId: id, ResourcePolicy: policy, BlockPublicPolicy: true })
  equal('the policy is given back', (await client.getResourcePolicy({ SecretId: id })).ResourcePolicy, policy)
  await client.deleteResourcePolicy({ SecretId: id })
  equal('the policy is gone', (await client.getResourcePolicy({ SecretId: id })).ResourcePolicy, undefined)
  const { RandomPassword } = await client.getRandomPassword({ PasswordLength: 40, ExcludePunctuation: true })
  check('getRandomPassword makes what was asked for', /^[A-Za-z0-9]{40}$/.test(RandomPassword))
}

const replicates = async () => {
  await client.replicateSecretToRegions({ SecretId: id, AddReplicaRegions: [{ Region: 'us-west-2' }] })
  const { ReplicationStatus } = await client.describeSecret({ SecretId: id })
  equal('the replica is in sync', ReplicationStatus.map(one => [one.Region, one.Status]), [['us-west-2', 'InSync']])
  const away = new SecretsManager({ region: 'us-west-2' })
  equal('its value is read in its region', await value({}, away), await value())
  await refused('a replica is read-only', InvalidParameterException,
    "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    () => away.putSecretValue({ SecretId: id, SecretString: 'x' }))
  await client.removeRegionsFromReplication({ SecretId: id, RemoveReplicaRegions: ['us-west-2'] })
  await refused('the replica is gone', ResourceNotFoundException,
    "Secrets Manager can't find the specified secret.", () => away.describeSecret({ SecretId: id }))
}

const deletes = async () => {
  const { DeletionDate } = await client.deleteSecret({ SecretId: id, RecoveryWindowInDays: 7 })
  equal('the deletion is a week ahead', Math.round((DeletionDate - Date.now()) / 86400000), 7)
  await refused('a deleted secret is not read', InvalidRequestException,
    "You can't perform this operation on the secret because it was marked for deletion.", () => value())
  await client.restoreSecret({ SecretId: id })
  check('a restored secret logs in', login((await value()).password))
  await client.deleteSecret({ SecretId: id, ForceDeleteWithoutRecovery: true })
  await refused('a secret that is gone is not found', ResourceNotFoundException,
    "Secrets Manager can't find the specified secret.", () => value())
}

await rotates(await creates())
await lists()
await labels()
await replicates()
await deletes()
