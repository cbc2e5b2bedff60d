/** The functions of web-test-runner's Mocha that these tests use. */
declare function describe(what: string, tests: () => void): void;
declare function it(sentence: string, test: () => void | Promise<void>): void;
declare function afterEach(tidy: () => void | Promise<void>): void;
declare function beforeEach(prepare: () => void | Promise<void>): void;
