/** Which kinds of files may be taken of a project, by `--no-binary` and `--only-binary`. Pure. */
import type { RegistryFile } from "../distributions/distribution.ts";
import { type ResolutionPolicy, selects } from "../resolver/manifest.ts";

type KindPolicy = Pick<ResolutionPolicy, "noBinary" | "onlyBinary">;

/** A name of one selection outranks `all` of the other. */
export function mayBeBuilt(name: string, { noBinary, onlyBinary }: KindPolicy): boolean {
	if (!selects(onlyBinary, name)) return true;
	return !onlyBinary.names.has(name) && noBinary.names.has(name);
}

/** Whether its wheels may be taken. */
export function mayBeWheel(name: string, { noBinary, onlyBinary }: KindPolicy): boolean {
	if (!selects(noBinary, name)) return true;
	return !noBinary.names.has(name) && onlyBinary.names.has(name);
}

/** Whether a file is of a kind that may be taken of its project. */
export function isOfChosenKind({ kind, filename }: RegistryFile, policy: KindPolicy): boolean {
	return (kind === "registry-wheel" ? mayBeWheel : mayBeBuilt)(filename.name, policy);
}
