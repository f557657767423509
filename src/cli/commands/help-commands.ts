/** The commands about the program itself. */

import type { Command } from "../option.ts";
import { globalOptions } from "../options/global-options.ts";

export const helpCommands: readonly Command[] = [
	{
		path: ["help"],
		summary: "Explain a command",
		positional: { name: "COMMAND", help: "The words of the command", isRepeatable: true },
		options: globalOptions,
		examples: [{ command: "help pip install", purpose: "Everything about `pip install`" }],
	},
	{
		path: ["generate-shell-completion"],
		summary: "Write a completion script for a shell",
		positional: {
			name: "SHELL",
			help: "The shell",
			isRequired: true,
			choices: [{ value: "bash" }, { value: "zsh" }, { value: "fish" }],
		},
		options: globalOptions,
		examples: [
			{
				command: "generate-shell-completion bash >> ~/.bashrc",
				purpose: "Complete in every new bash",
			},
		],
	},
];
