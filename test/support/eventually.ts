/** Repeats the assertion until it holds; after the deadline its own failure is what the test shows. */
export async function eventually<T>(assertion: () => T | Promise<T>, withinMs = 10_000): Promise<T> {
  const deadline = Date.now() + withinMs
  for (;;) {
    try {
      return await assertion()
    } catch (error) {
      if (Date.now() >= deadline) throw error
      await new Promise((later) => setTimeout(later, 20))
    }
  }
}
