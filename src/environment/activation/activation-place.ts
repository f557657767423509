/** What the activation scripts of an environment are written from. */

/** The environment a script belongs to. */
export interface ActivationPlace {
	/** The final, absolute path. */
	readonly root: string;
	/** What the user chose; `undefined`: the name of the folder. */
	readonly prompt: string | undefined;
	/** The name of the folder with the executables: `bin` or `Scripts`. */
	readonly scripts: string;
	/** The folder may be moved: scripts find it from their own place, where the shell can tell. */
	readonly isRelocatable: boolean;
	readonly isWindows: boolean;
	/** `purelib` and `platlib`, relative to the folder with the executables, in the system's spelling. */
	readonly libraries: readonly string[];
}

/** A file of the folder with the executables. */
export interface ActivationScript {
	readonly name: string;
	readonly text: string;
}

/** The name of the environment, as `VIRTUAL_ENV_PROMPT` has it. */
export function promptOf({ root, prompt, isWindows }: ActivationPlace): string {
	if (prompt !== undefined && prompt !== "") return prompt;
	const separator = isWindows ? /[\\/]/ : "/";
	return root.split(separator).findLast((part) => part !== "") ?? root;
}

/**
 * The name as it stands in a prompt. Shells expand their prompts each time they show them: a folder called
 * `$(reboot)` must not be more than a strange name.
 */
export function promptLabel(place: ActivationPlace): string {
	return promptOf(place).replace(UNSAFE_REGEXP, "_");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach a prompt
const UNSAFE_REGEXP = /[\u0000-\u001f\u007f$`\\%!"'&|<>^]/g;
