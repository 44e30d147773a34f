/** A topic of two claims, for the tests of dreams and of what CI asks of a memory. */

export const TOPIC_PATH = '.kairos/topics/integration-tests.md';
export const TESTS_TOPIC = `---
topic: integration-tests
description: What the integration tests need and how they fail
---
# Integration tests

- They use port 6379 (2026-11-02). ^aaaaaaaaaa
  evidence: (^e000000001)
- They take ten minutes (2026-11-03). ^bbbbbbbbbb
  evidence: (^e000000002)
`;
