import { expect, test } from "bun:test";
import { DEFAULT_HTTP_SETTINGS, readHttpSettings } from "../../src/http/http-settings.ts";

const read = (variables: Record<string, string>) =>
	readHttpSettings(variables, { isOffline: false });

test("without variables everything is as documented", () => {
	expect(read({})).toEqual(DEFAULT_HTTP_SETTINGS);
	expect(DEFAULT_HTTP_SETTINGS).toMatchObject({
		idleTimeout: 30_000,
		connectTimeout: 10_000,
		retries: 3,
		concurrency: 50,
	});
});

test("each variable has its effect", () => {
	expect(read({ UV_HTTP_TIMEOUT: "7" }).idleTimeout).toBe(7000);
	expect(read({ UV_REQUEST_TIMEOUT: "8", HTTP_TIMEOUT: "9" }).idleTimeout).toBe(8000);
	expect(read({ HTTP_TIMEOUT: "9" }).idleTimeout).toBe(9000);
	expect(read({ UV_HTTP_CONNECT_TIMEOUT: "3" }).connectTimeout).toBe(3000);
	expect(read({ UV_HTTP_RETRIES: "0" }).retries).toBe(0);
	expect(read({ UV_CONCURRENT_DOWNLOADS: "4" })).toMatchObject({
		concurrency: 4,
		concurrencyPerHost: 4,
	});
	expect(read({ UV_HTTP_RETRIES: "" }).retries).toBe(3);
});

test("who allows long silences is not cut off for slowness before", () => {
	expect(read({ UV_HTTP_TIMEOUT: "300" }).rateWindow).toBe(300_000);
	expect(read({ UV_HTTP_TIMEOUT: "5" }).rateWindow).toBe(60_000);
	expect(read({ UV_HTTP_TIMEOUT: "999999999999" }).idleTimeout).toBeLessThan(2 ** 31);
});

test.each([
	["UV_HTTP_TIMEOUT", "x"],
	["UV_HTTP_TIMEOUT", "1.5"],
	["UV_HTTP_RETRIES", "-1"],
	["UV_HTTP_CONNECT_TIMEOUT", "10s"],
	["UV_CONCURRENT_DOWNLOADS", "0"],
])("%s=%s is refused with exit status 2", (name, value) => {
	let thrown: unknown;
	try {
		read({ [name]: value });
	} catch (error) {
		thrown = error;
	}
	expect(thrown).toMatchObject({ code: "invalid-variable", exitStatus: 2 });
	expect((thrown as Error).message).toStartWith(
		`Could not use \`${name}\`: its value \`${value}\` is not a whole number`,
	);
});
