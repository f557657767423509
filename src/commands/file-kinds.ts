/** Which kinds of files may be taken of a project, by `--no-binary` and `--only-binary`. Pure. */
import type { RegistryFile } from "../distributions/distribution.ts";
import { excludes, type ResolutionPolicy } from "../resolver/manifest.ts";

type KindPolicy = Pick<ResolutionPolicy, "noBinary" | "onlyBinary">;

/** Whether its source distributions may be taken. */
export function mayBeBuilt(name: string, { noBinary, onlyBinary }: KindPolicy): boolean {
	return !excludes(onlyBinary, noBinary, name);
}

/** Whether its wheels may be taken. */
export function mayBeWheel(name: string, { noBinary, onlyBinary }: KindPolicy): boolean {
	return !excludes(noBinary, onlyBinary, name);
}

/** Whether a file is of a kind that may be taken of its project. */
export function isOfChosenKind({ kind, filename }: RegistryFile, policy: KindPolicy): boolean {
	return (kind === "registry-wheel" ? mayBeWheel : mayBeBuilt)(filename.name, policy);
}
