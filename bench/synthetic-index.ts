/**
 * An index on loopback of projects that are made up: `p0`, `p1` and so on, each with some versions that need up to three
 * projects of higher numbers. Argument: how many there are.
 */

const VERSIONS = 10;

/** Up to three later projects; the newest version of each will do. */
function requirementsOf(project: number, version: number, count: number): readonly string[] {
	return [project * 2 + 1, project + 7, project + version]
		.filter((other, place, all) => other > project && other < count && all.indexOf(other) === place)
		.map((other) => `p${other}>=1.${version % 3}`);
}

function metadataOf(project: number, version: number, count: number): string {
	const requires = requirementsOf(project, version, count).map((text) => `Requires-Dist: ${text}`);
	return [
		"Metadata-Version: 2.1",
		`Name: p${project}`,
		`Version: 1.${version}`,
		...requires,
		"",
	].join("\n");
}

function pageOf(project: number, origin: string, count: number): string {
	const files = Array.from({ length: VERSIONS }, (_, version) => {
		const filename = `p${project}-1.${version}-py3-none-any.whl`;
		const metadata = metadataOf(project, version, count);
		const sha256 = new Bun.CryptoHasher("sha256").update(metadata).digest("hex");
		return {
			filename,
			url: `${origin}/files/${filename}`,
			hashes: { sha256: new Bun.CryptoHasher("sha256").update(filename).digest("hex") },
			"requires-python": ">=3.8",
			"core-metadata": { sha256 },
			"upload-time": "2024-05-01T10:00:00.000000Z",
			size: 1000,
		};
	});
	return JSON.stringify({ meta: { "api-version": "1.1" }, name: `p${project}`, files });
}

function answer(request: Request, count: number): Response {
	const { origin, pathname } = new URL(request.url);
	const page = /^\/simple\/p(\d+)\/$/.exec(pathname);
	if (page !== null && Number(page[1]) < count) {
		return new Response(pageOf(Number(page[1]), origin, count), {
			headers: {
				"cache-control": "max-age=600, public",
				"content-type": "application/vnd.pypi.simple.v1+json",
			},
		});
	}
	const file = /^\/files\/p(\d+)-1\.(\d+)-py3-none-any\.whl\.metadata$/.exec(pathname);
	if (file === null) return new Response("", { status: 404 });
	return new Response(metadataOf(Number(file[1]), Number(file[2]), count), {
		headers: { "cache-control": "max-age=365000000, immutable, public" },
	});
}

if (import.meta.main) {
	const count = Number(process.argv[2]);
	const server = Bun.serve({
		hostname: "127.0.0.1",
		port: 0,
		idleTimeout: 255,
		fetch: (request) => answer(request, count),
	});
	console.log(`http://127.0.0.1:${server.port}/simple`);
	for await (const _chunk of Bun.stdin.stream());
	console.log("[]");
	process.exit(0);
}
