/** What the engine complains of (a key used twice, an unknown property) fails the test that caused it. */
let complaints = []

beforeEach(() => {
  complaints = []
  for (const method of ['error', 'warn']) console[method] = (...words) => complaints.push(words.join(' '))
})

afterEach(() => {
  if (complaints.length > 0) throw new Error(complaints.join('\n\n'))
})
