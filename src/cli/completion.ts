/** Completion scripts, static, from the option table: the shell never has to start this program. */
import { bashScript } from "./completion/bash.ts";
import { completedCommands } from "./completion/completed-command.ts";
import { fishScript } from "./completion/fish.ts";
import { zshScript } from "./completion/zsh.ts";

export type Shell = "bash" | "zsh" | "fish";

/** The script for a shell, without a final newline. */
export function completionScript(shell: Shell): string {
	const commands = completedCommands();
	switch (shell) {
		case "bash":
			return bashScript(commands);
		case "zsh":
			return zshScript(commands);
		case "fish":
			return fishScript(commands);
	}
}
