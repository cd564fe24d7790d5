import { bullQueue } from '../../server/jobs/bull-queue.ts'
import { memoryQueue } from '../../server/jobs/memory-queue.ts'
import { describeQueueContract } from './queue.contract.ts'

const redisUrl = process.env['TEST_REDIS_URL']

describeQueueContract('in process', () => memoryQueue())
describeQueueContract('Bull on Redis', (name) => bullQueue(redisUrl ?? '', { name }), !redisUrl)
