import { describe, expect, test } from 'vitest'
import { commission, creditJson, fileKeeper, inputJson, planJson } from './commission-process.ts'

const files = fileKeeper()

/** Exit 2, nothing on standard output, and exactly these lines on standard error. */
async function refuses(
  args: readonly string[],
  lines: readonly (string | RegExp)[],
  input?: string | Buffer,
) {
  const { code, stdout, stderr } = await commission(args, input)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  const found = stderr.trimEnd().split('\n')
  expect(found).toEqual(
    lines.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line)) as string),
  )
}

describe('what is no JSON document', () => {
  const documents: [string, string | Buffer, string | RegExp][] = [
    ['nothing', '', 'standard input: is empty.'],
    ['blanks', ' \n ', 'standard input: is empty.'],
    ['broken', '{"plan": {"id": x\n}}', /^standard input: is not JSON: .*x/],
    ['cut off', '{"plan": {"id": "a', /^standard input: is not JSON: /],
    ['NaN', '{"plan": NaN}', /^standard input: is not JSON: /],
    ['nested without end', '['.repeat(1_000_000), /^standard input: is not JSON: /],
    [
      'after a byte order mark',
      '\ufeff{}',
      'standard input: begins with a byte order mark; save it as UTF-8 without one.',
    ],
    [
      'in UTF-16',
      Buffer.from('{}', 'utf16le').fill(0xff, 0, 1),
      'standard input: is not UTF-8 text; save it as UTF-8.',
    ],
    ['50 MB', Buffer.alloc(50_000_000, 'x'), 'standard input: is larger than 10 MB, which no plan is.'],
    ['a list', '[1]', /^standard input: must be/],
    ['null', 'null', /^standard input: must be/],
    ['deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /^standard input: must be/],
  ]
  test.each(documents)('is one line: %s', async (_name, text, line) => {
    await refuses(['preview', '-'], [line], text)
    await refuses(['lint', '-'], [line], text)
  })

  test('is one line: a file that is not there, and a directory', async () => {
    const missing = `${files.folder}/missing.json`
    await refuses(['preview', missing], [`${missing}: there is no such file.`])
    await refuses(['lint', files.folder], [`${files.folder}: is a directory, not a file.`])
  })
})

describe('keys', () => {
  test('that are there twice are each a line with their path', async () => {
    const text = `{"plan":{"id":"a","id":"b","rules":[{"when":{}},{"id":"x","\\u0069d":"y"}]},"plan":{}}`
    await refuses(
      ['preview', '-'],
      ['plan.id: is there twice.', 'plan.rules[1].id: is there twice.', 'plan: is there twice.'],
      text,
    )
  })

  test('that look like a key inside a text are none', async () => {
    const input = inputJson({ plan: planJson({ id: 'a","id":"\\' }) })
    const { code } = await commission(['preview', '-'], JSON.stringify(input))
    expect(code).toBe(0)
  })

  test.each(['__proto__', 'colour', 'constructor'])('that nobody knows are a fault: %s', async (key) => {
    const text = JSON.stringify(inputJson()).replace('"closeDate"', `${JSON.stringify(key)}: {}, "closeDate"`)
    await refuses(['preview', '-'], [new RegExp(`^deal\\.${key}: is `)], text)
  })

  test('with line ends and terminal codes stay on their line', async () => {
    const text = JSON.stringify(inputJson({ deal: { 'a\n\u001b[2J': 1 } }))
    await refuses(['preview', '-'], [/^deal\."a\\n\\u001b\[2J": is /], text)
  })
})

describe('amounts', () => {
  test.each(['1e3', '+5', '-5', '1,000.00', '1000.005', 'NaN', 'Infinity', '', ' 1', '0x10', '1_000', '١'])(
    'are plain decimal text: not "%s"',
    (amount) =>
      refuses(
        ['preview', '-'],
        [/^deal\.dealAmount: /],
        JSON.stringify(inputJson({ deal: { dealAmount: amount } })),
      ),
  )

  test.each(['1000.5', '1000', '1e400', 'true', '{}'])('are text, not %s', (literal) => {
    const text = JSON.stringify(inputJson()).replace('"2000.00"', literal)
    return refuses(['preview', '-'], [/^deal\.dealAmount: must be decimal text/], text)
  })
})

test('every fault of a file is a line of its own', async () => {
  const input = inputJson({
    plan: planJson({ effectiveTo: '2026-02-30', currency: 'EURO' }, { role: 'boss' }),
    deal: { closeDate: 'soon' },
    credits: [creditJson('P1', { share: '0' })],
  })
  await refuses(
    ['preview', '-'],
    [
      /^plan\.currency: /,
      /^plan\.effectiveTo: /,
      /^plan\.rules\[0\]\.role: /,
      /^deal\.closeDate: /,
      /^credits\[0\]\.share: /,
    ],
    JSON.stringify(input),
  )
})

describe('arguments', () => {
  const usage = /^Usage: commission preview/
  const rest = [/lint/, /simulate/, /replay/]
  const mistakes: [string[], (string | RegExp)[]][] = [
    [[], []],
    [['guess'], ['There is no commission guess.']],
    [['preview'], ['preview needs a file.']],
    [['preview', 'a', 'b'], ['preview takes one at a time.']],
    [['lint', 'a', '--colour'], [/^Unknown option '--colour'/]],
    [['simulate', 'a'], ['simulate needs --deals FILE.']],
    [['simulate', 'a', '--deals', 'b', '--months', '1.5'], [/^--months "1\.5" is not/]],
    [['replay'], ['replay needs a line.']],
  ]
  test('are explained to who asks, which is no mistake', async () => {
    for (const args of [['--help'], ['simulate', '--help']]) {
      const { code, stdout, stderr } = await commission(args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toContain('--deals FILE')
    }
  })

  test.each(mistakes)('that make no sense are explained: %j', (args, lines) =>
    refuses(args, [...lines, usage, ...rest]),
  )
})

describe('lint', () => {
  test('exits 1 for an error, and says where, why and how to mend it', async () => {
    const bands = [
      { upTo: '500.00', percent: '2' },
      { upTo: '200.00', percent: '3' },
      { upTo: null, percent: '4' },
    ]
    const plan = planJson({}, { rate: { kind: 'graduated', bands } })
    const { code, stdout, stderr } = await commission(['lint', '-'], JSON.stringify(plan))
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ severity: 'error', path: 'rules[0].rate.bands[1].upTo' }),
      ]),
    })
  })

  test('exits 0 with warnings alone, takes a whole preview input and reads the rules out', async () => {
    const plan = planJson({ effectiveFrom: '2099-01-01' }, { rate: { kind: 'percent', percent: '150' } })
    const { code, stdout } = await commission(['lint', '-'], JSON.stringify(inputJson({ plan })))
    expect(code).toBe(0)
    const printed = JSON.parse(stdout) as { findings: { severity: string; code: string }[]; rules: string[] }
    expect(printed.findings).toContainEqual(
      expect.objectContaining({ severity: 'warning', code: 'rate_over_100' }),
    )
    expect(printed.rules).toEqual([expect.stringContaining('150 %')])
  })

  test('knows the other plans that it is given', async () => {
    const plan = (id: string, over: object) => JSON.stringify(planJson({ id, ...over }))
    const other = files.write('other.json', plan('other', { effectiveFrom: '2099-01-01' }))
    const past = files.write('past.json', plan('past', { effectiveTo: '2026-12-31' }))
    const mine = files.write('mine.json', plan('mine', { effectiveFrom: '2099-06-01' }))
    const { code, stdout } = await commission(['lint', mine, '--with', past, '--with', other])
    expect(code).toBe(1)
    const { findings } = JSON.parse(stdout) as { findings: { code: string; message: string }[] }
    const matching = findings.filter((finding) => finding.code === 'other_plan_matches')
    expect(matching.map(({ message }) => message)).toEqual([expect.stringContaining('"other"')])
    expect((await commission(['lint', mine, '--with', past])).code).toBe(0)
  })

  test('refuses another plan that cannot be read, and says in which file', async () => {
    const mine = files.write('mine.json', JSON.stringify(planJson()))
    const other = files.write('broken.json', JSON.stringify(planJson({ currency: 'US$' })))
    await refuses(['lint', mine, '--with', other], [`${other}: currency: must be an ISO 4217 currency code`])
  })
})
