/** An `Output` whose streams are texts, for tests. */
import { Output } from "../../src/cli/output.ts";

export interface CaptureOptions {
	readonly quiet?: number;
	readonly verbose?: number;
	readonly isTerminal?: boolean;
	readonly isColoured?: boolean;
	readonly width?: number;
}

export class Capture {
	readonly output: Output;
	standardOutput = "";
	standardError = "";

	constructor(options: CaptureOptions = {}) {
		const facts = {
			isTerminal: options.isTerminal ?? false,
			isColoured: options.isColoured ?? false,
			width: options.width ?? 80,
		};
		this.output = new Output({
			standardOutput: {
				...facts,
				write: (text) => {
					this.standardOutput += text;
					return "written";
				},
			},
			standardError: {
				...facts,
				write: (text) => {
					this.standardError += text;
					return "written";
				},
			},
			quiet: options.quiet ?? 0,
			verbose: options.verbose ?? 0,
		});
	}
}
