/** The platforms `--python-platform` knows. */

const MANYLINUX_MINORS: readonly number[] = [17, 28, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40];

function manylinux(architecture: string): readonly string[] {
	return [
		`${architecture}-manylinux2014`,
		...MANYLINUX_MINORS.map((minor) => `${architecture}-manylinux_2_${minor}`),
	];
}

/** Short names first, then target triples. */
export const PLATFORM_CHOICES: readonly string[] = [
	"windows",
	"linux",
	"macos",
	"x86_64-pc-windows-msvc",
	"aarch64-pc-windows-msvc",
	"i686-pc-windows-msvc",
	"x86_64-unknown-linux-gnu",
	"aarch64-apple-darwin",
	"x86_64-apple-darwin",
	"aarch64-unknown-linux-gnu",
	"aarch64-unknown-linux-musl",
	"x86_64-unknown-linux-musl",
	"riscv64-unknown-linux",
	...manylinux("x86_64"),
	...manylinux("aarch64"),
	"aarch64-linux-android",
	"x86_64-linux-android",
	"wasm32-pyodide2024",
	"wasm32-pyodide2025",
	"arm64-apple-ios",
	"arm64-apple-ios-simulator",
	"x86_64-apple-ios-simulator",
];
